// Paragraphs of any origin with places to go to: each link tells the page its value. Text nodes only.

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  parentElement.querySelector(".wb-links")?.remove();
  const box = make("ul", "wb-links");
  for (const { words, links } of data.items) {
    const item = make("li"), said = make("p", "", words), row = make("div", "wb-links-row");
    said.dir = "auto";
    for (const [label, value] of links) {
      const button = make("button", "wb-link", label);
      button.type = "button";
      button.addEventListener("click", () => setTriggerValue("picked", value));
      row.append(button);
    }
    item.append(said, row);
    box.append(item);
  }
  parentElement.append(box);
}
