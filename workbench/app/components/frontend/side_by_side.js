// Two states of something beside each other, field by field; words that differ are marked. Text nodes only.

function words(runs, kind) {
  const cell = make("div", "wb-side-words");
  cell.dir = "auto";
  for (const [text, changed] of runs) cell.append(changed ? make(kind, "", text) : text);
  if (!runs.length) cell.append(make("span", "wb-side-empty", "empty"));
  return cell;
}

function pair(field) {
  const row = make("div", "wb-side-row"), [left, right] = [words(field.left, "del"), words(field.right, "ins")];
  row.setAttribute("role", "row");
  for (const cell of [make("div", "wb-side-field", field.called), left, right]) { cell.setAttribute("role", "cell"); row.append(cell); }
  return row;
}

function group(data, { heading, note, fields }) {
  const box = make("section", "wb-side-group");
  if (heading) { const line = make("div", "wb-side-heading", heading); line.dir = "auto"; box.append(line); }
  if (note) box.append(make("div", "wb-side-note", note));
  if (!fields.length) return box;
  const table = make("div", "wb-side-table"), head = make("div", "wb-side-row wb-side-head");
  table.setAttribute("role", "table");
  table.setAttribute("aria-label", `${heading}: ${data.left}, ${data.right}`);
  head.setAttribute("role", "row");
  for (const name of ["Field", data.left, data.right]) {
    const cell = make("div", "", name);
    cell.setAttribute("role", "columnheader");
    head.append(cell);
  }
  table.append(head, ...fields.map(pair));
  box.append(table);
  return box;
}

export default function (component) {
  const { data, parentElement } = component;
  parentElement.querySelector(".wb-sides")?.remove();
  const box = make("div", "wb-sides");
  box.append(...data.groups.map((each) => group(data, each)));
  parentElement.append(box);
}
