// Drawing: turns once, marks of a turn whenever one of its codings changes, bars of what is near the window.
const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};
const colourOf = (code) => (/^#[0-9a-fA-F]{6}$/.test(code?.colour || "") ? code.colour : "#1F5A7A");
const LANE = 11, LANES = 12, NEAR = 1200; // pixels, bars beside each other, pixels above and below the window
// Colour is never the only sign: each code has one of these patterns too, and its key stands beside its bar.
const PATTERNS = [
  (c) => `linear-gradient(${c},${c})`,
  (c) => `repeating-linear-gradient(0deg, ${c} 0 6px, transparent 6px 9px)`,
  (c) => `repeating-linear-gradient(45deg, ${c} 0 3px, transparent 3px 5px)`,
  (c) => `repeating-linear-gradient(0deg, ${c} 0 2px, transparent 2px 4px)`,
];

function drawTurn(turn) {
  const row = make("div", `wb-row wb-role-${turn.role}`);
  row.dataset.turn = turn.ordinal;
  row.tabIndex = -1;
  row.setAttribute("role", "group");
  const margin = make("div", "wb-margin");
  margin.append(make("span", "wb-line", String(turn.line)), make("span", "wb-speaker", turn.speaker));
  if (turn.time !== null) margin.append(make("span", "wb-time", turn.time));
  turn.words_box = make("div", "wb-words-box");
  turn.words_box.dir = "auto";
  if (turn.language) turn.words_box.lang = turn.language;
  row.append(margin, turn.words_box);
  turn.row = row;
  return row;
}

function paintTurn(turn, marks, codes, chosen) {
  const cuts = new Set([0, turn.text.length]);
  const here = marks.map((mark) => {
    const from = turn.half(mark.start), to = turn.half(mark.end);
    cuts.add(from).add(to);
    return { from, to, mark };
  });
  const edges = [...cuts].sort((a, b) => a - b);
  const pieces = document.createDocumentFragment();
  for (let n = 0; n + 1 < edges.length; n++) {
    const covering = here.filter((h) => h.from <= edges[n] && h.to >= edges[n + 1]).map((h) => h.mark);
    const words = turn.text.slice(edges[n], edges[n + 1]);
    if (!covering.length) { pieces.append(words); continue; }
    const piece = make("mark", "wb-coded", words);
    const layers = covering.slice(0, 5).flatMap((mark, lane) => {
      const colour = colourOf(codes.get(mark.code));
      const line = mark.suggested ? `repeating-linear-gradient(90deg, ${colour} 0 4px, transparent 4px 8px)` : `linear-gradient(${colour},${colour})`;
      const under = [[line, "100% 2px", `0 calc(100% - ${lane * 3}px)`, "repeat-x"]];
      if (!mark.suggested && mark.mine) under.push([`linear-gradient(${colour}24,${colour}24)`, "100% 100%", "0 0", "no-repeat"]);
      return under;
    }).sort((a, b) => a[3].length - b[3].length);
    for (const [n2, name] of ["backgroundImage", "backgroundSize", "backgroundPosition", "backgroundRepeat"].entries()) {
      piece.style[name] = layers.map((layer) => layer[n2]).join(",");
    }
    if (chosen && covering.some((mark) => mark.id === chosen)) piece.classList.add("wb-chosen");
    piece.title = covering.map((mark) => said(mark, codes)).join(" · ");
    pieces.append(piece);
  }
  turn.words_box.replaceChildren(pieces);
  const own = [...new Set(marks.filter((m) => !m.suggested).map((m) => codes.get(m.code)?.name || ""))];
  const waiting = marks.filter((m) => m.suggested).length;
  turn.row.setAttribute("aria-label", `Line ${turn.line}, ${turn.speaker}. ` + (own.length ? `Codes: ${own.join(", ")}.` : "No codes.")
    + (waiting ? ` ${waiting} suggestion${waiting > 1 ? "s" : ""}.` : ""));
}

const said = (mark, codes) => (codes.get(mark.code)?.name || "") + (mark.suggested ? " (suggested)" : mark.mine ? "" : `, by ${mark.coder}`);

// The place of a character of a turn in the page, for ranges.
function pointIn(turn, half, atEnd) {
  const walker = document.createTreeWalker(turn.words_box, NodeFilter.SHOW_TEXT);
  let last = null, left = half;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    last = node;
    if (left < node.length || (atEnd && left === node.length)) return [node, left];
    left -= node.length;
  }
  return last ? [last, last.length] : [turn.words_box, 0];
}

function rangeOf(text, start, end) {
  const range = document.createRange();
  const first = text.turns[text.at(start)], last = text.turns[text.at(Math.max(start, end - 1))];
  range.setStart(...pointIn(first, first.half(start), false));
  range.setEnd(...pointIn(last, last.half(end), true));
  return range;
}

function drawBars(desk) {
  const { text, marks, codes, bars, list, scroll, chosen } = desk;
  const top = list.getBoundingClientRect().top, from = scroll.scrollTop - NEAR, to = scroll.scrollTop + scroll.clientHeight + NEAR;
  const drawn = [];
  for (const mark of marks.values()) {
    const first = text.turns[text.at(mark.start)].row, last = text.turns[text.at(mark.end - 1)].row;
    if (last.offsetTop + last.offsetHeight < from || first.offsetTop > to) continue;
    const box = rangeOf(text, mark.start, mark.end).getBoundingClientRect();
    drawn.push({ top: box.top - top, bottom: box.bottom - top, mark });
  }
  drawn.sort((a, b) => a.top - b.top || b.bottom - a.bottom);
  const lanes = [];
  for (const each of drawn) {
    each.lane = lanes.findIndex((end) => end <= each.top + 0.5);
    if (each.lane < 0) each.lane = lanes.push(0) - 1;
    lanes[each.lane] = each.bottom + 3;
  }
  const beside = Math.min(lanes.length, LANES) * LANE + 5, pieces = document.createDocumentFragment();
  let free = -Infinity;
  for (const { top: y, bottom, mark, lane } of drawn.filter((each) => each.lane < LANES)) {
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
  else piece.style.backgroundImage = PATTERNS[(code?.place || 0) % PATTERNS.length](colour);
  piece.title = said(mark, codes);
  return piece;
}

function label(mark, codes, chosen, top, left) {
  const words = (codes.get(mark.code)?.key || "") + (mark.suggested ? " ?" : "") + (mark.memos ? " ✎" : "");
  const piece = make("div", `wb-key${mark.id === chosen ? " wb-chosen" : ""}`, words);
  piece.dataset.mark = mark.id;
  Object.assign(piece.style, { top: `${top}px`, left: `${left}px` });
  piece.title = said(mark, codes) + (mark.memos ? ` · ${mark.memos} memo${mark.memos > 1 ? "s" : ""}` : "");
  return piece;
}
