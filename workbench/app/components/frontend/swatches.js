// Colours to choose from: a row of named swatches, each in the pattern that its code has. Arrows walk, Enter or Space chooses.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  parentElement.querySelector(".wb-swatches")?.remove();
  const box = make("div", "wb-swatches"), row = make("div", "wb-swatch-row"), said = make("div", "wb-swatch-said");
  row.setAttribute("role", "radiogroup");
  row.setAttribute("aria-label", "Colour");
  const tell = (option) => { said.textContent = option ? option.name : ""; };
  const buttons = data.options.map((option) => {
    const button = make("button", "wb-swatch"), sign = make("i"), chosen = option.colour === data.value;
    button.type = "button";
    button.disabled = data.locked;
    button.title = option.name;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-checked", String(chosen));
    button.setAttribute("aria-label", option.name);
    button.tabIndex = chosen ? 0 : -1;
    sign.style.backgroundImage = patternOf(option, data.place);
    button.append(sign);
    button.addEventListener("click", () => {
      for (const each of buttons) { each.setAttribute("aria-checked", String(each === button)); each.tabIndex = each === button ? 0 : -1; }
      tell(option);
      setTriggerValue("colour", option.colour);
    });
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (/^[a-zA-Z]$/.test(event.key)) event.stopPropagation();
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      buttons[(buttons.indexOf(button) + step + buttons.length) % buttons.length].focus();
    });
    return button;
  });
  if (!buttons.some((each) => each.tabIndex === 0) && buttons[0]) buttons[0].tabIndex = 0;
  tell(data.options.find((option) => option.colour === data.value));
  row.append(...buttons);
  box.append(make("div", "wb-swatch-label", "Colour"), row, said);
  const again = parentElement.dataset.swatch === "1" && document.activeElement === document.body;
  parentElement.append(box);
  if (again) buttons.find((each) => each.tabIndex === 0)?.focus({ preventScroll: true });
  box.addEventListener("focusin", () => { parentElement.dataset.swatch = "1"; });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget) delete parentElement.dataset.swatch; });
}
