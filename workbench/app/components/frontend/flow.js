// Whether a text's lines were broken at a width, as typewriters and old word processors do. Shown line by line, such a text
// breaks twice, at its own width and at the window's. A verse, a list and paragraphs keep their lines.
const WIDE = [40, 130]; // characters of a line that went on until it was full
function flows(text) {
  const lines = text.split("\n").slice(0, -1).map((line) => line.trim().length);
  if (!lines.length || /\n\s*\n/.test(text)) return false;
  return Math.max(...lines) <= WIDE[1] && lines.filter((long) => long >= WIDE[0]).length * 2 > lines.length;
}
