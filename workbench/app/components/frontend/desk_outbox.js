// Key presses on their way to the study. One batch is under way at a time; what is not acknowledged is sent again; the study
// knows each press by page and number and does it once. Kept across remounts, so that a redrawn page loses nothing.
const fresh = () => ({ client: crypto.randomUUID(), sequence: 0, waiting: [], since: new Map() });
const BOXES = (window.workbenchOutboxes ||= new Map()); // one for each study opened in this window
let KEPT = (window.workbenchOutbox ||= fresh());
const RETRY = 4000, LONGEST = 15000; // milliseconds until an unanswered batch is sent again, at first and at most

class Outbox {
  constructor(send, changed) {
    this.send = send;
    this.changed = changed;
    this.under_way = 0;
    this.patience = RETRY;
  }
  // Another study has another outbox: its numbers begin at 1, and what waits for one study is never sent to the other.
  of(study) {
    if (!BOXES.has(study)) BOXES.set(study, fresh());
    KEPT = window.workbenchOutbox = BOXES.get(study);
  }
  get client() { return KEPT.client; }
  get waiting() { return KEPT.waiting; }
  put(operation) {
    const whole = { ...operation, client: KEPT.client, sequence: ++KEPT.sequence };
    KEPT.waiting.push(whole);
    KEPT.since.set(whole.sequence, performance.now());
    this.changed();
    this.flush();
    return whole.sequence;
  }
  flush() {
    if (this.under_way || !KEPT.waiting.length) return;
    const source = KEPT.waiting[0].source; // a batch is about one source; the page may have gone on to another
    const batch = KEPT.waiting.filter((each) => each.source === source);
    this.under_way = batch[batch.length - 1].sequence;
    this.sent = performance.now();
    this.send(source, batch);
    clearTimeout(this.timer);
    // With growing patience: what is sent again is drawn again, and waits behind what is being drawn.
    this.timer = setTimeout(() => { this.under_way = 0; this.patience = Math.min(LONGEST, 2 * this.patience); this.flush(); this.changed(); }, this.patience);
  }
  // A study put back from a backup knows less than was acknowledged: what waits is sent under a new name, from 1.
  renamed(last) {
    if (!KEPT.waiting.length || KEPT.waiting[0].sequence <= last + 1 || this.under_way) return;
    const client = crypto.randomUUID(), since = new Map();
    KEPT.waiting.forEach((each, n) => { since.set(n + 1, KEPT.since.get(each.sequence)); Object.assign(each, { client, sequence: n + 1 }); });
    Object.assign(KEPT, { client, since, sequence: KEPT.waiting.length });
  }
  acknowledged(last) {
    const now = performance.now(), waited = KEPT.waiting.length;
    for (const each of KEPT.waiting) {
      if (each.sequence > last) continue;
      (window.workbenchTimes ||= []).push(now - KEPT.since.get(each.sequence));
      KEPT.since.delete(each.sequence);
    }
    KEPT.waiting = KEPT.waiting.filter((each) => each.sequence > last);
    if (KEPT.waiting.length < waited) this.patience = Math.min(LONGEST, Math.max(RETRY, 2 * (now - this.sent)));
    if (this.under_way && last >= this.under_way) {
      this.under_way = 0;
      clearTimeout(this.timer);
    }
    this.changed();
    if (KEPT.waiting.length) queueMicrotask(() => this.flush());
  }
  // The server is there again, or knows nothing of this page: what waits is sent at once.
  again() {
    if (!KEPT.waiting.length) return;
    this.under_way = 0;
    this.patience = RETRY;
    this.flush();
  }
  // a page that was closed with unsent presses says so
  late() { return KEPT.waiting.some((each) => performance.now() - KEPT.since.get(each.sequence) > RETRY); }
  stop() { clearTimeout(this.timer); }
}
window.addEventListener("beforeunload", (event) => { if ([KEPT, ...BOXES.values()].some((box) => box.waiting.length)) event.preventDefault(); });
