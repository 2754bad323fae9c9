// The tree of codes: walked, folded, named and moved by keys or mouse. What is done is painted at once; one operation is under
// way at a time, and what the study refuses is put back with its sentence.
const RESEND = 4000, SETTLE = 500; // milliseconds: an unanswered operation is sent again; several moves of a code become one
const HINT = "↑ ↓ walk · ← → fold · Enter open · F2 rename · Alt + ↑ ↓ reorder · Alt + ← → level · Delete retire · Ctrl + Z undo";
const LOCKED = "This study can be read here, and not changed.";
const MEMORY = (window.workbenchTrees ||= new Map()); // by study: what a redrawn page goes on with
const nothingYet = () => ({ queue: [], folded: new Set(), retired: false, current: null, find: "", focus: false, top: 0 });
window.addEventListener("beforeunload", (event) => { for (const each of MEMORY.values()) if (each.queue.length) event.preventDefault(); });

class Tree {
  constructor(parent) {
    this.codes = [];
    this.drawn = new Map(); // rows that stay as they are from one painting to the next
    this.box = make("div", "wb-tree");
    this.find = make("input", "wb-tree-find");
    this.find.placeholder = "Find a code";
    this.find.setAttribute("aria-label", "Find a code");
    this.find.addEventListener("input", () => { this.kept.find = this.find.value; this.paint(); });
    this.retired = make("label", "wb-tree-retired");
    this.list = make("div", "wb-tree-list");
    this.list.setAttribute("role", "tree");
    this.list.setAttribute("aria-label", "Codes");
    this.said = make("div", "wb-tree-said");
    this.said.setAttribute("role", "status");
    const head = make("div", "wb-tree-head");
    head.append(this.find, this.folds(), this.retired);
    this.box.append(head, this.list, this.said, make("div", "wb-tree-hint", HINT));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("dblclick", (event) => event.target.closest(".wb-tree-name") && this.rename());
    this.list.addEventListener("focusin", (event) => this.focused(event));
    // a tree that is redrawn elsewhere on the page goes out of it with the focus, and has it again
    this.list.addEventListener("focusout", () => setTimeout(() => { if (this.list.isConnected) this.kept.focus = this.list.contains(document.activeElement); }));
    this.list.addEventListener("scroll", () => { this.kept.top = this.list.scrollTop; }, { passive: true });
    letDrag(this);
    parent.append(this.box);
  }
  folds() {
    const button = make("button", "wb-tree-folds", "Fold all");
    button.type = "button";
    button.addEventListener("click", () => {
      const parents = new Set(this.codes.map((code) => code.parent).filter(Boolean));
      this.kept.folded = this.kept.folded.size ? new Set() : parents;
      this.paint();
    });
    return (this.foldsButton = button);
  }
  destroy() {
    clearTimeout(this.timer);
    this.box.remove();
  }

  // ---- what the study says ----
  update(data, trigger) {
    this.trigger = trigger;
    const fresh = !this.kept || this.study !== data.study;
    this.study = data.study;
    this.kept = MEMORY.get(data.study) || MEMORY.set(data.study, nothingYet()).get(data.study);
    if (fresh) this.find.value = this.kept.find;
    Object.assign(this, { told: data.codes, locked: data.locked, seen: data.seen });
    const refused = this.answered(data.answer);
    if (data.chosen !== this.chosenSaid) this.reveal(data.chosen);
    this.chosenSaid = data.chosen;
    if (!this.kept.queue.some((each) => each.kind === "choose")) this.chosen = data.chosen;
    this.paint();
    if (fresh) this.list.scrollTop = this.kept.top;
    if (fresh && this.kept.focus) this.row(this.kept.current)?.focus({ preventScroll: true });
    if (refused?.kind === "rename" && !this.naming && this.row(refused.code)) nameInPlace(this, this.code(refused.code), refused.name);
    this.send();
  }
  answered({ nonce, fault }) {
    if (!nonce || this.kept.queue[0]?.nonce !== nonce) return null;
    const first = this.kept.queue.shift();
    this.underWay = "";
    clearTimeout(this.timer);
    this.tell(fault, true);
    return fault ? first : null;
  }
  reveal(id) {
    const parent = new Map(this.told.map((code) => [code.id, code.parent]));
    if (!id || !parent.has(id)) return;
    for (let at = parent.get(id); at; at = parent.get(at)) this.kept.folded.delete(at);
    this.kept.current = id;
    requestAnimationFrame(() => this.row(id)?.scrollIntoView({ block: "nearest" }));
  }

  // ---- on its way to the study ----
  put(operation) {
    if (this.locked && operation.kind !== "choose") return this.tell(LOCKED, true);
    const { queue } = this.kept, last = queue.at(-1);
    const same = last && last.nonce !== this.underWay && last.kind === operation.kind && ["move", "choose"].includes(last.kind);
    if (same && (last.kind === "choose" || last.code === operation.code)) queue.pop();
    queue.push({ ...operation, seen: queue.length ? undefined : this.seen, nonce: crypto.randomUUID(), tries: 0, ready: performance.now() + (operation.kind === "move" ? SETTLE : 0) });
    this.tell("", false);
    this.paint();
    this.send();
  }
  send() {
    const [first] = this.kept.queue;
    if (!first || this.underWay) return;
    clearTimeout(this.timer);
    const wait = first.ready - performance.now();
    if (wait > 0 && this.kept.queue.length === 1) { this.timer = setTimeout(() => this.send(), wait); return; }
    first.seen ??= this.seen; // the newest act that the page shows; what was done meanwhile is not taken back unseen
    const { ready, tries, ...operation } = first;
    this.underWay = first.nonce;
    this.trigger("said", operation);
    const patience = RESEND * 2 ** Math.min(4, first.tries++); // ever longer: what is sent again interrupts an answer in the making
    this.timer = setTimeout(() => { this.underWay = ""; this.send(); }, patience);
    this.saving();
  }
  tell(words, bad) {
    this.said.textContent = words;
    this.said.classList.toggle("wb-tree-fault", bad && !!words);
    this.saving();
  }
  saving() { this.box.classList.toggle("wb-tree-saving", this.kept.queue.length > 0); }

  // ---- painting ----
  paint() {
    if (this.naming) return;
    this.codes = inOrder(families(this.kept.queue.reduce(painted, this.told)));
    const parent = new Map(this.codes.map((code) => [code.id, code.parent]));
    this.needed = new Set([this.chosen]); // a retired code stays in sight while it is chosen or codes in use stand below it
    for (const code of this.codes) if (!code.retired) for (let at = code.parent; at && !this.needed.has(at); at = parent.get(at)) this.needed.add(at);
    for (let at = this.chosen; at; at = parent.get(at)) this.needed.add(at);
    this.below = families(this.codes.filter((code) => !this.hides(code)));
    this.placeOf = new Map([...this.below.values()].flatMap((level) => level.map((code, place) => [code.id, place + 1])));
    const shown = this.shown(), focus = this.list.contains(document.activeElement), top = this.list.scrollTop;
    if (!shown.some((code) => code.id === this.kept.current)) {
      this.kept.current = (shown.find((code) => code.id === this.chosen) || shown[0])?.id || null;
    }
    this.list.replaceChildren(...shown.map((code) => drawCode(this, code)));
    if (!shown.length) this.list.append(make("div", "wb-tree-none", this.codes.length ? "No code is called so." : "There are no codes yet."));
    this.list.scrollTop = top;
    if (focus) this.row(this.kept.current)?.focus({ preventScroll: true });
    this.foldsButton.textContent = this.kept.folded.size ? "Unfold all" : "Fold all";
    drawRetired(this);
  }
  hides(code) { return code.retired && !this.kept.retired && !this.needed.has(code.id); }
  shown() {
    const wanted = this.find.value.trim().toLocaleLowerCase(), keep = new Set(), known = new Map(this.codes.map((code) => [code.id, code]));
    for (const code of wanted ? this.codes : []) {
      if (!`${code.name}\n${code.key}`.toLocaleLowerCase().includes(wanted)) continue;
      for (let at = code; at; at = known.get(at.parent)) keep.add(at.id);
    }
    const closed = new Set();
    return this.codes.filter((code) => {
      if (closed.has(code.parent) || this.hides(code)) { closed.add(code.id); return false; }
      if (!wanted && this.kept.folded.has(code.id)) closed.add(code.id);
      return !wanted || keep.has(code.id);
    });
  }
  row(id) { return id && this.list.querySelector(`[data-id="${CSS.escape(id)}"]`); }
  code(id = this.kept.current) { return this.codes.find((code) => code.id === id); }

  // ---- keys and mouse ----
  focused(event) {
    const row = event.target.closest("[data-id]");
    if (!row) return;
    this.kept.focus = true;
    this.walk(row.dataset.id, false);
  }
  walk(id, focus = true) {
    if (!id) return;
    for (const row of this.list.children) row.tabIndex = row.dataset.id === id ? 0 : -1;
    this.kept.current = id;
    const row = this.row(id);
    if (focus && row) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
  }
  clicked(event) {
    const row = event.target.closest("[data-id]");
    if (!row || this.naming) return;
    this.walk(row.dataset.id);
    if (event.target.closest(".wb-tree-twig")) this.fold(!this.kept.folded.has(row.dataset.id));
    else this.choose();
  }
  choose() {
    const code = this.code();
    if (!code || code.id === this.chosen) return;
    this.chosen = code.id;
    this.put({ kind: "choose", code: code.id });
  }
  fold(close) {
    const code = this.code(), has = this.below.has(code.id);
    if (has && close !== this.kept.folded.has(code.id)) {
      this.kept.folded[close ? "add" : "delete"](code.id);
      this.paint();
    } else if (close) this.walk(code.parent);
    else if (has) this.walk(this.below.get(code.id)[0].id);
  }
  move(place) {
    const code = this.code();
    if (typeof place === "string") { this.tell(`“${code.name}” stays. ${place}`, false); return; }
    const order = (codes) => codes.map((each) => `${each.id} ${each.parent}`).join();
    const operation = { kind: "move", code: code.id, ...place };
    if (order(painted(this.codes, operation)) === order(this.codes) && !isWithin(this.codes, place.parent, code.id)) return;
    if (place.parent) this.kept.folded.delete(place.parent);
    this.put(operation);
    this.row(code.id)?.scrollIntoView({ block: "nearest" });
  }
  rename() {
    if (this.locked) this.tell(LOCKED, true);
    else if (this.code()) nameInPlace(this, this.code());
  }
  ahead(letter) {
    const now = performance.now(), shown = this.shown(), at = shown.findIndex((code) => code.id === this.kept.current);
    this.typed = (now - (this.typedAt || 0) < 800 ? this.typed : "") + letter.toLocaleLowerCase();
    this.typedAt = now;
    const from = this.typed.length > 1 ? at : at + 1, round = [...shown.slice(from), ...shown.slice(0, from)];
    const begins = (words) => words.toLocaleLowerCase().startsWith(this.typed);
    this.walk(round.find((code) => begins(code.name) || begins(code.key))?.id);
  }
  key(event) {
    if (event.target.closest("input:not([type=checkbox])")) { this.findKey(event); return; }
    const inside = event.target.closest("[data-id]"), undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (undo) { used(event); if (!event.repeat) this.put({ kind: event.shiftKey ? "redo" : "undo" }); return; }
    if (event.ctrlKey || event.metaKey) return;
    if (!inside) { if (/^[a-zA-Z]$/.test(event.key)) event.stopPropagation(); return; } // Streamlit's own r and c stay out
    if (event.altKey && event.key.startsWith("Arrow")) { used(event); this.move(stepped(this.codes, this.code(), event.key, (code) => this.hides(code))); return; }
    const act = event.altKey ? null : this.action(event.key);
    if (act) { used(event); act(); }
    else if (event.key.length === 1 && !event.altKey) { used(event); this.ahead(event.key); }
  }
  action(key) {
    const shown = this.shown(), at = shown.findIndex((code) => code.id === this.kept.current);
    return {
      ArrowDown: () => this.walk(shown[at + 1]?.id), ArrowUp: () => this.walk(shown[at - 1]?.id), Home: () => this.walk(shown[0]?.id),
      End: () => this.walk(shown.at(-1)?.id), ArrowRight: () => this.fold(false), ArrowLeft: () => this.fold(true), Enter: () => this.choose(),
      " ": () => this.choose(), F2: () => this.rename(), Delete: () => this.put({ kind: "retire", code: this.kept.current }),
    }[key];
  }
  findKey(event) {
    event.stopPropagation();
    if (event.key === "Escape") { this.find.value = this.kept.find = ""; this.paint(); }
    if (event.key === "ArrowDown" || event.key === "Enter") { event.preventDefault(); this.walk(this.kept.current); }
  }
}

const used = (event) => { event.preventDefault(); event.stopPropagation(); };
const TREES = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let tree = TREES.get(parentElement);
  if (!tree) { tree = new Tree(parentElement); TREES.set(parentElement, tree); }
  tree.update(data, setTriggerValue);
  return () => { tree.destroy(); TREES.delete(parentElement); };
}
