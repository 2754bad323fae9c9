// Hits with the words around them, set as text nodes; the words found stand in one line down the page.
function line(row) {
  const place = make("span", "wb-hit-place");
  place.append(make("bdi", "wb-hit-name", row.source), make("span", "wb-hit-line", ` · ${row.line}`));
  if (row.speaker) place.append(make("span", "wb-hit-line", " · "), make("bdi", "wb-hit-who", row.speaker));
  place.title = `${row.source}, line ${row.line}${row.speaker ? `, ${row.speaker}` : ""}`;
  const left = make("span", "wb-said-left");
  const before = make("bdi", "", row.left);
  left.append(before);
  const on = make("span", "wb-said-on");
  on.append(make("bdi", "wb-found", row.words), make("bdi", "", row.right));
  return [place, left, on];
}

function opening(rows, open) {
  return rows.map((row, number) => {
    const button = make("button", "wb-hit");
    button.type = "button";
    button.append(...line(row));
    button.addEventListener("click", () => open(number));
    const item = make("li");
    item.append(button);
    return item;
  });
}

function ticking(rows, out, told) {
  return rows.map((row, number) => {
    const label = make("label", "wb-hit wb-choose");
    const box = make("input");
    box.type = "checkbox";
    box.checked = !out.has(number);
    label.classList.toggle("wb-out", !box.checked);
    box.addEventListener("change", () => {
      if (box.checked) out.delete(number);
      else out.add(number);
      label.classList.toggle("wb-out", !box.checked);
      told([...out].sort((a, b) => a - b));
    });
    label.append(box, ...line(row));
    const item = make("li");
    item.append(label);
    return item;
  });
}

// Up and down go from hit to hit, as in any list; Tab does too.
function walk(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const all = [...box.querySelectorAll("button.wb-hit, .wb-choose input")];
  const next = all[all.indexOf(document.activeElement) + step];
  if (!next || !all.includes(document.activeElement)) return;
  event.preventDefault();
  next.focus();
}

export default function (component) {
  const { data, parentElement, setTriggerValue, setStateValue } = component;
  const told = JSON.stringify(data);
  let box = parentElement.querySelector(".wb-kwic");
  if (box && box.told === told) return;
  box?.remove();
  box = make("div", data.whole ? "wb-kwic wb-whole" : "wb-kwic");
  box.told = told;
  const list = make("ol");
  const rows = data.choosing
    ? ticking(data.rows, new Set(), (out) => setStateValue("out", out))
    : opening(data.rows, (number) => setTriggerValue("open", number));
  list.append(...rows);
  list.addEventListener("keydown", (event) => walk(event, box));
  box.append(list);
  parentElement.append(box);
}
