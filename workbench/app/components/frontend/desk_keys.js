// Keys: what each does, which it is, and how a person chooses another. Choices are kept per person, in this browser.
const ACTIONS = [
  ["next_turn", "j", "Next turn"], ["previous_turn", "k", "Previous turn"], ["next_sentence", "]", "Next sentence"], ["previous_sentence", "[", "Previous sentence"],
  ["longer", "Shift+ArrowRight", "Selection longer by a word"], ["shorter", "Shift+ArrowLeft", "Selection shorter by a word"],
  ["more_turns", "Shift+ArrowDown", "Selection to the end of the turn, then of the next"], ["fewer_turns", "Shift+ArrowUp", "Selection back by a turn"],
  ["find_code", "/", "Find any code and give it; Shift + Enter marks several"], ["in_vivo", "i", "The marked words become a code (in vivo)"], ["pen", "b", "Pen: the code in hand goes on whatever is marked"],
  ["next_coding", ".", "Next coding"], ["previous_coding", ",", "Previous coding"], ["remove", "x", "Remove the coding in hand"], ["recode", "c", "Another code in its place"],
  ["edges", "e", "Move its edges: ← → the end, Shift + ← → the start, Enter keeps"], ["split", "s", "Cut it in two at the caret or where the marked words begin"], ["join", "t", "Tie it together with those of the same code that touch it"],
  ["memo", "m", "Memo on the coding in hand"], ["source_memo", "M", "Memo on the source"],
  ["next_suggestion", "n", "Next suggestion"], ["previous_suggestion", "p", "Previous suggestion"], ["accept", "a", "Accept it"], ["reject", "r", "Reject it"], ["unsure", "u", "Unsure: put it aside"],
  ["cut_segment", "h", "Cut the segment here"], ["join_segment", "l", "Join the segment with the next one"], ["help", "?", "This list"],
];
const FIXED = [["1 to 9", "Give the code with that number"], ["Shift + 1 to 9", "Put the code in hand on that number"], ["Ctrl + Z, Ctrl + Shift + Z", "Undo, redo your last act"], ["Esc", "Let go of selection and coding"]];
const SHOWN = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", " ": "Space" };
const keyShown = (key) => key.split(/\+(?=.)/).map((part) => SHOWN[part] || part).join(" + ");
const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "NumLock"];
// A key that is held goes on walking and marking; it never decides, codes or removes a second time.
const HELD = new Set(["next_turn", "previous_turn", "next_sentence", "previous_sentence", "longer", "shorter", "more_turns", "fewer_turns", "next_coding", "previous_coding", "next_suggestion", "previous_suggestion"]);
const unlocked = (event) => (event.getModifierState("CapsLock") && event.key.length === 1 ? (event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key);
const pressedKey = (event) => (event.shiftKey && event.key.length > 1 ? "Shift+" : "") + unlocked(event);

const KEYS = {
  readKeys() {
    const chosen = store.get(`remap:${this.coder}`) || {};
    this.keys = new Map(ACTIONS.map(([id, key]) => [id, typeof chosen[id] === "string" ? chosen[id] : key]));
    this.byKey = new Map([...this.keys].map(([id, key]) => [key, id]));
  },
  keyOf(id) { return keyShown(this.keys.get(id)); },
  // Give an action another key; the one that had that key gets this one's.
  remap(id, key) {
    const other = this.byKey.get(key), before = this.keys.get(id);
    this.keys.set(id, key);
    if (other && other !== id) this.keys.set(other, before);
    this.saveKeys();
  },
  saveKeys() {
    const changed = ACTIONS.filter(([id, key]) => this.keys.get(id) !== key).map(([id]) => [id, this.keys.get(id)]);
    store.set(`remap:${this.coder}`, Object.fromEntries(changed));
    this.readKeys();
    this.drawTools();
    this.handShown = null;
    this.drawHand();
  },
  number(digit, assign) {
    if (assign && this.inHand) {
      this.numbers[digit - 1] = this.inHand;
      for (let n = 0; n < 9; n++) if (n !== digit - 1 && this.numbers[n] === this.inHand) this.numbers[n] = null;
      store.set(this.numbersKey, this.numbers);
      this.drawChips();
      this.say(`${this.codes.get(this.inHand)?.name} is now on ${digit}.`);
    } else if (this.codes.get(this.numbers[digit - 1])?.usable) {
      if (!store.get(this.numbersKey)) store.set(this.numbersKey, this.numbers); // used once, a number keeps its code
      this.give([this.numbers[digit - 1]]);
    } else this.say(`No code is on ${digit}: take one in hand and press Shift + ${digit}.`);
  },
  help() {
    this.drawHelp();
    this.overlay.showModal();
    this.overlay.querySelector("button")?.focus();
  },
  drawHelp(asked) {
    const table = make("div", "wb-keys"), foot = make("div", "wb-tools");
    for (const [id, , words] of ACTIONS) {
      const row = make("div"), head = make("b"), change = make("button", "wb-key-button", asked === id ? "press a key" : this.keyOf(id));
      change.type = "button";
      change.dataset.action = id;
      change.title = "Click, then press another key";
      change.addEventListener("click", () => { this.drawHelp(id); this.overlay.querySelector(`[data-action=${id}]`).focus(); });
      head.append(change);
      row.append(head, make("span", "", words));
      table.append(row);
    }
    for (const [keys, words] of FIXED) { const row = make("div"); row.append(make("b", "", keys), make("span", "", words)); table.append(row); }
    const close = make("button", "", "Close (Esc)"), usual = make("button", "", "All keys as they were");
    close.type = usual.type = "button";
    close.addEventListener("click", () => this.closeHelp());
    usual.addEventListener("click", () => { store.set(`remap:${this.coder}`, {}); this.readKeys(); this.drawTools(); this.drawHelp(); });
    foot.append(close, usual);
    this.asked = asked;
    this.overlay.setAttribute("aria-label", "Keys");
    this.overlay.replaceChildren(make("h2", "", "Keys"), make("p", "wb-note", "Click a key to choose another. Choices are kept for your name, in this browser."), table, foot);
  },
  helpKey(event) {
    event.stopPropagation();
    if (!this.asked) { if (event.key === "Escape") { event.preventDefault(); this.closeHelp(); } return; }
    if (MODIFIERS.includes(event.key)) return;
    event.preventDefault();
    const id = this.asked, key = pressedKey(event), taken = /^[0-9]$/.test(key) || /^Digit[1-9]$/.test(event.code) || ["Tab", "Enter", "Escape", "Shift+Tab"].includes(key) || event.ctrlKey || event.metaKey || event.altKey;
    if (!taken) this.remap(id, key);
    this.drawHelp();
    if (taken && key !== "Escape") this.overlay.querySelector(".wb-note").textContent = "That key is spoken for. Choose another.";
    this.overlay.querySelector(`[data-action=${id}]`).focus();
  },
  closeHelp() {
    this.asked = null;
    this.overlay.close();
    this.markCurrent(true);
  },
  key(event) {
    if (event.target.closest("dialog")) { this.helpKey(event); return; }
    if (event.target === this.find) { this.findKey(event); return; }
    if (event.target.closest("textarea, input")) { event.stopPropagation(); return; }
    if (MODIFIERS.includes(event.key)) return;
    if ((event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph")) {
      const letter = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : "";
      if (letter === "z" || letter === "y") { this.used(event); if (!event.repeat) this.undo(letter === "y" || event.shiftKey ? "redo" : "undo"); }
      return;
    }
    if (this.adjusting && this.adjustKey(event)) { this.used(event); return; }
    if (event.key === "Escape") { this.used(event); this.letGo(); return; }
    const action = this.byKey.get(pressedKey(event)), digit = /^(Digit|Numpad)[1-9]$/.test(event.code) && !/^[A-Z][a-z]/.test(event.key) ? +event.code.at(-1) : 0;
    if (event.repeat && !HELD.has(action)) this.used(event);
    else if (action || digit) { // Shift + 7 is / on some keyboards
      this.used(event);
      if (action) this.run(action);
      else this.number(digit, event.shiftKey);
    } else if (/^[a-zA-Z]$/.test(event.key)) event.stopPropagation(); // Streamlit's own r and c stay out of here
  },
  run(action) {
    ({
      next_turn: () => this.goTurn(1), previous_turn: () => this.goTurn(-1), next_sentence: () => this.goSentence(1), previous_sentence: () => this.goSentence(-1),
      longer: () => this.longer(1), shorter: () => this.longer(-1), more_turns: () => this.longerByTurn(1), fewer_turns: () => this.longerByTurn(-1),
      find_code: () => this.openFind(), in_vivo: () => this.inVivo(), pen: () => this.togglePen(),
      next_coding: () => this.step(1, (mark) => !mark.suggested), previous_coding: () => this.step(-1, (mark) => !mark.suggested),
      remove: () => this.remove(), recode: () => this.recode(), edges: () => this.adjust(), split: () => this.split(), join: () => this.join(),
      memo: () => this.memo(), source_memo: () => this.sourceMemo(),
      next_suggestion: () => this.step(1, (mark) => mark.suggested), previous_suggestion: () => this.step(-1, (mark) => mark.suggested),
      accept: () => this.decide("accept"), reject: () => this.decide("reject"), unsure: () => this.decide("unsure"),
      cut_segment: () => this.cutSegment(), join_segment: () => this.joinSegment(), help: () => this.help(),
    })[action]();
  },
  used(event) {
    event.preventDefault();
    event.stopPropagation();
  },
};
