// The coding desk: read, mark, press a key. What is pressed is painted at once and kept until the study has acknowledged it.
const KEEP = (window.workbenchDesk ||= {}); // what a redrawn page goes on with: place, focus, unacknowledged paint, memos begun
const store = {
  get: (key) => { try { return JSON.parse(localStorage.getItem(`workbench:${key}`)); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(`workbench:${key}`, JSON.stringify(value)); } catch { /* private window */ } },
};

class Desk {
  constructor(parent) {
    this.marks = new Map(); // every coding and suggestion on the screen, by id
    this.codes = new Map();
    this.known = new Map(); // codings as the study last told them
    this.suggestions = new Map();
    this.notes = []; // memos on the source
    this.local = KEEP.local || new Map(); // what is painted before the study has acknowledged it
    this.recent = [];
    this.current = 0;
    this.sentence = -1;
    this.selection = this.chosen = null;
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
    this.box.tabIndex = -1; // a click beside the text leaves the keys here
    this.box.setAttribute("role", "application");
    this.box.setAttribute("aria-label", "Transcript to code. Question mark shows the keys.");
    this.scroll = make("div", "wb-scroll");
    this.inner = make("div", "wb-inner");
    this.list = make("div", "wb-list");
    this.bars = make("div", "wb-bars");
    this.bars.setAttribute("aria-hidden", "true"); // what they show is said at each turn, and keys reach all of it
    this.inner.append(this.list, this.bars);
    this.scroll.append(this.inner);
    this.foot = make("div", "wb-foot");
    this.live = make("div", "wb-live");
    this.live.setAttribute("aria-live", "polite");
    this.unsent = make("span", "wb-unsent");
    this.unsent.setAttribute("role", "status");
    this.fault = make("button", "wb-trouble"); // stays until it is clicked away or Esc
    this.fault.type = "button";
    this.fault.setAttribute("aria-live", "assertive");
    this.fault.addEventListener("click", () => this.clearFault());
    this.foot.append(this.live, this.unsent);
    this.overlay = make("dialog", "wb-help");
    this.box.append(this.scroll, this.buildSide(), this.fault, this.foot, this.overlay);
    this.frameBox = make("div", "wb-frame");
    this.frameBox.append(this.box);
    parent.append(this.frameBox);
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.scroll.addEventListener("scroll", () => this.barsSoon(), { passive: true });
    this.bars.addEventListener("click", (event) => event.target.dataset.mark && this.choose(event.target.dataset.mark, true));
    this.list.addEventListener("mousedown", (event) => this.pointed(event));
    this.list.addEventListener("dragstart", (event) => event.preventDefault()); // words are marked, never carried away
    this.heardMouse = (event) => {
      if (!this.dragging) return;
      this.dragging = false;
      setTimeout(() => this.released(event), 0); // the browser ends the selection first
    };
    window.addEventListener("mouseup", this.heardMouse);
    this.heardLeaving = () => this.keepPlace();
    window.addEventListener("pagehide", this.heardLeaving);
    this.heardOnline = () => this.outbox.again();
    window.addEventListener("online", this.heardOnline);
  }
  destroy() {
    this.keepPlace();
    Object.assign(KEEP, { local: this.local, source: this.text?.id, chosen: this.chosen, focus: this.box.contains(document.activeElement), view: this.view });
    document.removeEventListener("selectionchange", this.heardSelection);
    window.removeEventListener("mouseup", this.heardMouse);
    window.removeEventListener("pagehide", this.heardLeaving);
    window.removeEventListener("online", this.heardOnline);
    this.observer.disconnect();
    this.outbox.stop();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.placing);
    this.gone_for_good = true;
    this.frameBox.remove();
  }

  // ---- what the study says ----
  update(data, trigger) {
    this.trigger = trigger;
    const shelf = window.workbenchShelf, given = shelf?.text.get(data.text), book = shelf?.book.get(data.book), cuts = shelf?.cuts.get(data.cuts);
    if (!given || !book || !cuts) {
      window.addEventListener("workbench-shelf", () => this.update(data, trigger), { once: true });
      return;
    }
    if (this.gone_for_good) return;
    this.outbox.of(data.study);
    const whole = this.text?.id !== data.text || this.study !== data.study, began = performance.now();
    this.study = data.study;
    if (whole) this.open(given, data);
    const fresh = whole || this.cuts !== cuts.id || this.book !== data.book;
    if (this.cuts !== cuts.id || whole) this.openCuts(cuts);
    if (this.book !== data.book || whole || this.coder !== data.coder) this.openBook(book, data);
    this.take(data.codings);
    this.notes = data.notes;
    this.suggestions = new Map(data.suggestions.map(([id, start, end, code]) => [id, this.suggestions.get(id) || { id, start, end, code, suggested: true, mine: false, memos: [], coder: "" }]));
    const last = data.acknowledged[this.outbox.client] || 0;
    for (const [key, { sequence, client }] of this.local) if (client !== this.outbox.client || sequence <= last) this.local.delete(key);
    this.tellFaults(data.faults);
    if (this.asked_back && data.back[0] > (this.toldBack || 0)) { this.say(data.back[1]); this.asked_back = false; }
    this.toldBack = Math.max(this.toldBack || 0, data.back[0]);
    this.outbox.acknowledged(last);
    if (this.outbox.client in data.acknowledged) this.outbox.renamed(last);
    else this.outbox.again(); // a server that was started anew does not know yet who asks
    this.repaint(fresh);
    this.drawNotes();
    const inVivo = this.marks.get(this.inVivoMark)?.code;
    if (this.codes.has(inVivo)) { this.inVivoMark = null; this.hold(inVivo); }
    if (whole) { this.goOn(data); requestAnimationFrame(() => { window.workbenchOpened = performance.now() - began; }); }
    if (data.go && data.go.nonce !== KEEP.gone) this.goTo(data.go);
  }
  open(given, data) {
    this.text = new Text(given);
    this.source = data.source;
    this.known = new Map();
    this.marks = new Map();
    this.inTurn = this.text.turns.map(() => new Map());
    this.unpainted = new Set();
    this.have = 0;
    this.chosen = this.selection = this.adjusting = this.kept = this.caret = null;
    this.dropPalette();
    this.note.replaceChildren(); // a memo begun on the other source waits there
    this.say("");
    this.sentence = -1;
    this.view = "";
    this.list.replaceChildren(drawSheets(this.text.turns));
  }
  openCuts(cuts) {
    this.cuts = cuts.id;
    for (const turn of this.text.turns) turn.cuts = null;
    for (const [start, end] of cuts.places) {
      const first = this.text.turns[this.text.at(start)], last = this.text.turns[this.text.at(end - 1)];
      (first.cuts ||= []).push([start, "wb-opens"]);
      (last.cuts ||= []).push([end, "wb-closes"]);
    }
  }
  take({ view, base, revision, put, gone }) {
    if (base !== 0 && (base > this.have || view !== this.view)) {
      this.trigger("operations", { source: this.source, batch: [], view, have: 0 });
      return;
    }
    this.view = view;
    if (base === 0) this.known = new Map();
    for (const [id, start, end, code, coder, mine, memos, found] of put) {
      const told = { id, start, end, code, coder, mine: !!mine, memos, found, suggested: false }, painted = this.marks.get(id);
      this.known.set(id, painted && alike(painted, told) ? painted : told); // what is painted already is not painted again
    }
    for (const id of gone) this.known.delete(id);
    this.have = revision;
  }
  goOn(data) {
    const here = store.get(`place:${data.study}:${data.source}`) || {};
    this.current = Math.min(here.current || 0, this.text.turns.length - 1);
    const top = this.text.turns[Math.min(here.turn || 0, this.text.turns.length - 1)];
    if (top) this.scroll.scrollTop = top.top + (here.into || 0);
    this.markCurrent(KEEP.focus && KEEP.source === this.text.id);
    this.outbox.flush();
  }
  goTo({ start, end, nonce }) {
    KEEP.gone = nonce;
    this.current = this.text.at(start);
    this.markCurrent(true);
    this.reveal(start, end);
    this.select(start, end);
    const there = [...this.inTurn[this.current].values()].find((mark) => mark.start === start && mark.end === end);
    if (there) this.choose(there.id);
    this.flash(start, end);
  }
  // The place is kept as a turn and how far into it: heights of turns that were never shown are only guessed.
  keepPlace() {
    if (!this.text?.turns.length || !this.study) return;
    const top = this.turnAt(this.scroll.scrollTop);
    store.set(`place:${this.study}:${this.source}`, { current: this.current, turn: top, into: this.scroll.scrollTop - this.text.turns[top].top });
  }

  // ---- painting ----
  repaint(everything) {
    const began = performance.now(), next = new Map(this.known), keep = this.selection;
    for (const suggestion of this.suggestions.values()) next.set(suggestion.id, suggestion);
    for (const { source, paint } of this.local.values()) if (source === this.source) paint(next);
    const place = (mark, there) => {
      for (const turn of this.text.touched(mark)) {
        if (there) this.inTurn[turn].set(mark.id, mark);
        else this.inTurn[turn].delete(mark.id);
        this.unpainted.add(turn);
      }
    };
    for (const [id, mark] of this.marks) if (next.get(id) !== mark) place(mark, false);
    for (const [id, mark] of next) if (this.marks.get(id) !== mark) place(mark, true);
    this.marks = next;
    if (this.chosen && !next.has(this.chosen)) this.chosen = null;
    for (const id of [this.shownChosen, this.chosen]) if (id && this.shownChosen !== this.chosen && next.has(id)) for (const turn of this.text.touched(next.get(id))) this.unpainted.add(turn);
    this.shownChosen = this.chosen;
    if (everything) for (const turn of this.text.turns) if (turn.cuts || turn.painted || this.inTurn[turn.ordinal].size) this.unpainted.add(turn.ordinal);
    const touched = this.paintNear();
    const typing = document.activeElement?.closest(".wb-find, .wb-memo, .wb-name"); // a selection set now would take the caret away
    if (keep && touched && !typing) this.select(keep.start, keep.end); // repainting replaces text nodes, which would widen the selection
    this.drawCount();
    this.drawHand();
    this.barsSoon();
    (window.workbenchPaints ||= []).push(performance.now() - began);
  }
  // Only what is near the window is painted; the rest waits until it comes near. The words themselves are always there.
  paintNear() {
    if (!this.unpainted.size || this.dragging) return 0; // new text nodes would end the drag that is under way
    const [first, last] = this.near();
    let touched = 0;
    for (const ordinal of this.unpainted) {
      if (ordinal < first || ordinal > last) continue;
      const turn = this.text.turns[ordinal];
      paintTurn(turn, [...this.inTurn[ordinal].values()].sort(inOrder), this);
      this.unpainted.delete(ordinal);
      touched++;
    }
    return touched;
  }
  near() {
    return [this.turnAt(this.scroll.scrollTop - NEAR), this.turnAt(this.scroll.scrollTop + this.scroll.clientHeight + NEAR)];
  }
  turnAt(y) {
    const turns = this.text.turns;
    let low = 0, high = turns.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (turns[middle].top <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }
  barsSoon() {
    if (this.frame || !this.text?.turns.length) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const keep = this.selection;
      if (this.paintNear() && keep && this.box.contains(document.activeElement) && !document.activeElement.closest(".wb-side")) this.select(keep.start, keep.end);
      drawBars(this);
      clearTimeout(this.placing);
      this.placing = setTimeout(() => this.keepPlace(), 300);
    });
  }
  say(words, fault = false) {
    this.live.textContent = words;
    this.live.classList.toggle("wb-fault", fault);
  }
  tellFaults(faults) {
    const told = (KEEP.told ||= new Map());
    for (const [sequence, sentence] of faults) {
      if (sequence <= (told.get(this.outbox.client) || 0)) continue;
      told.set(this.outbox.client, sequence);
      const before = this.fault.textContent, more = / \(and (\d+) more\)$/.exec(before);
      this.fault.textContent = before ? `${before.replace(/ \(and \d+ more\)$/, "")} (and ${more ? +more[1] + 1 : 1} more)` : sentence; // the first is the cause
      this.giveBack(`${this.outbox.client} ${sequence}`);
    }
  }
  clearFault() { this.fault.textContent = ""; }
  tellUnsent() {
    const count = this.outbox?.waiting.length || 0, late = count && this.outbox.late();
    this.unsent.textContent = late ? `${count} not saved yet, sending again` : count ? "saving…" : "all saved";
    this.unsent.classList.toggle("wb-fault", !!late);
  }
}

const alike = (a, b) => ["start", "end", "code", "coder", "mine", "suggested"].every((name) => a[name] === b[name]) && JSON.stringify(a.memos) === JSON.stringify(b.memos);
const inOrder = (a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1);
Object.assign(Desk.prototype, SELECTING, SIDE, MEMOS, DECIDING, KEYS);
const DESKS = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let desk = DESKS.get(parentElement);
  if (!desk) { desk = new Desk(parentElement); DESKS.set(parentElement, desk); }
  window.workbenchDeskNow = desk;
  desk.update(data, setTriggerValue);
  return () => { desk.destroy(); DESKS.delete(parentElement); };
}
