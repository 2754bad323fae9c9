// Turns of talk or paragraphs of a document, set as text nodes; marked stretches are underlined and labelled.
const plainColour = (value) => (/^#[0-9a-fA-F]{6}$/.test(value || "") ? value : "#1F5A7A");

function words(turn) {
  const box = make("div", flows(turn.runs.map((run) => run.text).join("")) ? "wb-said wb-flows" : "wb-said");
  box.dir = "auto";
  if (turn.language) box.lang = turn.language;
  for (const run of turn.runs) {
    const span = make("span", run.marks.length ? `wb-mark wb-${run.marks[0].kind}` : "", run.text);
    const lines = run.marks.slice(0, 4).map((m, i) => `0 ${2 + 3 * i}px 0 0 ${plainColour(m.colour)}`);
    // between two lines a white gap, so that overlapping codes can be told apart
    const gaps = run.marks.slice(0, 4).map((_, i) => `0 ${3 * i}px 0 0 var(--st-background-color)`);
    if (lines.length && run.marks[0].kind === "coded") {
      span.style.boxShadow = lines.flatMap((line, i) => (i ? [gaps[i], line] : [line])).join(", ");
    }
    box.append(span);
    for (const mark of run.ending) {
      const label = make("span", "wb-label", mark.label);
      label.style.borderColor = plainColour(mark.colour);
      if (mark.title) label.title = mark.title;
      box.append(label);
    }
  }
  return box;
}

function row(turn) {
  const line = make("div", `wb-turn wb-role-${turn.role}`);
  const margin = make("div", "wb-margin");
  margin.append(make("span", "wb-line", turn.line ? String(turn.line) : ""), make("span", "wb-speaker", turn.speaker));
  line.append(margin, words(turn));
  return line;
}

function card(block) {
  const box = make("section", block.heading || block.note ? "wb-block wb-card" : "wb-block");
  if (block.heading) {
    const head = make("div", "wb-block-heading");
    if (block.tag) {
      const tag = make("span", "wb-tag", block.tag);
      tag.style.background = plainColour(block.colour) + "22";
      tag.style.borderColor = plainColour(block.colour);
      head.append(tag);
    }
    head.append(make("span", "", block.heading));
    box.append(head);
  }
  for (const turn of block.turns) box.append(row(turn));
  if (block.note) box.append(make("div", "wb-block-note", block.note));
  return box;
}

export default function (component) {
  const { data, parentElement } = component;
  const told = JSON.stringify(data);
  let box = parentElement.querySelector(".wb-passages");
  if (box && box.told === told) return;
  box?.remove();
  box = make("div", "wb-passages");
  box.told = told;
  box.append(...data.blocks.map(card));
  parentElement.append(box);
}
