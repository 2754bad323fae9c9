// Drawing: a turn's words once, and its marks whenever one of its codings changes while it is near the window.
const NEAR = 1200; // pixels above and below the window
const SHEET = 3000, LINE = 30, ACROSS = 90; // pixels, pixels, characters: guesses until a sheet is first laid out

// The turns of a text on sheets, of which the browser lays out only those near the window: it looks at every sheet in every
// frame, which with one for each turn of a long text took most of the time between a key and its acknowledgement.
function drawSheets(turns) {
  const sheets = document.createDocumentFragment();
  let sheet = null, high = 0;
  for (const turn of turns) {
    if (!sheet || high > SHEET) { sheet = sheets.appendChild(make("div", "wb-sheet")); high = 0; }
    sheet.append(drawTurn(turn));
    turn.sheet = sheet;
    high += 10 + LINE * Math.ceil((turn.text.length + 1) / ACROSS);
    sheet.style.containIntrinsicHeight = `auto ${high}px`;
  }
  return sheets;
}

function drawTurn(turn) {
  const row = make("div", `wb-row wb-role-${turn.role}`);
  row.dataset.turn = turn.ordinal;
  row.tabIndex = -1;
  row.setAttribute("role", "group");
  const margin = make("div", "wb-margin");
  margin.append(make("span", "wb-line", String(turn.line)), make("span", "wb-speaker", turn.speaker));
  if (turn.time !== null) margin.append(make("span", "wb-time", turn.time));
  turn.words_box = make("div", turn.flows ? "wb-words-box wb-flows" : "wb-words-box");
  turn.words_box.dir = "auto";
  if (turn.language) turn.words_box.lang = turn.language;
  turn.words_box.textContent = turn.text;
  noteNodes(turn);
  turn.words_box.id = `wb-words-${turn.ordinal}`;
  row.setAttribute("aria-label", headOf(turn));
  row.setAttribute("aria-describedby", turn.words_box.id);
  row.append(margin, turn.words_box);
  turn.row = row;
  return row;
}

function paintTurn(turn, marks, { codes, chosen }) {
  const cuts = new Set([0, turn.text.length]), brackets = (turn.cuts || []).map(([place, kind]) => [turn.half(place), kind]);
  const here = marks.map((mark) => {
    const from = turn.half(mark.start), to = turn.half(mark.end);
    cuts.add(from).add(to);
    return { from, to, mark };
  });
  for (const [place] of brackets) cuts.add(place);
  const edges = [...cuts].sort((a, b) => a - b), pieces = document.createDocumentFragment();
  for (let n = 0; n + 1 < edges.length; n++) {
    const [from, to] = [edges[n], edges[n + 1]], words = turn.text.slice(from, to);
    const covering = here.filter((h) => h.from <= from && h.to >= to).map((h) => h.mark);
    const kinds = brackets.filter(([place, kind]) => place === (kind === "wb-opens" ? from : to)).map(([, kind]) => kind);
    if (!covering.length && !kinds.length) { pieces.append(words); continue; }
    const piece = make(covering.length ? "mark" : "span", kinds.join(" "), words);
    if (covering.length) dress(piece, covering, codes, chosen);
    pieces.append(piece);
  }
  turn.words_box.replaceChildren(pieces);
  noteNodes(turn);
  turn.painted = marks.length > 0 || brackets.length > 0;
  const names = [...new Set(marks.filter((m) => !m.suggested).map((m) => codes.get(m.code)?.name || m.name))];
  const waiting = marks.filter((m) => m.suggested).length, notes = marks.reduce((sum, m) => sum + m.memos.length, 0);
  turn.row.setAttribute("aria-label", headOf(turn) + (names.length ? `Codes: ${names.join(", ")}.` : "No codes.")
    + (waiting ? ` ${waiting} suggestion${waiting > 1 ? "s" : ""}.` : "") + (notes ? ` ${notes} memo${notes > 1 ? "s" : ""}.` : ""));
}

const headOf = (turn) => `Line ${turn.line}${turn.speaker ? `, ${turn.speaker}` : ""}. `;

// Under the words a line for each code, solid or (suggested) dashed; behind them a tint for one's own.
function dress(piece, covering, codes, chosen) {
  piece.classList.add("wb-coded");
  const layers = covering.slice(0, 5).flatMap((mark, lane) => {
    const colour = colourOf(codes.get(mark.code));
    const line = mark.suggested ? `repeating-linear-gradient(90deg, ${colour} 0 4px, transparent 4px 8px)` : `linear-gradient(${colour},${colour})`;
    const under = [[line, "100% 2px", `0 calc(100% - ${lane * 3}px)`, "repeat-x"]];
    if (!mark.suggested && mark.mine) under.push([`linear-gradient(${colour}24,${colour}24)`, "100% 100%", "0 0", "no-repeat"]);
    return under;
  }).sort((a, b) => a[3].length - b[3].length);
  for (const [n, name] of ["backgroundImage", "backgroundSize", "backgroundPosition", "backgroundRepeat"].entries()) {
    piece.style[name] = layers.map((layer) => layer[n]).join(",");
  }
  if (covering.some((mark) => mark.memos.length)) piece.classList.add("wb-noted");
  if (chosen && covering.some((mark) => mark.id === chosen)) piece.classList.add("wb-chosen");
  piece.title = covering.map((mark) => said(mark, codes)).join(" · ");
}

const said = (mark, codes) => (codes.get(mark.code)?.name || mark.name || "") + (mark.suggested ? " (suggested)" : mark.mine ? "" : `, by ${mark.coder}`);

// Where each text node of a turn begins, so that a place is found at once, however many pieces a turn is in.
function noteNodes(turn) {
  const walker = document.createTreeWalker(turn.words_box, NodeFilter.SHOW_TEXT);
  turn.nodes = [];
  for (let at = 0, node = walker.nextNode(); node; at += node.length, node = walker.nextNode()) turn.nodes.push([at, node]);
}

// The place of a character of a turn in the page, for ranges.
function pointIn(turn, half, atEnd) {
  const nodes = turn.nodes;
  if (!nodes.length) return [turn.words_box, 0];
  let low = 0, high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nodes[middle][0] < half || (!atEnd && nodes[middle][0] === half)) low = middle;
    else high = middle - 1;
  }
  const [at, node] = nodes[low];
  return [node, Math.min(node.length, half - at)];
}

function rangeOf(text, start, end) {
  const range = document.createRange();
  const first = text.turns[text.at(start)], last = text.turns[text.at(Math.max(start, end - 1))];
  range.setStart(...pointIn(first, first.half(start), false));
  range.setEnd(...pointIn(last, last.half(end), true));
  return range;
}
