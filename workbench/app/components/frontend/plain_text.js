// Words from outside, set as text nodes: nothing in them is ever read as markup, and nothing is fetched.
const TAGS = { title: "h1", heading: "h2", subheading: "h3", notice: "div", quote: "blockquote" };

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector(".wb-words")?.remove();
  const box = document.createElement("div");
  box.className = "wb-words";
  for (const part of data.parts) {
    const line = document.createElement(TAGS[part.style] || "p");
    line.className = `wb-${part.style}`;
    line.dir = "auto";
    for (const run of part.runs) {
      const span = document.createElement("span");
      span.textContent = run.text;
      if (run.strong) span.className = "wb-strong";
      if (run.muted) span.className = "wb-muted";
      line.append(span);
    }
    if (part.style === "notice") line.setAttribute("role", "alert");
    box.append(line);
  }
  parentElement.append(box);
}
