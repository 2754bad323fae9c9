// Keys that press the page's own buttons. Streamlit keeps "r" for itself and refuses it as a button's shortcut, so the
// keys are heard here first. A held key counts once; typing in a field, or with Ctrl, Alt or Cmd, is left alone.
const typing = (target) =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox]");

function press(event, keys) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || typing(event.target)) return;
  const wanted = keys[event.key.toLowerCase()];
  if (!wanted) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.repeat) return;
  const button = document.querySelector(`[class*="st-key-${wanted}"] button`);
  if (button && !button.disabled) button.click();
}

export default function (component) {
  const keys = component.data.keys;
  const heard = (event) => press(event, keys);
  // New data calls this again without a clean-up in between: an old listener would press the buttons of the last page.
  if (window.workbenchKeys) window.removeEventListener("keydown", window.workbenchKeys, true);
  window.workbenchKeys = heard;
  window.addEventListener("keydown", heard, true);
  return () => window.removeEventListener("keydown", heard, true);
}
