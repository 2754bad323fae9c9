// Codes as a list in the order of their tree, each with the id of its parent; and what a move makes of such a list.
const families = (codes) => {
  const below = new Map();
  for (const code of codes) (below.get(code.parent) || below.set(code.parent, []).get(code.parent)).push(code);
  return below;
};

function inOrder(below, parent = null, level = 1, list = []) {
  for (const code of below.get(parent) || []) {
    list.push({ ...code, level });
    inOrder(below, code.id, level + 1, list);
  }
  return list;
}

const isWithin = (codes, id, top) => {
  const parent = new Map(codes.map((code) => [code.id, code.parent]));
  for (let at = id; at; at = parent.get(at)) if (at === top) return true;
  return false;
};

// One operation painted on the list. A move into the code itself paints nothing: the study answers it with a sentence.
function painted(codes, { kind, code, parent, before, name }) {
  if (kind === "rename") return codes.map((each) => (each.id === code ? { ...each, name, written: name } : each));
  if (kind !== "move" || isWithin(codes, parent, code)) return codes;
  const moved = codes.find((each) => each.id === code);
  if (!moved) return codes;
  const below = families(codes.filter((each) => each.id !== code));
  const siblings = below.get(parent) || below.set(parent, []).get(parent);
  const place = siblings.findIndex((each) => each.id === before);
  siblings.splice(place < 0 ? siblings.length : place, 0, { ...moved, parent });
  return inOrder(below);
}

const after = (siblings, id) => siblings[siblings.findIndex((each) => each.id === id) + 1]?.id || null;

// Where Alt and an arrow key take a code, or why they take it nowhere. `hidden` says which codes are not on the screen.
function stepped(codes, code, key, hidden) {
  const below = families(codes), all = below.get(code.parent) || [], siblings = all.filter((each) => each.id === code.id || !hidden(each));
  const place = siblings.findIndex((each) => each.id === code.id), above = siblings[place - 1], next = siblings[place + 1];
  if (key === "ArrowUp") return above ? { parent: code.parent, before: above.id } : "It is the first of its branch already.";
  if (key === "ArrowDown") return next ? { parent: code.parent, before: after(all, next.id) } : "It is the last of its branch already.";
  if (key === "ArrowRight") return above ? { parent: above.id, before: null } : "There is no code above it on this level that it could go below.";
  const parent = codes.find((each) => each.id === code.parent);
  return parent ? { parent: parent.parent, before: after(below.get(parent.parent), parent.id) } : "It is at the top already.";
}

// Where a code goes that is dropped on another: before it, below it in the tree, or after it.
function dropped(codes, moved, target, zone, open) {
  const below = families(codes.filter((each) => each.id !== moved));
  if (zone === "into") return { parent: target.id, before: null };
  if (zone === "before") return { parent: target.parent, before: target.id };
  if (open) return { parent: target.id, before: below.get(target.id)?.[0]?.id || null };
  return { parent: target.parent, before: after(below.get(target.parent), target.id) };
}
