/** Light, dark, or as the system has it. */

const KEY = "tidegate.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();
const probe = document.body.appendChild(document.createElement("i")); // styles are what resolves a colour for the theme
probe.hidden = true;

/** Lets the reader choose by the select `choice`; the choice stays in this browser. */
export function offerThemes(choice) {
  choice.value = localStorage.getItem(KEY) ?? "auto";
  choice.addEventListener("change", () => {
    if (choice.value === "auto") {
      localStorage.removeItem(KEY);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(KEY, choice.value);
      document.documentElement.dataset.theme = choice.value;
    }
    tell();
  });
  system.addEventListener("change", tell);
}

/** Calls `listener` after each change, until `signal` is aborted: for what is painted and not styled. */
export function onThemeChange(listener, signal) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
}

/** A colour of theme.css as it is now. */
export function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

function tell() {
  listeners.forEach((listener) => listener());
}
