// Rows by columns as a grid, such as the framework matrix: arrows walk from cell to cell, Enter or a click opens one. Words are text nodes.
function filled(cell, row, theme) {
  const box = make("td", "wb-mx-cell");
  box.setAttribute("role", "gridcell");
  if (cell.text) box.append(make("div", "wb-mx-text", cell.text));
  if (cell.foot) box.append(make("div", "wb-mx-foot", cell.foot));
  box.setAttribute("aria-label", `${row.name}, ${theme.name}: ${[cell.text, cell.foot].filter(Boolean).join("; ") || "nothing"}`);
  box.tabIndex = -1;
  return box;
}

function headOf(data) {
  const line = make("tr"), corner = make("th", "wb-mx-corner", data.rowWord);
  corner.scope = "col";
  line.append(corner);
  for (const theme of data.themes) {
    const head = make("th", "wb-mx-head");
    head.scope = "col";
    head.title = theme.title;
    head.append(make("div", "wb-mx-name", theme.name));
    if (theme.note) head.append(make("div", "wb-mx-key", theme.note));
    line.append(head);
  }
  const top = make("thead");
  top.append(line);
  return top;
}

function groupOf(said, across) {
  const line = make("tr", "wb-mx-group"), head = make("th", "");
  head.scope = "rowgroup";
  head.colSpan = across;
  head.append(make("span", "wb-mx-group-name", said));
  line.append(head);
  return line;
}

function bodyOf(data, open) {
  const body = make("tbody"), cells = [];
  let group = null;
  for (const row of data.rows) {
    if (row.group !== null && row.group !== group) body.append(groupOf(row.group, data.themes.length + 1));
    group = row.group;
    const line = make("tr"), head = make("th", "wb-mx-row");
    head.scope = "row";
    head.append(make("div", "wb-mx-name", row.name));
    if (row.note) head.append(make("div", "wb-mx-key", row.note));
    line.append(head);
    cells.push(row.cells.map((cell, place) => {
      const theme = data.themes[place], box = filled(cell, row, theme);
      const chosen = row.id === data.chosen[0] && theme.id === data.chosen[1];
      box.setAttribute("aria-selected", String(chosen));
      box.addEventListener("click", () => open(row.id, theme.id));
      line.append(box);
      return box;
    }));
    body.append(line);
  }
  return [body, cells];
}

// Arrows, Home and End walk; the cell reached is the one that Tab comes back to.
function walk(event, cells, reach) {
  const at = cells.findIndex((line) => line.includes(event.target));
  if (at < 0) return;
  const across = cells[at].indexOf(event.target);
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.target.click(); return; }
  const to = { ArrowDown: [at + 1, across], ArrowUp: [at - 1, across], ArrowRight: [at, across + 1], ArrowLeft: [at, across - 1],
    Home: [at, 0], End: [at, cells[at].length - 1] }[event.key];
  if (/^[a-zA-Z]$/.test(event.key)) event.stopPropagation();
  const next = to && cells[to[0]]?.[to[1]];
  if (!to) return;
  event.preventDefault();
  event.stopPropagation();
  if (next) reach(next, true);
}

function into(frame, cell) {
  const head = frame.querySelector("thead"), first = frame.querySelector("th.wb-mx-row");
  if (!head || !first) return;
  const top = cell.offsetTop - head.offsetHeight, left = cell.offsetLeft - first.offsetWidth;
  if (top < frame.scrollTop) frame.scrollTop = top;
  if (cell.offsetTop + cell.offsetHeight > frame.scrollTop + frame.clientHeight) frame.scrollTop = cell.offsetTop + cell.offsetHeight - frame.clientHeight;
  if (left < frame.scrollLeft) frame.scrollLeft = left;
  if (cell.offsetLeft + cell.offsetWidth > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = cell.offsetLeft + cell.offsetWidth - frame.clientWidth;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const told = JSON.stringify(data);
  const old = parentElement.querySelector(".wb-matrix");
  if (old && old.told === told) return;
  const frame = make("div", "wb-matrix"), table = make("table", "wb-mx");
  frame.told = told;
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", data.label);
  if (data.look) table.classList.add(`wb-mx-${data.look}`);
  const [body, cells] = bodyOf(data, (row, theme) => setTriggerValue("open", { row, theme }));
  table.append(headOf(data), body);
  frame.append(table);
  const every = cells.flat();
  const reach = (cell, focus) => {
    for (const each of every) each.tabIndex = each === cell ? 0 : -1;
    if (focus) { cell.focus({ preventScroll: true }); into(frame, cell); }
  };
  frame.addEventListener("keydown", (event) => walk(event, cells, reach));
  const held = old?.contains(document.activeElement);
  const place = old ? [old.scrollLeft, old.scrollTop] : [0, 0];
  old?.remove();
  parentElement.append(frame);
  [frame.scrollLeft, frame.scrollTop] = place;
  const chosen = every.find((each) => each.getAttribute("aria-selected") === "true");
  if (every.length) reach(chosen || every[0], false);
  if (chosen) into(frame, chosen);
  if (held && chosen) chosen.focus({ preventScroll: true });
}
