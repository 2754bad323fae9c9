// Words of a text are chosen with the mouse; by keys, a whole paragraph (Enter) or its sentences one by one (s). What is
// told is a span of the study with the browser's own words of it. Nothing but text nodes is made of the text.
const upTo = (box, node, offset) => {
  const part = document.createRange();
  part.selectNodeContents(box);
  part.setEnd(node, offset);
  return part.toString().length;
};

// A hand that stops inside a word means the word.
function wholeWords(words, from, to) {
  const letter = (at) => /[\p{L}\p{N}\p{M}]/u.test(words[at] || "");
  while (from > 0 && letter(from) && letter(from - 1)) from--;
  while (to < words.length && letter(to) && letter(to - 1)) to++;
  return [from, to];
}

// The parts of the turns that the browser's selection touches, as [turn, from, to] in UTF-16.
function selected(text) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0), parts = [];
  for (const turn of text.turns) {
    if (!range.intersectsNode(turn.box)) continue;
    let from = turn.box.contains(range.startContainer) ? upTo(turn.box, range.startContainer, range.startOffset) : 0;
    let to = turn.box.contains(range.endContainer) ? upTo(turn.box, range.endContainer, range.endOffset) : turn.text.length;
    [from, to] = turn.trimmed(...wholeWords(turn.text, turn.snap(from, false), turn.snap(to, true)));
    if (from < to) parts.push([turn.ordinal, from, to]);
  }
  return parts;
}

// One span from the first part to the last; between them whole turns, as they stand in the source.
function spanOf(text, parts) {
  const first = parts[0], last = parts[parts.length - 1], whole = [];
  for (let i = first[0]; i <= last[0]; i++) {
    whole.push([i, i === first[0] ? first[1] : 0, i === last[0] ? last[2] : text.turns[i].text.length]);
  }
  return {
    start: text.turns[first[0]].place(first[1]), end: text.turns[last[0]].place(last[2]), quote: text.quote(whole),
  };
}

function paint(text, turn, marks, chosen) {
  const within = (span) => span && span.start < turn.end && turn.start < span.end;
  const here = marks.filter(within), edges = new Set([0, turn.text.length]);
  for (const span of within(chosen) ? [...here, chosen] : here) {
    edges.add(turn.half(Math.max(turn.start, span.start)));
    edges.add(turn.half(Math.min(turn.end, span.end)));
  }
  const points = [...edges].sort((a, b) => a - b), pieces = [];
  for (let n = 0; n + 1 < points.length; n++) {
    const [from, to] = [points[n], points[n + 1]];
    const covers = (span) => span && turn.half(Math.max(turn.start, span.start)) <= from && to <= turn.half(Math.min(turn.end, span.end)) && within(span);
    const piece = make("span", "", turn.text.slice(from, to));
    const labels = here.filter(covers);
    if (labels.length) {
      piece.className = "wb-taken";
      piece.title = labels.map((mark) => mark.label).join(", ");
      const ending = labels.filter((mark) => turn.half(Math.min(turn.end, mark.end)) === to).map((mark) => mark.label);
      if (ending.length) piece.dataset.label = ending.join(", "); // drawn by the style sheet: it is no part of the text
    }
    if (covers(chosen)) piece.classList.add("wb-chosen");
    pieces.push(piece);
  }
  turn.box.replaceChildren(...pieces);
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const told = JSON.stringify(data);
  let box = parentElement.querySelector(".wb-choosing");
  if (box && box.told === told) return;
  box?.remove();
  box = make("div", "wb-choosing");
  box.told = told;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Text to choose words from");
  const text = new Text(data.text), marks = data.marks.map(([start, end, label]) => ({ start, end, label }));
  let sentence = -1;
  const show = (chosen) => text.turns.forEach((turn) => paint(text, turn, marks, chosen));
  const choose = (parts) => {
    if (!parts.length) return;
    const span = spanOf(text, parts);
    document.getSelection().removeAllRanges();
    show(span);
    setStateValue("chosen", { source: data.source, ...span });
  };
  for (const turn of text.turns) {
    const row = make("div", `wb-choosing-row wb-role-${turn.role}`);
    row.tabIndex = turn.ordinal ? -1 : 0;
    row.dataset.turn = turn.ordinal;
    row.append(make("span", "wb-choosing-line", String(turn.line)));
    if (turn.speaker) row.append(make("span", "wb-choosing-who", turn.speaker));
    turn.box = make("div", turn.flows ? "wb-choosing-words wb-flows" : "wb-choosing-words");
    turn.box.dir = "auto";
    if (turn.language) turn.box.lang = turn.language;
    row.append(turn.box);
    box.append(row);
  }
  show(null);
  box.addEventListener("mouseup", () => setTimeout(() => choose(selected(text))));
  box.addEventListener("keydown", (event) => {
    const row = event.target.closest(".wb-choosing-row");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const turn = text.turns[+row.dataset.turn], step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const next = box.querySelector(`[data-turn="${turn.ordinal + step}"]`);
      if (next) { row.tabIndex = -1; next.tabIndex = 0; next.focus(); sentence = -1; }
    } else if (event.key === "Enter") choose([[turn.ordinal, ...turn.trimmed(0, turn.text.length)]]);
    else if (event.key === "s") {
      const there = turn.sentences();
      sentence = (sentence + 1) % Math.max(1, there.length);
      if (there.length) choose([[turn.ordinal, ...there[sentence]]]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  parentElement.append(box);
}
