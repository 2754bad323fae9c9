// Bars in the margin, as on paper: one for each coding near the window, beside each other where codings overlap.
const LANE = 11, LANES = 12; // pixels, bars beside each other

function drawBars(desk) {
  const { text, codes, bars, list, chosen } = desk, [first, last] = desk.near();
  const top = list.getBoundingClientRect().top, from = text.turns[first].start, to = text.turns[last].end, drawn = new Map();
  for (let turn = first; turn <= last; turn++) {
    for (const mark of desk.inTurn[turn].values()) {
      if (drawn.has(mark.id)) continue;
      const box = rangeOf(text, Math.max(mark.start, from), Math.min(mark.end, to)).getBoundingClientRect();
      drawn.set(mark.id, { top: box.top - top, bottom: box.bottom - top, mark });
    }
  }
  const placed = [...drawn.values()].sort((a, b) => a.top - b.top || b.bottom - a.bottom), lanes = [];
  for (const each of placed) {
    each.lane = lanes.findIndex((end) => end <= each.top + 0.5);
    if (each.lane < 0) each.lane = lanes.push(0) - 1;
    lanes[each.lane] = each.bottom + 3;
  }
  const beside = Math.min(lanes.length, LANES) * LANE + 5, pieces = document.createDocumentFragment();
  let free = -Infinity;
  for (const { top: y, bottom, mark, lane } of placed.filter((each) => each.lane < LANES)) {
    pieces.append(bar(mark, codes, chosen, y, bottom, lane));
    if (Math.max(y, free) > bottom + 14) continue;
    pieces.append(label(mark, codes, chosen, Math.max(y, free), beside));
    free = Math.max(y, free) + 14;
  }
  bars.replaceChildren(pieces);
}

function bar(mark, codes, chosen, top, bottom, lane) {
  const code = codes.get(mark.code), colour = colourOf(code), piece = make("div", "wb-bar");
  piece.classList.toggle("wb-suggested", mark.suggested);
  piece.classList.toggle("wb-theirs", !mark.mine && !mark.suggested);
  piece.classList.toggle("wb-chosen", mark.id === chosen);
  piece.dataset.mark = mark.id;
  Object.assign(piece.style, { top: `${top}px`, height: `${Math.max(8, bottom - top)}px`, left: `${lane * LANE}px` });
  if (mark.suggested) piece.style.borderColor = colour;
  else piece.style.backgroundImage = patternOf(code, code?.place);
  piece.title = said(mark, codes);
  return piece;
}

function label(mark, codes, chosen, top, left) {
  const words = (codes.get(mark.code)?.key || mark.name || "") + (mark.suggested ? " ?" : "") + (mark.memos.length ? " ✎" : "");
  const piece = make("div", `wb-key${mark.id === chosen ? " wb-chosen" : ""}`, words), count = mark.memos.length;
  piece.dataset.mark = mark.id;
  Object.assign(piece.style, { top: `${top}px`, left: `${left}px` });
  piece.title = said(mark, codes) + (count ? ` · ${count} memo${count > 1 ? "s" : ""}` : "");
  return piece;
}
