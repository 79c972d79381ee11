/** Asks before something is done, and says what will happen. */

import { el, fill } from "./dom.js";
import { trouble } from "./states.js";

let last = 0;

/**
 * Opens a dialog that names what will happen. It stays open, and tells what went wrong, until the action succeeds or the reader leaves.
 *
 * @param {object} options
 * @param {string} options.title
 * @param {Array<Node|string>} options.what
 * @param {Array<{ name: string, label: string, hint?: string, value?: string, choices?: Array, type?: string }>} [options.fields]
 * @param {string} options.action on the button that does it
 * @param {boolean} [options.danger] whether it cannot be undone
 * @param {(values: object) => Promise} options.run
 */
export function confirm({ title, what, fields = [], action, danger, run }) {
  const id = `dialog-${++last}`;
  const inputs = fields.map((field) => inputOf(field, id));
  const problem = el("div");
  const doIt = el(danger ? "button.danger" : "button.primary", { type: "submit" }, action);
  const dialog = el(
    "dialog",
    { "aria-labelledby": `${id}-title` },
    el(
      "form",
      {
        onsubmit: async (event) => {
          event.preventDefault();
          doIt.disabled = true;
          fill(problem);
          try {
            await run(Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()])));
            dialog.close();
          } catch (failure) {
            fill(problem, trouble(failure));
          } finally {
            doIt.disabled = false;
          }
        },
      },
      el("h2", { id: `${id}-title` }, title),
      what.map((part) => (typeof part === "string" ? el("p", {}, part) : part)),
      inputs.map(({ line }) => line),
      problem,
      el("div.buttons", {}, el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), doIt),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function inputOf({ name, label, hint, value = "", choices, type = "text" }, dialog) {
  const id = `${dialog}-${name}`;
  const described = { id, "aria-describedby": hint && `${id}-hint` };
  const input = choices
    ? el("select", described, choices.map((choice) => el("option", { value: choice, selected: choice === value }, choice)))
    : el("input", { ...described, type, value, autocomplete: "off", spellcheck: "false" });
  const line = el("div.field", {}, el("label", { for: id }, label), input, hint && el("p.hint", { id: `${id}-hint` }, hint));
  return { name, input, line };
}
