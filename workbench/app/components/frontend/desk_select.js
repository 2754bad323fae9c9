// What is marked: by the mouse, or by sentence, word and turn. A selection is a span of the source and the browser's own words of it.
const SELECTING = {
  readSelection() {
    const selection = document.getSelection();
    if (this.setting || !this.text) return;
    if (!selection.rangeCount || selection.isCollapsed || !this.list.contains(selection.anchorNode) || !this.list.contains(selection.focusNode)) {
      if (selection.isCollapsed && this.list.contains(selection.anchorNode)) {
        this.selection = null;
        this.caret = this.placeOf(selection.anchorNode, selection.anchorOffset);
      }
      return;
    }
    const range = selection.getRangeAt(0), parts = [];
    const first = this.rowOf(range.startContainer, range.startOffset), last = this.rowOf(range.endContainer, range.endOffset);
    for (let i = first; i <= last; i++) {
      const turn = this.text.turns[i], whole = document.createRange();
      whole.selectNodeContents(turn.words_box);
      let from = turn.words_box.contains(range.startContainer) ? this.upTo(turn, range.startContainer, range.startOffset) : 0;
      let to = turn.words_box.contains(range.endContainer) ? this.upTo(turn, range.endContainer, range.endOffset) : turn.text.length;
      if (!turn.words_box.contains(range.endContainer) && range.compareBoundaryPoints(Range.START_TO_END, whole) <= 0) continue;
      [from, to] = turn.trimmed(turn.snap(from, false), turn.snap(to, true));
      if (from < to) parts.push([turn.ordinal, from, to]);
    }
    this.selection = parts.length ? this.spanOf(parts) : null;
    if (this.selection && parts[0][0] !== this.current) { this.current = parts[0][0]; this.markCurrent(false); }
  },
  rowOf(node, offset) {
    const inside = node.nodeType === Node.ELEMENT_NODE ? node.childNodes[Math.min(offset, node.childNodes.length - 1)] || node : node;
    const row = (inside.nodeType === Node.ELEMENT_NODE ? inside : inside.parentElement)?.closest(".wb-row");
    return row ? +row.dataset.turn : this.current;
  },
  upTo(turn, node, offset) {
    const part = document.createRange();
    part.selectNodeContents(turn.words_box);
    part.setEnd(node, offset);
    return part.toString().length;
  },
  placeOf(node, offset) {
    const turn = this.text.turns[this.rowOf(node, offset)];
    return turn?.words_box.contains(node) ? turn.place(turn.snap(this.upTo(turn, node, offset), false)) : null;
  },
  spanOf(parts) {
    const [first, last] = [parts[0], parts[parts.length - 1]];
    for (let n = 0; n + 1 < parts.length; n++) { // whole turns between, edges as they are
      parts[n] = [parts[n][0], parts[n][1], this.text.turns[parts[n][0]].text.length];
      parts[n + 1] = [parts[n + 1][0], 0, parts[n + 1][2]];
    }
    const between = [];
    for (let i = first[0]; i <= last[0]; i++) between.push(parts.find((part) => part[0] === i) || [i, 0, this.text.turns[i].text.length]);
    return { start: this.text.turns[first[0]].place(first[1]), end: this.text.turns[last[0]].place(last[2]), quote: this.text.quote(between), turns: between.map((part) => part[0]) };
  },
  // The span of two places in the source, with its words.
  span(start, end) {
    const parts = this.text.parts(start, end).filter(([, from, to]) => from < to);
    return parts.length ? this.spanOf(parts) : null;
  },
  select(start, end) {
    this.setting = true;
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(rangeOf(this.text, start, end));
    this.setting = false;
    this.selection = this.span(start, end);
    this.caret = null;
  },
  unselect() {
    document.getSelection().removeAllRanges();
    this.selection = this.caret = null;
  },
  letGo() {
    this.clearFault();
    this.unselect();
    this.adjusting = this.recoding = null;
    this.choose(null);
  },
  pointed(event) {
    const row = event.target.closest(".wb-row");
    if (event.button !== 0) return;
    this.dragging = true;
    this.selection = null; // the browser tells of the new one a moment later, and a key may come before that
    this.adjusting = null;
    this.dropPalette(); // what was begun about other words is not done to these
    this.sentence = -1;
    if (row) { this.current = +row.dataset.turn; this.markCurrent(false); this.leave(); }
  },
  // A coding is in hand only while one is at a turn it covers: no key is about a coding that is out of sight.
  leave() {
    const mark = this.marks.get(this.chosen);
    if (!mark || this.text.touched(mark).includes(this.current)) return;
    this.chosen = null;
    this.repaint(false);
  },
  released(event) {
    const selection = document.getSelection();
    if (!selection.rangeCount) { // a click into marked words takes them away, and Chromium then leaves no caret at all
      const caret = document.caretRangeFromPoint?.(event.clientX, event.clientY);
      if (caret && this.list.contains(caret.startContainer)) selection.addRange(caret);
    }
    this.readSelection();
    this.repaint(false);
    if (this.selection) this.select(this.selection.start, this.selection.end); // what is seen is what will be coded: whole graphemes
    if (this.pen && this.selection && this.codes.get(this.inHand)) this.give([this.inHand]);
  },
  markCurrent(focus) {
    const before = this.list.querySelector(".wb-current"), row = this.text.turns[this.current]?.row;
    if (before && before !== row) { before.classList.remove("wb-current"); before.tabIndex = -1; }
    row?.classList.add("wb-current");
    if (row) row.tabIndex = 0;
    if (focus) row?.focus({ preventScroll: true });
  },
  // Bring a passage into the window; of a turn taller than the window, the passage's own lines.
  reveal(start, end) {
    const turn = this.text.turns[this.text.at(start)], height = this.scroll.clientHeight;
    const within = (top, bottom) => {
      if (top < this.scroll.scrollTop) this.scroll.scrollTop = top - 12;
      else if (bottom > this.scroll.scrollTop + height) this.scroll.scrollTop = Math.min(top - 12, bottom - height + 12);
    };
    if (turn.row.offsetHeight <= height) {
      within(turn.top, turn.top + turn.row.offsetHeight);
      if (end <= turn.end) return;
    }
    const top = this.list.getBoundingClientRect().top, box = rangeOf(this.text, start, Math.min(end, turn.end)).getBoundingClientRect();
    within(box.top - top, box.bottom - top);
  },
  flash(start, end) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const turn of this.text.touched({ start, end }).slice(0, 5)) {
      this.text.turns[turn].row.animate([{ background: "#FFE9A8" }, { background: calm ? "#FFE9A8" : "transparent" }], 1600);
    }
  },
  goTurn(step) {
    const next = this.current + step;
    if (next < 0 || next >= this.text.turns.length) return;
    this.current = next;
    this.sentence = -1;
    this.unselect();
    this.markCurrent(true);
    this.leave();
    this.reveal(this.text.turns[next].start, this.text.turns[next].end);
  },
  goSentence(step) {
    let at = (this.sentence ?? -1) + step;
    const here = this.text.turns[this.current].sentences();
    if (at < 0 || at >= here.length) {
      if (this.current + step < 0 || this.current + step >= this.text.turns.length) return;
      this.goTurn(step);
      at = step > 0 ? 0 : this.text.turns[this.current].sentences().length - 1;
    }
    this.sentence = at;
    const turn = this.text.turns[this.current], found = turn.sentences()[at];
    if (found) { this.select(turn.place(found[0]), turn.place(found[1])); this.reveal(turn.place(found[0]), turn.place(found[1])); }
  },
  // The sentence that a place is in, so that the next one can be asked for from there.
  sentenceAt(place) {
    const turn = this.text.turns[this.text.at(place)];
    return turn.sentences().findLastIndex(([from]) => turn.place(from) <= place);
  },
  // The next edge of a word from a place, in this turn or in the one beside it.
  byWord(place, step, { after, before }) {
    const edge = (turn) => turn.words().map((word) => word[after ? 1 : 0]);
    for (let i = this.text.at(Math.max(0, place - (step < 0 ? 1 : 0))); i >= 0 && i < this.text.turns.length; i += step) {
      const edges = edge(this.text.turns[i]);
      const found = step > 0 ? edges.find((each) => each > place) : edges.filter((each) => each < place).at(-1);
      if (found !== undefined) return found;
    }
    return before;
  },
  longer(step) {
    if (!this.selection) { this.goSentence(1); return; }
    const { start, end } = this.selection, to = this.byWord(end, step, { after: true, before: end });
    if (to > start) this.select(start, to);
  },
  longerByTurn(step) {
    const turn = this.text.turns[this.current], { start, end } = this.selection || { start: turn.start, end: turn.start };
    const last = this.text.at(Math.max(start, end - 1)), ended = end >= this.text.turns[last].end;
    const to = this.text.turns[step > 0 ? last + (ended ? 1 : 0) : last - 1];
    if (to && to.end > start) { this.select(start, to.end); this.reveal(to.start, to.end); }
  },
};
