// How a code is told by sight: its colour and, because colour is never the only sign, one of these patterns.
const colourOf = (code) => (/^#[0-9a-fA-F]{6}$/.test(code?.colour || "") ? code.colour : "#1F5A7A");
const PATTERNS = [
  (c) => `linear-gradient(${c},${c})`,
  (c) => `repeating-linear-gradient(0deg, ${c} 0 6px, transparent 6px 9px)`,
  (c) => `repeating-linear-gradient(45deg, ${c} 0 3px, transparent 3px 5px)`,
  (c) => `repeating-linear-gradient(0deg, ${c} 0 2px, transparent 2px 4px)`,
];
const patternOf = (code, place) => PATTERNS[(place || 0) % PATTERNS.length](colourOf(code));
