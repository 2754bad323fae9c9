// Places in a text. The study counts Unicode code points; the browser counts UTF-16 halves; a person points at graphemes.
const splitter = (unit) => new Intl.Segmenter(undefined, { granularity: unit });
const GRAPHEMES = splitter("grapheme"), SENTENCES = splitter("sentence"), WORDS = splitter("word");

// One turn: `start` is the place of its first character in the source, `before` the characters between it and the turn above.
class Turn {
  constructor(given, ordinal) {
    Object.assign(this, given);
    this.ordinal = ordinal;
    this.points = null;
    if (/[\ud800-\udfff]/.test(this.text)) {
      this.points = new Uint32Array(this.text.length + 1);
      this.halves = [];
      let point = 0;
      for (let half = 0; half < this.text.length; point++) {
        const wide = this.text.codePointAt(half) > 0xffff ? 2 : 1;
        this.halves.push(half);
        this.points[half] = point;
        if (wide === 2) this.points[half + 1] = point;
        half += wide;
      }
      this.halves.push(this.text.length);
      this.points[this.text.length] = point;
      this.length = point;
    } else this.length = this.text.length;
    this.end = this.start + this.length;
    this.codable = this.role !== "interviewer";
    this.flows = flows(this.text);
  }
  get top() { return this.sheet.offsetTop + this.row.offsetTop; }
  // from the browser's count to the study's, and back; both inside this turn
  place(half) { return this.start + (this.points ? this.points[half] : half); }
  half(place) {
    const point = Math.max(0, Math.min(this.length, place - this.start));
    return this.points ? this.halves[point] : point;
  }
  snap(half, up) {
    this.edges ||= [0, ...[...GRAPHEMES.segment(this.text)].map((s) => s.index + s.segment.length)];
    let low = 0, high = this.edges.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[middle] < half) low = middle + 1;
      else high = middle;
    }
    return this.edges[low] === half || up ? this.edges[low] : this.edges[low - 1];
  }
  trimmed(from, to) {
    while (from < to && /\s/.test(this.text[from])) from++;
    while (to > from && /\s/.test(this.text[to - 1])) to--;
    return [from, to];
  }
  sentences() {
    const text = this.flows ? this.text.replaceAll("\n", " ") : this.text;  // to the browser a new line is a new sentence
    return (this.sentenceList ||= [...SENTENCES.segment(text)]
      .map((s) => this.trimmed(s.index, s.index + s.segment.length)).filter(([from, to]) => from < to));
  }
  words() {
    return (this.wordList ||= [...WORDS.segment(this.text)].filter((w) => w.isWordLike)
      .map((w) => [this.place(w.index), this.place(w.index + w.segment.length)]));
  }
}

// A whole text: its turns in order, and which of them a span touches.
class Text {
  constructor(given) {
    this.id = given.id;
    this.turns = given.turns.map((turn, ordinal) => new Turn(turn, ordinal));
  }
  at(place) {
    let low = 0, high = this.turns.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.turns[middle].start <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
  touched(span) {
    const turns = [];
    for (let i = this.at(span.start); i <= this.at(Math.max(span.start, span.end - 1)); i++) turns.push(i);
    return turns;
  }
  // The words between two places as the source has them, put together from UTF-16 slices and never from converted places.
  quote(parts) {
    return parts.map(([i, from, to], n) => (n ? this.turns[i].before : "") + this.turns[i].text.slice(from, to)).join("");
  }
  parts(start, end) {
    return this.touched({ start, end }).map((i) => {
      const turn = this.turns[i];
      return [i, turn.half(Math.max(turn.start, start)), turn.half(Math.min(turn.end, end))];
    });
  }
}
