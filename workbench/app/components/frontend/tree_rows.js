// Rows of the tree: drawn from text nodes only, named in place, dragged onto or between each other.
function drawCode(tree, code) {
  const below = tree.below.get(code.id), level = tree.below.get(code.parent) || [];
  const open = !!below && (!!tree.find.value.trim() || !tree.kept.folded.has(code.id));
  const said = {
    role: "treeitem", "aria-level": code.level, "aria-selected": code.id === tree.chosen, "aria-setsize": level.length,
    "aria-posinset": tree.placeOf.get(code.id),
    "aria-label": `${code.name}, ${code.key}, ${code.count} coding${code.count === 1 ? "" : "s"}${code.retired ? ", retired" : ""}`,
  };
  if (below) said["aria-expanded"] = open;
  const sign = JSON.stringify([said, code.colour, code.place, tree.locked]), before = tree.drawn.get(code.id);
  const row = before?.sign === sign ? before.row : rowOf(tree, code, said, below ? (open ? "▾" : "▸") : "");
  tree.drawn.set(code.id, { sign, row });
  row.tabIndex = code.id === tree.kept.current ? 0 : -1;
  return row;
}

function rowOf(tree, code, said, fold) {
  const row = make("div", "wb-tree-row"), sign = make("i", "wb-tree-sign"), name = make("span", "wb-tree-name", code.name);
  for (const [attribute, value] of Object.entries(said)) row.setAttribute(attribute, String(value));
  row.dataset.id = code.id;
  row.draggable = !tree.locked;
  row.style.paddingInlineStart = `${(code.level - 1) * 1.15}rem`;
  row.classList.toggle("wb-tree-out", code.retired);
  sign.style.backgroundImage = patternOf(code, code.place);
  sign.style.borderColor = colourOf(code);
  name.dir = "auto";
  if (code.retired) name.append(make("em", "", " retired"));
  const key = make("span", "wb-tree-key", code.key);
  key.title = code.key;
  row.append(make("span", "wb-tree-twig", fold), sign, name, key, make("span", "wb-tree-count", String(code.count)));
  return row;
}

function drawRetired(tree) {
  const out = tree.codes.filter((code) => code.retired).length;
  if (tree.retiredCount === out && tree.retired.firstChild?.checked === tree.kept.retired) return;
  tree.retiredCount = out;
  const box = make("input");
  box.type = "checkbox";
  box.checked = tree.kept.retired;
  box.addEventListener("change", () => { tree.kept.retired = box.checked; tree.paint(); });
  tree.retired.replaceChildren(box, make("span", "", ` Retired (${out})`));
  tree.retired.hidden = !out;
}

function nameInPlace(tree, code, typed = code.written) {
  const row = tree.row(code.id), field = make("input", "wb-tree-naming"), name = row.querySelector(".wb-tree-name");
  field.value = typed;
  field.maxLength = 200;
  field.setAttribute("aria-label", `New name of ${code.name}`);
  tree.naming = true;
  tree.drawn.delete(code.id); // drawn anew afterwards
  row.draggable = false;
  name.replaceWith(field);
  field.focus();
  field.select();
  const finish = (keep) => {
    if (!tree.naming) return;
    tree.naming = false;
    const said = field.value.trim();
    field.replaceWith(name);
    row.focus({ preventScroll: true });
    if (keep && said && said !== code.written) tree.put({ kind: "rename", code: code.id, name: said, was: code.written });
    else tree.paint();
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return; // a name being put together in another script
    if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); finish(true); }
    if (event.key === "Escape") { event.preventDefault(); finish(false); }
  });
  field.addEventListener("blur", () => finish(typed === code.written)); // a name that was refused is sent again by Enter only
}

const zoneOf = (row, y) => {
  const { top, height } = row.getBoundingClientRect(), part = (y - top) / height;
  return part < 0.3 ? "before" : part > 0.7 ? "after" : "into";
};

function letDrag(tree) {
  const { list } = tree;
  const mark = (row, zone) => {
    for (const each of list.querySelectorAll("[data-drop]")) delete each.dataset.drop;
    if (row && zone) row.dataset.drop = zone;
  };
  list.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("[data-id]");
    if (!row || tree.locked || tree.naming) { event.preventDefault(); return; }
    tree.dragged = row.dataset.id;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", tree.code(row.dataset.id).name);
  });
  list.addEventListener("dragover", (event) => {
    const row = event.target.closest("[data-id]");
    if (!tree.dragged) return;
    event.preventDefault();
    mark(row, row && row.dataset.id !== tree.dragged && zoneOf(row, event.clientY));
  });
  list.addEventListener("drop", (event) => {
    const row = event.target.closest("[data-id]"), moved = tree.dragged;
    event.preventDefault();
    mark(null);
    tree.dragged = null;
    if (!moved || row?.dataset.id === moved) return;
    tree.walk(moved);
    const zone = row && zoneOf(row, event.clientY), target = row && tree.code(row.dataset.id);
    tree.move(row ? dropped(tree.codes, moved, target, zone, row.getAttribute("aria-expanded") === "true") : { parent: null, before: null });
  });
  list.addEventListener("dragend", () => { mark(null); tree.dragged = null; });
}
