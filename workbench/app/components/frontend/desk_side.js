// Beside the text: tools for the mouse, the codes at hand, what is in hand, and the code's definition.
const list = (heading, items) => (items.length ? [["h3", heading], ...items.map((item) => ["p", `• ${item}`])] : []);
const MOST = 12, RECENT = 5;
const button = (words, title, run) => {
  const made = make("button", "wb-button", words);
  made.type = "button";
  made.title = title;
  made.tabIndex = -1; // every one of them has a key; Tab goes from the text to the field and out
  made.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  made.addEventListener("click", run);
  return made;
};

const SIDE = {
  buildSide() {
    this.side = make("div", "wb-side");
    this.tools = make("div", "wb-tools");
    this.find = make("input", "wb-find");
    this.find.placeholder = "Find a code (/)";
    this.find.setAttribute("aria-label", "Find a code");
    this.find.setAttribute("aria-describedby", "wb-find-says");
    this.finding = make("p", "wb-note wb-finding");
    this.finding.id = "wb-find-says";
    this.chips = make("div", "wb-chips");
    this.hand = make("div", "wb-hand");
    this.note = make("div", "wb-note-box"); // a memo being written: drawing the code anew must not take it away
    this.sourceNotes = make("div", "wb-notes");
    this.about = make("div", "wb-about");
    this.side.append(this.tools, this.find, this.finding, this.chips, this.hand, this.note, this.about, this.sourceNotes);
    this.find.addEventListener("focus", () => this.enterFind());
    this.find.addEventListener("blur", () => { if (!this.find.value) this.dropPalette(); }); // what was typed stays
    this.find.addEventListener("input", () => { this.pick = 0; this.drawChips(); });
    this.several = new Set();
    return this.side;
  },
  openBook(book, data) {
    this.book = data.book;
    this.order = book.codes;
    this.codes = new Map(book.codes.map((code, place) => [code.id, { ...code, place }]));
    if (this.coder !== data.coder || !this.numbers) {
      this.note.replaceChildren(); // what another name began waits for that name
      this.coder = data.coder;
      this.numbersKey = `keys:${data.study}:${data.coder}`;
      this.readKeys();
    }
    const usual = (KEEP.usual ||= new Map()); // told once; a desk drawn anew goes on with it
    if (data.usual && !usual.has(this.numbersKey)) usual.set(this.numbersKey, data.usual);
    const wanted = store.get(this.numbersKey) || usual.get(this.numbersKey) || [];
    this.numbers = Array.from({ length: 9 }, (_, n) => (this.codes.has(wanted[n]) ? wanted[n] : null));
    this.recent = this.recent.filter((id) => this.codes.has(id));
    if (!this.codes.has(this.inHand)) this.inHand = this.numbers.find(Boolean) || null;
    this.drawTools();
    this.drawChips();
    this.drawAbout();
  },
  drawTools() {
    const keyed = (id) => this.keyOf(id);
    const tool = (words, id, title) => button(words, `${title} (${keyed(id)})`, () => this.run(id));
    this.penButton = tool("Pen", "pen", "Code in hand goes on whatever is marked");
    this.penButton.setAttribute("aria-pressed", String(!!this.pen));
    this.tools.replaceChildren(
      button("Undo", "Undo your last act (Ctrl + Z)", () => this.undo("undo")), button("Redo", "Do it again (Ctrl + Shift + Z)", () => this.undo("redo")),
      this.penButton, tool("In vivo", "in_vivo", "The marked words become a code"), tool("Source memo", "source_memo", "A memo on the whole source"), tool("Keys", "help", "All keys, and how to change them"));
  },
  // What the palette offers: the numbered codes and the recent ones, or what fits the words typed, names before definitions.
  offered() {
    const wanted = this.find.value.trim().toLocaleLowerCase(), usable = this.order.filter((code) => code.usable);
    if (wanted) {
      const inName = (code) => `${code.key} ${code.name}`.toLocaleLowerCase().includes(wanted);
      const inWords = (code) => `${code.definition} ${code.use_when}`.toLocaleLowerCase().includes(wanted);
      return [...usable.filter(inName), ...usable.filter((code) => !inName(code) && inWords(code))];
    }
    if (this.openPalette) return usable;
    const numbered = this.numbers.map((id) => this.codes.get(id)).filter((code) => code?.usable);
    const recent = this.recent.map((id) => this.codes.get(id)).filter((code) => code.usable && !numbered.includes(code));
    return [...numbered, ...recent.slice(0, RECENT)];
  },
  drawChips() {
    const whole = this.openPalette, shown = whole ? this.offered() : this.offered().slice(0, MOST + RECENT);
    this.shown = shown;
    this.counted ||= new Map();
    this.chips.classList.toggle("wb-open", !!whole);
    this.finding.textContent = this.recoding ? `Another code in place of ${this.nameOf(this.recoding)}` : this.several.size ? `${this.several.size} marked; Enter gives them all` : whole ? "Enter gives it, Shift + Enter marks several" : "";
    if (!shown.length) { this.chips.replaceChildren(make("p", "wb-note", "No code in use has these words in its name or definition.")); return; }
    const numbered = new Map(this.numbers.map((id, n) => [id, n + 1]));
    this.chips.replaceChildren(...shown.map((code, n) => this.chip(code, numbered.get(code.id), whole ? n === (this.pick || 0) : code.id === this.inHand)));
    if (whole) this.chips.children[this.pick || 0]?.scrollIntoView({ block: "nearest" });
  },
  chip(code, number, picked) {
    const chip = make("button", `wb-chip${picked ? " wb-in-hand" : ""}${this.several.has(code.id) ? " wb-several" : ""}`);
    chip.type = "button";
    chip.tabIndex = -1;
    chip.title = `${code.name} (${code.key})`;
    chip.dataset.code = code.id;
    const swatch = make("i"), count = this.counted.get(code.id);
    swatch.style.backgroundImage = patternOf(code, this.codes.get(code.id).place);
    if (number) chip.append(make("kbd", "", String(number)));
    chip.append(swatch, make("span", "", code.name), make("small", "", count ? `${code.key} · ${count}` : code.key));
    if (this.openPalette && !this.find.value) chip.style.paddingLeft = `${0.4 + 0.7 * code.depth}rem`;
    chip.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    chip.addEventListener("click", (event) => this.chipClicked(code, event));
    return chip;
  },
  chipClicked(code, event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) { this.markSeveral(code.id); return; }
    if (this.recoding || this.openPalette) { this.takeFound(code); return; }
    if (this.selection) this.give([code.id]);
    else this.hold(code.id);
  },
  drawAbout() {
    const code = this.codes.get(this.inHand);
    const rows = code ? [["h2", code.name], ["p", code.definition], ...list("Use it when", code.use_when ? [code.use_when] : []), ...list("Not when", code.not_when),
      ...list("Easily mistaken for", code.near_miss), ...list("Examples", code.examples)] : [];
    this.about.replaceChildren(...rows.map(([tag, words]) => make(tag, "", words)));
    this.count = make("p", "wb-note");
    if (code) this.about.prepend(this.count);
    this.drawCount();
  },
  drawCount() {
    const counted = new Map();
    for (const mark of this.marks.values()) if (!mark.suggested) counted.set(mark.code, (counted.get(mark.code) || 0) + 1);
    const changed = counted.size !== this.counted?.size || [...counted].some(([id, n]) => this.counted.get(id) !== n);
    this.counted = counted;
    if (this.count) this.count.textContent = `${this.codes.get(this.inHand)?.key} · ${counted.get(this.inHand) || 0} in this source`;
    if (changed) for (const chip of this.chips.querySelectorAll(".wb-chip")) {
      const code = this.codes.get(chip.dataset.code), n = counted.get(chip.dataset.code);
      chip.lastChild.textContent = n ? `${code.key} · ${n}` : code.key;
    }
  },
  nameOf(mark) { return this.codes.get(mark.code)?.name || mark.name || "a code"; },
  // What is in hand, with what can be done to it by the mouse.
  drawHand() {
    const mark = this.marks.get(this.chosen);
    if (this.handShown === mark && mark) return;
    this.handShown = mark;
    if (!mark) { this.hand.replaceChildren(); return; }
    const tool = (words, id, title) => button(words, `${title} (${this.keyOf(id)})`, () => this.run(id));
    const words = this.text.quote(this.text.parts(mark.start, mark.end)), pieces = [make("h2", "", mark.suggested ? "Suggested, not a finding" : mark.mine ? "Coding in hand" : `${mark.coder}'s coding`)];
    pieces.push(make("p", "wb-quoted", `${this.nameOf(mark)}: “${words.length > 90 ? `${words.slice(0, 90)}…` : words}”`));
    if (mark.found) pieces.push(make("p", "wb-note", `Made from a search: ${mark.found}`));
    const tools = make("div", "wb-tools");
    if (mark.suggested) tools.append(tool("Accept", "accept", "Accept the suggestion"), tool("Reject", "reject", "Reject it"), tool("Unsure", "unsure", "Put it aside"), tool("Next", "next_suggestion", "Next suggestion"));
    else if (mark.mine) tools.append(tool("Remove", "remove", "Take the coding away"), tool("Change code", "recode", "Another code in its place"), tool("Edges", "edges", "Move its edges, or make them those of the marked words"),
      tool("Cut", "split", "Cut it in two at the caret"), tool("Join", "join", "Join it with those of the same code that touch it"), tool("Memo", "memo", "A memo on it"));
    pieces.push(tools, ...mark.memos.map((memo) => this.memoShown(memo)));
    this.hand.replaceChildren(...pieces);
  },
  hold(id) {
    this.inHand = id;
    this.drawChips();
    this.drawAbout();
  },
  openFind() { this.find.focus(); },
  enterFind() {
    this.pick = 0;
    this.openPalette = true;
    this.kept = this.selection;
    this.drawChips();
  },
  dropPalette() {
    if (!this.openPalette) return;
    this.find.value = "";
    this.kept = this.recoding = null;
    this.openPalette = false;
    this.several.clear();
    this.drawChips();
  },
  closeFind() {
    const kept = this.kept;
    this.dropPalette();
    this.kept = kept;
    this.markCurrent(true);
    if (this.kept) this.select(this.kept.start, this.kept.end);
    this.kept = null;
  },
  markSeveral(id) {
    if (!this.several.delete(id)) this.several.add(id);
    this.drawChips();
  },
  takeFound(code) {
    if (this.kept) this.selection = this.kept;
    const ids = [...new Set([...this.several, code.id])];
    if (this.recoding) this.recodeTo(code.id);
    else if (this.selection || this.find === document.activeElement) this.give(ids);
    else this.hold(code.id);
    this.closeFind();
  },
  findKey(event) {
    if (event.key === "Enter" && event.shiftKey && this.shown.length && !this.recoding) this.markSeveral(this.shown[this.pick || 0].id);
    else if (event.key === "Enter" && this.shown.length) {
      const last = this.shown[this.pick || 0];
      if (this.several.size && !this.find.value) this.takeFound(this.codes.get([...this.several].at(-1)));
      else this.takeFound(last);
    } else if (event.key === "Escape") this.closeFind();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.pick = Math.max(0, Math.min(this.shown.length - 1, (this.pick || 0) + (event.key === "ArrowDown" ? 1 : -1)));
      this.drawChips();
    } else { event.stopPropagation(); return; }
    this.used(event);
  },
};
