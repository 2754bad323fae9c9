// What is done to codings and suggestions: painted at once, sent, and true when the study has acknowledged it.
const DECIDING = {
  put(operation, paint) {
    const sequence = this.outbox.put({ ...operation, source: this.source, coder: this.coder });
    if (["undo", "redo"].includes(operation.kind)) this.asked_back = true;
    if (paint) this.local.set(`${this.outbox.client} ${sequence}`, { sequence, client: this.outbox.client, source: this.source, paint });
    this.repaint(false);
    return sequence;
  },
  undo(kind) { this.put({ kind }); },
  codable(span) {
    if (span && !span.turns.every((i) => !this.text.turns[i].codable)) return true;
    this.say("Only the interviewer speaks there: nothing to code.", true);
    return false;
  },
  // The marked words or, where none are marked, the whole turn.
  meant() {
    const turn = this.text.turns[this.current];
    return this.selection || (turn?.codable && turn.text.trim() ? this.spanOf([[turn.ordinal, ...turn.trimmed(0, turn.text.length)]]) : null);
  },
  give(ids) {
    const span = this.meant(), codes = ids.map((id) => this.codes.get(id)).filter((code) => code?.usable);
    if (!codes.length || !this.codable(span)) return;
    const { start, end, quote } = span;
    const there = [...this.inTurn[span.turns[0]].values()].filter((mark) => mark.mine && !mark.suggested && mark.start === start && mark.end === end);
    const twin = (code) => there.find((mark) => mark.code === code.id), fresh = codes.filter((code) => !twin(code));
    this.recent = [...new Set([...ids, ...this.recent])].slice(0, MOST);
    this.hold(codes.at(-1).id);
    if (!fresh.length) { this.choose(twin(codes[0]).id); this.say(`${codes[0].name} is already on these words.`); return; }
    const made = fresh.map((code) => this.newMark({ start, end, code: code.id }));
    this.chosen = made.at(-1).id; // the next key is about what was just made
    this.put({ kind: "code", start, end, quote, codes: fresh.map((code) => code.id), ids: made.map((mark) => mark.id) }, (marks) => made.forEach((mark) => marks.set(mark.id, mark)));
    this.say(`${fresh.map((code) => code.name).join(", ")}: “${quote.slice(0, 60)}${quote.length > 60 ? "…" : ""}”`);
  },
  giveInVivo(span, name) {
    const there = this.order.find((code) => code.name.toLocaleLowerCase() === name.toLocaleLowerCase());
    const mark = this.newMark({ start: span.start, end: span.end, code: there?.id || "", name });
    this.chosen = this.inVivoMark = mark.id; // its code comes into hand as soon as the study has made it
    const sequence = this.put({ kind: "in_vivo", start: span.start, end: span.end, quote: span.quote, name, ids: [mark.id] }, (marks) => marks.set(mark.id, mark));
    (KEEP.written ||= new Map()).set(`${this.outbox.client} ${sequence}`, { source: this.source, span, text: name });
    this.say(`New code in vivo: ${name}`);
  },
  // The id is chosen here, so that the next key can already name the coding before the study has acknowledged it.
  newMark(mark) {
    return { id: crypto.randomUUID(), mine: true, coder: this.coder, memos: [], suggested: false, ...mark };
  },
  togglePen() {
    this.pen = !this.pen;
    this.penButton.setAttribute("aria-pressed", String(this.pen));
    this.list.classList.toggle("wb-pen", this.pen);
    this.say(this.pen ? `Pen: ${this.codes.get(this.inHand)?.name} goes on whatever is marked with the mouse.` : "The pen is put down.");
  },
  choose(id, reveal = false) {
    this.chosen = id;
    const mark = this.marks.get(id);
    if (mark) {
      this.current = this.text.at(mark.start);
      this.sentence = this.sentenceAt(mark.start);
      this.markCurrent(true);
      if (reveal) { this.reveal(mark.start, mark.end); this.select(mark.start, mark.end); }
      if (this.codes.has(mark.code)) this.hold(mark.code);
      this.say(`${said(mark, this.codes)}: “${this.text.quote(this.text.parts(mark.start, mark.end)).slice(0, 60)}”`);
    }
    this.repaint(false);
  },
  step(step, wanted) {
    const marks = [...this.marks.values()].filter(wanted).sort(inOrder);
    if (!marks.length) { this.say("There is none."); return; }
    const at = marks.findIndex((mark) => mark.id === this.chosen), here = this.selection?.start ?? this.text.turns[this.current].start;
    const after = marks.findIndex((mark) => mark.start >= here);
    const next = at >= 0 ? (at + step + marks.length) % marks.length : step > 0 ? Math.max(0, after) : (after < 0 ? marks.length : after) - 1;
    this.choose(marks.at(next).id, true);
  },
  owned() {
    const mark = this.marks.get(this.chosen);
    if (!mark || mark.suggested) { this.say(`No coding is in hand: click a bar, or press ${this.keyOf("previous_coding")} or ${this.keyOf("next_coding")}`); return null; }
    if (!mark.mine) { this.say(`This coding is ${mark.coder}'s and stays as it is.`, true); return null; }
    return mark;
  },
  changed(mark, values) {
    const after = { ...mark, ...values };
    return (marks) => marks.has(mark.id) && marks.set(mark.id, after);
  },
  remove() {
    const mark = this.owned();
    if (!mark) return;
    this.put({ kind: "remove", coding: mark.id }, (marks) => marks.delete(mark.id));
    this.say(`Removed ${this.nameOf(mark)}. Ctrl + Z brings it back.`);
  },
  recode() {
    const mark = this.owned();
    if (!mark) return;
    this.recoding = mark;
    this.openFind();
    this.drawChips();
  },
  recodeTo(id) {
    const mark = this.recoding;
    this.recoding = null;
    if (id === mark.code) { this.say("It has that code."); return; }
    this.put({ kind: "recode", coding: mark.id, code: id }, this.changed(mark, { code: id }));
    this.hold(id);
    this.say(`Changed to ${this.codes.get(id)?.name}; its memos stay.`);
  },
  // With other words marked that overlap the coding, these become the coding; otherwise the arrows move its edges.
  adjust() {
    const mark = this.owned(), span = this.selection;
    if (!mark) return;
    if (span && (span.start !== mark.start || span.end !== mark.end) && span.start < mark.end && span.end > mark.start) { this.resize(mark, span); return; }
    this.adjusting = mark;
    this.select(mark.start, mark.end);
    this.say("Moving the edges: ← → the end, Shift + ← → the start, Enter keeps, Esc leaves.");
  },
  adjustKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!this.selection) { this.adjusting = null; return false; }
    if (step) {
      let { start, end } = this.selection;
      if (event.shiftKey) start = this.byWord(start, step, { after: false, before: start });
      else end = this.byWord(end, step, { after: true, before: end });
      if (start < end) this.select(start, end);
    } else if (event.key === "Enter") {
      const mark = this.adjusting;
      this.adjusting = null;
      this.resize(mark, this.selection);
    } else if (event.key === "Escape") this.letGo();
    else { this.adjusting = null; return false; }
    return true;
  },
  resize(mark, { start, end, quote }) {
    this.put({ kind: "resize", coding: mark.id, start, end, quote }, this.changed(mark, { start, end }));
    this.say("The edges were moved.");
  },
  // Where the caret stands or, for those without a mouse, where the marked words begin (or end, when they begin the coding).
  cutPlace({ start, end }) {
    const span = this.selection, places = span ? [span.start, span.end] : [this.caret];
    return places.find((place) => place !== null && place > start && place < end) ?? null;
  },
  split() {
    const mark = this.owned();
    if (!mark) return;
    const place = this.cutPlace(mark), first = place && this.span(mark.start, place), second = place && this.span(place, mark.end);
    if (!first || !second) { this.say("Click between two of its words, or mark those that shall begin the second part.", true); return; }
    const rest = this.newMark({ start: place, end: mark.end, code: mark.code });
    this.put({ kind: "split", coding: mark.id, start: first.start, end: first.end, quote: first.quote, ids: [rest.id] }, (marks) => {
      if (marks.has(mark.id)) marks.set(mark.id, { ...mark, end: place }).set(rest.id, rest);
    });
    this.say("Cut in two.");
  },
  join() {
    const mark = this.owned();
    if (!mark) return;
    const same = [...this.known.values()].filter((each) => each.mine && each.code === mark.code).sort(inOrder), touching = [mark];
    let { start, end } = mark;
    const near = (each) => each.start <= end && each.end >= start || (each.start > end && !this.between(end, each.start)) || (each.end < start && !this.between(each.end, start));
    for (let before = 0; before !== touching.length;) {
      before = touching.length;
      for (const each of same) if (!touching.some((one) => one.id === each.id) && near(each)) { touching.push(each); start = Math.min(start, each.start); end = Math.max(end, each.end); }
    }
    if (touching.length < 2) { this.say("No other coding of this code touches it.", true); return; }
    touching.sort(inOrder);
    const whole = { ...touching[0], end };
    this.put({ kind: "merge", codings: touching.map((each) => each.id) }, (marks) => { touching.forEach((each) => marks.delete(each.id)); marks.set(whole.id, whole); });
    this.choose(whole.id);
    this.say(`Joined ${touching.length} codings.`);
  },
  // Whether there are words between two places, be they only the name of who speaks next.
  between(from, to) {
    for (let turn = this.text.at(from) + 1; turn <= this.text.at(to); turn++) if (this.text.turns[turn].before.trim()) return true;
    return !!this.span(from, to)?.quote.trim();
  },
  decide(kind) {
    const mark = this.marks.get(this.chosen);
    if (!mark?.suggested) { this.step(1, (each) => each.suggested); return; }
    this.step(1, (each) => each.suggested && each.id !== mark.id);
    const taken = this.newMark({ start: mark.start, end: mark.end, code: mark.code });
    this.put({ kind, suggestion: mark.id, ...(kind === "accept" && { ids: [taken.id] }) }, (marks) => { marks.delete(mark.id); if (kind === "accept") marks.set(taken.id, taken); });
  },
  // Segments: the units that shares are counted in. They are cut and joined without moving any coding.
  cutSegment() {
    const place = this.selection?.start ?? this.caret, turn = place === null || place === undefined ? null : this.text.turns[this.text.at(place)];
    if (!turn || place >= turn.end) { this.say("Click where the second segment shall begin, or mark its first words.", true); return; }
    const span = this.span(place, turn.end);
    if (span) this.put({ kind: "split_segment", start: span.start, end: span.end, quote: span.quote });
    this.sayCuts("The segment was cut in two.");
  },
  joinSegment() {
    const place = this.selection?.start ?? this.caret ?? this.text.turns[this.current].start, turn = this.text.turns[this.text.at(place)];
    const span = this.span(Math.min(place, turn.end - 1), turn.end); // a caret after the last word is still in that segment
    if (span) this.put({ kind: "join_segments", start: span.start, end: span.end, quote: span.quote });
    this.sayCuts("The segment was joined with the next one.");
  },
  sayCuts(words) { this.say(this.text.turns.some((turn) => turn.cuts) ? words : `${words} Switch on “Segments” above the text to see them.`); },
};
