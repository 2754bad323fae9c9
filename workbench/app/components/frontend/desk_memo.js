// Fields to write in: memos on a coding or on the source, and the name of a code in vivo. A memo left with Esc keeps its words for
// the next time, and what the study refused comes back into its field.
const MEMOS = {
  memo() {
    const mark = this.owned();
    if (mark) this.write({ about: mark.id, words: `A memo on “${this.nameOf(mark)}”`, send: { kind: "memo", coding: mark.id } });
  },
  sourceMemo() { this.write({ about: this.source, words: "A memo on this source", send: { kind: "memo" } }); },
  editMemo([id, , , text, version]) { this.write({ about: id, words: "Change the memo", text, send: { kind: "edit_memo", memo: id, version } }); },
  write({ about, words, text = "", send }, focus = true) {
    const field = make("textarea", "wb-memo"), drafts = (KEEP.drafts ||= new Map()), heading = make("h2", "", words);
    const draft = `${this.study} ${this.coder} ${about}`; // nobody is shown what another began
    field.setAttribute("aria-label", words);
    field.placeholder = "Ctrl + Enter keeps it, Esc leaves it for later.";
    field.value = drafts.get(draft) ?? text;
    const keep = () => {
      if (!field.value.trim()) return;
      const sequence = this.put({ ...send, text: field.value });
      (KEEP.written ||= new Map()).set(`${this.outbox.client} ${sequence}`, { draft, source: this.source, about, words, text: field.value, send });
      drafts.delete(draft);
      this.closeNote();
      this.say("The memo was kept.");
    };
    field.addEventListener("input", () => drafts.set(draft, field.value));
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.closeNote();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
    });
    const tools = make("div", "wb-tools");
    tools.append(button("Keep", "Ctrl + Enter", keep), button("Leave", "Esc; the words stay for the next time", () => this.closeNote()));
    this.note.replaceChildren(heading, field, tools);
    if (focus) field.focus(); // given back, it waits: keys of a burst are not typed into it
  },
  // The study refused a memo (somebody changed it meanwhile): its words come back into the field.
  giveBack(key) {
    const written = KEEP.written?.get(key);
    if (!written) return;
    KEEP.written.delete(key);
    if (written.source !== this.source) { KEEP.drafts?.set(written.draft, written.text); return; }
    if (written.span) { this.inVivoField(written.span, written.text, false); return; }
    KEEP.drafts.set(written.draft, written.text);
    const now = [...this.notes, ...[...this.known.values()].flatMap((mark) => mark.memos)].find(([id]) => id === written.send.memo);
    this.write({ ...written, send: now ? { ...written.send, version: now[4] } : written.send }, false); // over the other's, which is shown
  },
  closeNote() {
    this.note.replaceChildren();
    this.markCurrent(true);
    if (this.kept) this.select(this.kept.start, this.kept.end);
    this.kept = null;
  },
  memoShown(memo) {
    const [id, coder, mine, text] = memo, box = make("div", "wb-memo-shown");
    box.append(make("small", "", `Memo by ${coder}`), make("p", "", text));
    if (mine) {
      const tools = make("div", "wb-tools");
      tools.append(button("Change", "Change this memo", () => this.editMemo(memo)), button("Remove", "Undo brings it back", () => { this.put({ kind: "remove_memo", memo: id }); this.say("The memo was removed. Undo brings it back."); }));
      box.append(tools);
    }
    return box;
  },
  drawNotes() {
    const told = JSON.stringify(this.notes);
    if (this.notesShown === told) return;
    this.notesShown = told;
    this.sourceNotes.replaceChildren(...(this.notes.length ? [make("h2", "", "On this source"), ...this.notes.map((memo) => this.memoShown(memo))] : []));
  },
  // A code named after the participant's own words.
  inVivo() {
    const span = this.selection;
    if (!span) { this.say("Mark the words that shall become a code first.", true); return; }
    if (this.codable(span)) this.inVivoField(span, [...span.quote.replace(/\s+/g, " ")].slice(0, 80).join(""));
  },
  inVivoField(span, name, focus = true) {
    const field = make("input", "wb-name"), tools = make("div", "wb-tools");
    field.value = name;
    field.maxLength = 200;
    field.setAttribute("aria-label", "Name of the new code, in the participant's words");
    const keep = () => {
      const name = field.value.trim();
      if (!name) return;
      this.kept = span;
      this.closeNote();
      this.giveInVivo(span, name);
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.closeNote();
      if (event.key === "Enter") { event.preventDefault(); keep(); }
    });
    tools.append(button("Make the code", "Enter", keep), button("Leave", "Esc", () => this.closeNote()));
    this.note.replaceChildren(make("h2", "", "New code, in vivo"), field, tools);
    if (!focus) return;
    this.kept = span;
    field.focus();
    field.select();
  },
};
