// The coding desk: read, mark, press a key. What is pressed is painted at once and kept until the study has acknowledged it.
const HELP = [
  ["j / k", "next / previous turn"], ["] / [", "next / previous sentence"], ["Shift + ← / →", "selection shorter / longer by a word"],
  ["1 to 9", "give the code with that number"], ["Shift + 1 to 9", "put the code in hand on that number"], ["/", "find any code and give it"],
  [", / .", "previous / next coding"], ["x", "remove the coding in hand"], ["e", "move its edges: ← → the end, Shift + ← → the start, Enter keeps, Esc leaves"],
  ["m", "memo on the coding in hand"], ["n / p", "next / previous suggestion"], ["a / r / u", "accept / reject / unsure"],
  ["Ctrl + Z / Ctrl + Shift + Z", "undo / redo your last act"], ["Esc", "let go of selection and coding"], ["?", "this list"],
];
const store = {
  get: (key) => { try { return JSON.parse(localStorage.getItem(`workbench:${key}`)); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(`workbench:${key}`, JSON.stringify(value)); } catch { /* private window */ } },
};
const KEEP = (window.workbenchDesk ||= {}); // what a redrawn page goes on with: place, focus, unacknowledged paint

class Desk {
  constructor(parent) {
    this.marks = new Map();
    this.codes = new Map();
    this.known = new Map(); // codings as the study last told them
    this.local = KEEP.local || new Map(); // sequence -> paint, until acknowledged
    this.current = 0;
    this.selection = null;
    this.chosen = null;
    this.have = 0;
    this.build(parent);
    this.outbox = new Outbox((source, batch) => this.trigger("operations", { source, batch, view: this.view, have: this.have }), () => this.tellUnsent());
    this.heardSelection = () => this.readSelection();
    document.addEventListener("selectionchange", this.heardSelection);
    this.observer = new ResizeObserver(() => this.barsSoon());
    this.observer.observe(this.list);
  }
  build(parent) {
    this.box = make("div", "wb-desk");
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "application");
    this.box.setAttribute("aria-label", "Transcript to code. Question mark shows the keys.");
    this.scroll = make("div", "wb-scroll");
    this.inner = make("div", "wb-inner");
    this.list = make("div", "wb-list");
    this.bars = make("div", "wb-bars");
    this.bars.setAttribute("aria-hidden", "true");
    this.inner.append(this.list, this.bars);
    this.scroll.append(this.inner);
    this.side = make("div", "wb-side");
    this.palette = make("div", "wb-palette");
    this.find = make("input", "wb-find");
    this.find.placeholder = "Find a code (/)";
    this.find.setAttribute("aria-label", "Find a code");
    this.chips = make("div", "wb-chips");
    this.note = make("div", "wb-note-box"); // a memo being written: drawing the code anew must not take it away
    this.about = make("div", "wb-about");
    this.palette.append(this.find, this.chips);
    this.side.append(this.palette, this.note, this.about);
    this.foot = make("div", "wb-foot");
    this.live = make("div", "wb-live");
    this.live.setAttribute("aria-live", "polite");
    this.unsent = make("span", "wb-unsent");
    this.unsent.setAttribute("role", "status");
    this.fault = make("div", "wb-trouble"); // stays until it is clicked away or Esc
    this.fault.setAttribute("role", "alert");
    this.fault.addEventListener("click", () => { this.fault.textContent = ""; });
    this.foot.append(this.live, this.unsent);
    this.overlay = make("dialog", "wb-help");
    this.box.append(this.scroll, this.side, this.fault, this.foot, this.overlay);
    parent.append(this.box);
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.scroll.addEventListener("scroll", () => this.barsSoon(), { passive: true });
    this.bars.addEventListener("click", (event) => event.target.dataset.mark && this.choose(event.target.dataset.mark, true));
    this.list.addEventListener("mousedown", (event) => this.pointed(event));
    this.find.addEventListener("focus", () => this.enterFind());
    this.find.addEventListener("input", () => { this.pick = 0; this.drawChips(); });
  }
  destroy() {
    Object.assign(KEEP, { local: this.local, source: this.text?.id, current: this.current, top: this.scroll.scrollTop, chosen: this.chosen, focus: this.box.contains(document.activeElement) });
    document.removeEventListener("selectionchange", this.heardSelection);
    this.observer.disconnect();
    this.outbox.stop();
    cancelAnimationFrame(this.frame);
    this.gone_for_good = true;
    this.box.remove();
  }

  // ---- what the study says ----
  update(data, trigger) {
    this.trigger = trigger;
    const shelf = window.workbenchShelf, given = shelf?.texts.get(data.text), book = shelf?.books.get(data.book);
    if (!given || !book) {
      window.addEventListener("workbench-shelf", () => this.update(data, trigger), { once: true });
      return;
    }
    if (this.gone_for_good) return;
    this.outbox.of(data.study);
    const whole = this.text?.id !== data.text || this.study !== data.study;
    this.study = data.study;
    if (whole) this.open(given, data);
    if (this.book !== data.book || whole || this.bookFor !== data.coder) this.openBook(book, data);
    this.coder = data.coder;
    this.take(data.codings);
    this.suggestions = new Map(data.suggestions.map(([id, start, end, code]) => [id, { id, start, end, code, suggested: true, mine: false, memos: 0, coder: "" }]));
    const last = data.acknowledged[this.outbox.client] || 0;
    for (const [key, { sequence, client }] of this.local) if (client !== this.outbox.client || sequence <= last) this.local.delete(key);
    const told = (KEEP.told ||= new Map());
    for (const [sequence, sentence] of data.faults) {
      if (sequence <= (told.get(this.outbox.client) || 0)) continue;
      told.set(this.outbox.client, sequence);
      this.fault.textContent = sentence;
    }
    this.outbox.acknowledged(last);
    if (this.outbox.client in data.acknowledged) this.outbox.renamed(last);
    this.repaint(whole);
    if (whole) this.goOn(data);
    else if (data.go && data.go.nonce !== this.gone) this.goTo(data.go);
  }
  open(given, data) {
    this.text = new Text(given);
    this.source = data.source;
    this.painted = new Map();
    this.known = new Map();
    this.have = 0;
    this.chosen = this.selection = this.adjusting = this.kept = null;
    this.sentence = -1;
    this.view = "";
    this.list.replaceChildren(...this.text.turns.map(drawTurn));
  }
  openBook(book, data) {
    this.book = data.book;
    this.order = book.codes;
    this.codes = new Map(book.codes.map((code, place) => [code.id, { ...code, place }]));
    const stored = store.get(`keys:${data.study}:${data.coder}`), usual = data.usual;
    this.numbers = Array.from({ length: 9 }, (_, n) => (this.codes.has((stored || usual)[n]) ? (stored || usual)[n] : null));
    this.numbersKey = `keys:${data.study}:${data.coder}`;
    this.bookFor = data.coder;
    this.inHand ||= this.numbers[0];
    this.drawChips();
    this.drawAbout();
  }
  take({ view, base, revision, put, gone }) {
    if (base !== 0 && (base > this.have || view !== this.view)) {
      this.trigger("operations", { source: this.source, batch: [], view, have: 0 });
      return;
    }
    this.view = view;
    if (base === 0) this.known = new Map();
    for (const [id, start, end, code, coder, mine, memos] of put) this.known.set(id, { id, start, end, code, coder, mine: !!mine, memos, suggested: false });
    for (const id of gone) this.known.delete(id);
    this.have = revision;
  }
  goOn(data) {
    const here = KEEP.source === this.text.id ? KEEP : store.get(`place:${data.study}:${data.source}`) || {};
    this.current = Math.min(here.current || 0, this.text.turns.length - 1);
    this.scroll.scrollTop = here.top || 0;
    this.markCurrent(!!KEEP.focus);
    if (data.go) this.goTo(data.go);
    this.outbox.flush();
  }
  goTo({ start, end, nonce }) {
    this.gone = nonce;
    this.current = this.text.at(start);
    this.markCurrent(true);
    this.reveal(this.text.turns[this.current].row);
    this.select(start, end);
    this.text.turns[this.current].row.animate([{ background: "#FFE9A8" }, { background: "transparent" }], 1600);
  }

  // ---- painting ----
  repaint(everything) {
    const began = performance.now(), next = new Map(this.known);
    for (const suggestion of this.suggestions?.values() || []) next.set(suggestion.id, suggestion);
    for (const { source, paint } of this.local.values()) if (source === this.source) paint(next);
    const turns = new Map();
    for (const mark of next.values()) for (const i of this.text.touched(mark)) (turns.get(i) || turns.set(i, []).get(i)).push(mark);
    this.marks = next;
    if (this.chosen && !next.has(this.chosen)) this.chosen = null;
    const keep = this.selection;
    let touched = 0;
    for (const turn of this.text.turns) {
      const marks = (turns.get(turn.ordinal) || []).sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
      const sign = marks.map((m) => `${m.id}:${m.start}:${m.end}:${m.code}:${m.suggested}:${m.mine}`).join("|") + (marks.some((m) => m.id === this.chosen) ? `#${this.chosen}` : "");
      if (!everything && this.painted.get(turn.ordinal) === sign) continue;
      this.painted.set(turn.ordinal, sign);
      paintTurn(turn, marks, this.codes, this.chosen);
      touched++;
    }
    const typing = document.activeElement?.closest(".wb-find, .wb-memo"); // a selection set now would take the caret away
    if (keep && touched && !typing) this.select(keep.start, keep.end); // repainting replaces text nodes, which would widen the selection
    this.drawCount();
    this.barsSoon();
    (window.workbenchPaints ||= []).push(performance.now() - began);
  }
  barsSoon() {
    if (this.frame || !this.text) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      drawBars(this);
      store.set(`place:${this.numbersKey?.split(":")[1]}:${this.source}`, { current: this.current, top: this.scroll.scrollTop });
    });
  }
  drawChips() {
    const wanted = this.find.value.trim().toLocaleLowerCase();
    const numbered = new Map(this.numbers.map((id, n) => [id, n + 1]));
    const fits = (code) => `${code.key} ${code.name}`.toLocaleLowerCase().includes(wanted);
    const shown = (wanted ? this.order.filter((code) => code.usable && fits(code)) : this.numbers.map((id) => this.codes.get(id)).filter(Boolean)).slice(0, 12);
    this.shown = shown;
    this.chips.replaceChildren(...shown.map((code, n) => {
      const chip = make("button", "wb-chip");
      chip.type = "button";
      chip.tabIndex = -1;
      chip.title = `${code.name} (${code.key})`;
      chip.classList.toggle("wb-in-hand", wanted ? n === (this.pick || 0) : code.id === this.inHand);
      const swatch = make("i");
      swatch.style.backgroundImage = PATTERNS[(this.codes.get(code.id).place || 0) % PATTERNS.length](colourOf(code));
      if (numbered.has(code.id)) chip.append(make("kbd", "", String(numbered.get(code.id))));
      chip.append(swatch, make("span", "", code.name), make("small", "", code.key));
      chip.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
      chip.addEventListener("click", () => { this.hold(code.id); if (this.selection || wanted) this.give(code.id); this.closeFind(); });
      return chip;
    }));
    if (!shown.length) this.chips.replaceChildren(make("p", "wb-note", "No code of that name is in use."));
  }
  drawAbout() {
    const code = this.codes.get(this.inHand);
    const rows = code ? [["h4", code.name], ["p", code.definition], ...list("Use it when", code.use_when ? [code.use_when] : []), ...list("Not when", code.not_when),
      ...list("Easily mistaken for", code.near_miss), ...list("Examples", code.examples)] : [];
    this.about.replaceChildren(...rows.map(([tag, words]) => make(tag, "", words)));
    this.count = make("p", "wb-note");
    if (code) this.about.prepend(this.count);
    this.drawCount();
  }
  drawCount() {
    const count = [...this.marks.values()].filter((mark) => !mark.suggested && mark.code === this.inHand).length;
    if (this.count) this.count.textContent = `${this.codes.get(this.inHand)?.key} · ${count} in this source`;
  }
  say(words, fault = false) {
    this.live.textContent = words;
    this.live.classList.toggle("wb-fault", fault);
  }
  tellUnsent() {
    const count = this.outbox?.waiting.length || 0;
    this.unsent.textContent = count ? (this.outbox.late() ? `${count} not saved yet, sending again` : "saving…") : "all saved";
    this.unsent.classList.toggle("wb-fault", !!count && this.outbox.late());
  }

  // ---- selection ----
  readSelection() {
    const selection = document.getSelection();
    if (this.setting || !this.text) return;
    if (!selection.rangeCount || selection.isCollapsed || !this.list.contains(selection.anchorNode) || !this.list.contains(selection.focusNode)) {
      if (selection.isCollapsed && this.list.contains(selection.anchorNode)) this.selection = null;
      return;
    }
    const range = selection.getRangeAt(0), parts = [];
    for (const turn of this.text.turns) {
      if (!range.intersectsNode(turn.words_box)) continue;
      const whole = document.createRange();
      whole.selectNodeContents(turn.words_box);
      const upTo = (node, offset) => { const part = whole.cloneRange(); part.setEnd(node, offset); return part.toString().length; };
      let from = turn.words_box.contains(range.startContainer) ? upTo(range.startContainer, range.startOffset) : 0;
      let to = turn.words_box.contains(range.endContainer) ? upTo(range.endContainer, range.endOffset) : turn.text.length;
      if (!turn.words_box.contains(range.endContainer) && range.compareBoundaryPoints(Range.START_TO_END, whole) <= 0) continue;
      [from, to] = turn.trimmed(turn.snap(from, false), turn.snap(to, true));
      if (from < to) parts.push([turn.ordinal, from, to]);
    }
    this.selection = parts.length ? this.spanOf(parts) : null;
    if (this.selection && parts[0][0] !== this.current) { this.current = parts[0][0]; this.markCurrent(false); }
  }
  spanOf(parts) {
    const [first, last] = [parts[0], parts[parts.length - 1]];
    for (let n = 0; n + 1 < parts.length; n++) { // whole turns between, edges as they are
      parts[n] = [parts[n][0], parts[n][1], this.text.turns[parts[n][0]].text.length];
      parts[n + 1] = [parts[n + 1][0], 0, parts[n + 1][2]];
    }
    const between = [];
    for (let i = first[0]; i <= last[0]; i++) between.push(parts.find((part) => part[0] === i) || [i, 0, this.text.turns[i].text.length]);
    return { start: this.text.turns[first[0]].place(first[1]), end: this.text.turns[last[0]].place(last[2]), quote: this.text.quote(between), turns: between.map((part) => part[0]) };
  }
  select(start, end) {
    this.setting = true;
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(rangeOf(this.text, start, end));
    this.setting = false;
    const parts = this.text.parts(start, end).filter(([, from, to]) => from < to);
    this.selection = parts.length ? this.spanOf(parts) : null;
  }
  letGo() {
    this.fault.textContent = "";
    document.getSelection().removeAllRanges();
    this.selection = null;
    this.adjusting = null;
    this.choose(null);
  }
  pointed(event) {
    const row = event.target.closest(".wb-row");
    this.adjusting = null;
    this.sentence = -1;
    if (row) { this.current = +row.dataset.turn; this.markCurrent(false); }
  }
  markCurrent(focus) {
    this.list.querySelector(".wb-current")?.classList.remove("wb-current");
    const row = this.text.turns[this.current]?.row;
    row?.classList.add("wb-current");
    if (focus) row?.focus({ preventScroll: true });
  }
  reveal(row) {
    const { offsetTop: top, offsetHeight: height } = row;
    if (top < this.scroll.scrollTop) this.scroll.scrollTop = top - 12;
    else if (top + height > this.scroll.scrollTop + this.scroll.clientHeight) this.scroll.scrollTop = top - this.scroll.clientHeight + height + 12;
  }
  goTurn(step) {
    const next = this.current + step;
    if (next < 0 || next >= this.text.turns.length) return;
    this.current = next;
    this.sentence = -1;
    document.getSelection().removeAllRanges();
    this.selection = null;
    this.markCurrent(true);
    this.reveal(this.text.turns[next].row);
  }
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
    if (found) this.select(turn.place(found[0]), turn.place(found[1]));
  }
  byWord(place, step, { after, before }) {
    const turn = this.text.turns[this.text.at(Math.max(0, place - (step < 0 ? 1 : 0)))], words = turn.words();
    const ends = words.map((word) => word[1]), starts = words.map((word) => word[0]);
    const edges = after ? ends : starts;
    const found = step > 0 ? edges.find((edge) => edge > place) : edges.filter((edge) => edge < place).at(-1);
    return found ?? before;
  }
  longer(step) {
    if (!this.selection) return;
    const { start, end } = this.selection, to = this.byWord(end, step, { after: true, before: end });
    if (to > start) this.select(start, to);
  }

  // ---- deciding ----
  put(operation, paint) {
    const sequence = this.outbox.put({ ...operation, source: this.source });
    if (paint) this.local.set(`${this.outbox.client} ${sequence}`, { sequence, client: this.outbox.client, source: this.source, paint });
    this.repaint(false);
    return sequence;
  }
  give(id) {
    const code = this.codes.get(id);
    if (!code?.usable) return;
    const turn = this.text.turns[this.current];
    const span = this.selection || (turn?.codable && turn.text.trim() && this.spanOf([[turn.ordinal, ...turn.trimmed(0, turn.text.length)]]));
    if (!span || span.turns.every((i) => !this.text.turns[i].codable)) { this.say("Only the interviewer speaks there: nothing to code.", true); return; }
    this.hold(id);
    const { start, end, quote } = span;
    const twin = [...this.marks.values()].find((mark) => mark.mine && !mark.suggested && mark.code === id && mark.start === start && mark.end === end);
    if (twin) { this.choose(twin.id); this.say(`${code.name} is already on these words.`); return; }
    const mark = { id: `new-${this.outbox.client}-${performance.now()}`, start, end, code: id, mine: true, coder: this.coder, memos: 0, suggested: false };
    this.put({ kind: "code", start, end, quote, codes: [id] }, (marks) => marks.set(mark.id, mark));
    this.say(`${code.name}: “${quote.slice(0, 60)}${quote.length > 60 ? "…" : ""}”`);
  }
  hold(id) {
    this.inHand = id;
    this.drawChips();
    this.drawAbout();
  }
  choose(id, reveal = false) {
    this.chosen = id;
    const mark = this.marks.get(id);
    if (mark) {
      this.current = this.text.at(mark.start);
      this.markCurrent(true);
      if (reveal) { this.select(mark.start, mark.end); this.reveal(this.text.turns[this.current].row); }
      this.hold(mark.code);
      this.say(`${said(mark, this.codes)}: “${this.text.quote(this.text.parts(mark.start, mark.end)).slice(0, 60)}”`);
    }
    this.repaint(false);
  }
  step(step, wanted) {
    const marks = [...this.marks.values()].filter(wanted).sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
    if (!marks.length) { this.say("There is none."); return; }
    const at = marks.findIndex((mark) => mark.id === this.chosen), here = this.text.turns[this.current].start;
    const next = at >= 0 ? (at + step + marks.length) % marks.length : Math.max(0, marks.findIndex((mark) => mark.start >= here));
    this.choose(marks[next].id, true);
  }
  owned() {
    const mark = this.marks.get(this.chosen);
    if (!mark || mark.suggested) { this.say("No coding is in hand: click a bar, or press , or ."); return null; }
    if (!mark.mine) { this.say(`This coding is ${mark.coder}'s and stays as it is.`, true); return null; }
    if (mark.id.startsWith("new-")) { this.say("One moment: this coding is being saved."); return null; }
    return mark;
  }
  remove() {
    const mark = this.owned();
    if (!mark) return;
    this.put({ kind: "remove", coding: mark.id }, (marks) => marks.delete(mark.id));
    this.say(`Removed ${this.codes.get(mark.code)?.name}. Ctrl + Z brings it back.`);
  }
  adjust() {
    const mark = this.owned();
    if (!mark) return;
    this.adjusting = mark;
    this.select(mark.start, mark.end);
    this.say("Moving the edges: ← → the end, Shift + ← → the start, Enter keeps, Esc leaves.");
  }
  adjustKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!this.selection) { this.adjusting = null; return false; }
    if (step) {
      let { start, end } = this.selection;
      if (event.shiftKey) start = this.byWord(start, step, { after: false, before: start });
      else end = this.byWord(end, step, { after: true, before: end });
      if (start < end) this.select(start, end);
    } else if (event.key === "Enter") {
      const mark = this.adjusting, { start, end, quote } = this.selection;
      this.adjusting = null;
      this.put({ kind: "resize", coding: mark.id, start, end, quote }, (marks) => marks.has(mark.id) && marks.set(mark.id, { ...marks.get(mark.id), start, end }));
      this.say("The edges were moved.");
    } else if (event.key === "Escape") this.letGo();
    else { this.adjusting = null; return false; }
    return true;
  }
  memo() {
    const mark = this.owned();
    if (!mark) return;
    const field = make("textarea", "wb-memo");
    field.setAttribute("aria-label", "Memo");
    field.placeholder = "A memo on this coding. Ctrl + Enter keeps it, Esc leaves.";
    this.note.replaceChildren(field);
    field.focus();
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") { field.remove(); this.markCurrent(true); }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.value.trim()) {
        this.put({ kind: "memo", coding: mark.id, text: field.value }, (marks) => marks.has(mark.id) && marks.set(mark.id, { ...marks.get(mark.id), memos: mark.memos + 1 }));
        field.remove();
        this.markCurrent(true);
        this.say("The memo was kept.");
      }
    });
  }
  decide(kind) {
    const mark = this.marks.get(this.chosen);
    if (!mark?.suggested) { this.step(1, (each) => each.suggested); return; }
    this.step(1, (each) => each.suggested && each.id !== mark.id);
    const taken = { ...mark, id: `new-${mark.id}`, suggested: false, mine: true, coder: this.coder };
    this.put({ kind, suggestion: mark.id }, (marks) => { marks.delete(mark.id); if (kind === "accept") marks.set(taken.id, taken); });
  }
  number(digit, assign) {
    if (assign && this.inHand) {
      this.numbers[digit - 1] = this.inHand;
      for (let n = 0; n < 9; n++) if (n !== digit - 1 && this.numbers[n] === this.inHand) this.numbers[n] = null;
      store.set(this.numbersKey, this.numbers);
      this.drawChips();
      this.say(`${this.codes.get(this.inHand)?.name} is now on ${digit}.`);
    } else if (this.numbers[digit - 1]) this.give(this.numbers[digit - 1]);
  }
  openFind() { this.find.focus(); }
  enterFind() {
    this.pick = 0;
    this.kept = this.selection;
  }
  closeFind() {
    this.find.value = "";
    this.drawChips();
    this.markCurrent(true);
    if (this.kept) this.select(this.kept.start, this.kept.end);
    this.kept = null;
  }
  findKey(event) {
    if (event.key === "Enter" && this.shown.length) {
      const code = this.shown[this.pick || 0];
      if (this.kept) this.selection = this.kept;
      this.give(code.id);
      this.closeFind();
    } else if (event.key === "Escape") this.closeFind();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.pick = Math.max(0, Math.min(this.shown.length - 1, (this.pick || 0) + (event.key === "ArrowDown" ? 1 : -1)));
      this.drawChips();
    } else { event.stopPropagation(); return; }
    event.preventDefault();
    event.stopPropagation();
  }
  help() {
    const table = make("table");
    for (const [keys, words] of HELP) { const row = make("tr"); row.append(make("th", "", keys), make("td", "", words)); table.append(row); }
    const close = make("button", "", "Close (Esc)");
    close.type = "button";
    close.addEventListener("click", () => { this.overlay.close(); this.markCurrent(true); });
    this.overlay.replaceChildren(make("h3", "", "Keys"), table, close);
    this.overlay.showModal();
  }
  key(event) {
    if (event.target === this.find) { this.findKey(event); return; }
    if (event.target.closest("textarea, dialog")) { event.stopPropagation(); return; }
    if ((event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph")) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") { this.used(event); if (!event.repeat) this.put({ kind: event.shiftKey ? "redo" : "undo" }); }
      return;
    }
    if (this.adjusting && this.adjustKey(event)) { this.used(event); return; }
    const digit = /^Digit[1-9]$/.test(event.code) ? +event.code.at(-1) : 0;
    const act = this.action(event) || (digit && (() => this.number(digit, event.shiftKey))); // Shift + 7 is / on some keyboards
    if (act) { this.used(event); act(); }
    else if (/^[a-zA-Z]$/.test(event.key)) event.stopPropagation(); // Streamlit's own r and c stay out of here
  }
  action({ key, shiftKey }) {
    if (shiftKey && (key === "ArrowRight" || key === "ArrowLeft")) return () => this.longer(key === "ArrowRight" ? 1 : -1);
    return {
      j: () => this.goTurn(1), k: () => this.goTurn(-1), "]": () => this.goSentence(1), "[": () => this.goSentence(-1),
      "/": () => this.openFind(), ".": () => this.step(1, (mark) => !mark.suggested), ",": () => this.step(-1, (mark) => !mark.suggested),
      x: () => this.remove(), e: () => this.adjust(), m: () => this.memo(), n: () => this.step(1, (mark) => mark.suggested), p: () => this.step(-1, (mark) => mark.suggested),
      a: () => this.decide("accept"), r: () => this.decide("reject"), u: () => this.decide("unsure"), "?": () => this.help(), Escape: () => this.letGo(),
    }[key];
  }
  used(event) {
    event.preventDefault();
    event.stopPropagation();
  }
}

const list = (heading, items) => (items.length ? [["h5", heading], ...items.map((item) => ["p", `• ${item}`])] : []);
const DESKS = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let desk = DESKS.get(parentElement);
  if (!desk) { desk = new Desk(parentElement); DESKS.set(parentElement, desk); }
  window.workbenchDeskNow = desk;
  desk.update(data, setTriggerValue);
  return () => { desk.destroy(); DESKS.delete(parentElement); };
}
