/** Short news about what was done, said aloud by screen readers. */

import { el } from "./dom.js";

const SHOWN_MILLIS = 8000;

/** @param {"ok"|"bad"} tone */
export function notice(text, tone = "ok") {
  const line = el("p.notice", { "data-tone": tone }, text);
  document.getElementById("notices").append(line);
  setTimeout(() => line.remove(), SHOWN_MILLIS);
}

/** Does what a button is for; while it lasts the button cannot be used, and what goes wrong is told. */
export async function attempt(button, action) {
  button.disabled = true;
  try {
    await action();
  } catch (problem) {
    notice(problem.message, "bad");
  } finally {
    button.disabled = false;
  }
}
