/** Asks for a token, where the gateway has callers and this is none of them. */

import { forgetToken, keepToken } from "./access.js";
import * as api from "./api.js";
import { el, fill } from "./dom.js";
import { trouble } from "./states.js";

/** Shows the form in `main`, and `why` it is there; `onEntered` is called when the gateway knew the token. */
export function signIn(main, onEntered, why) {
  const problem = el("div");
  const token = el("input", { type: "password", id: "token", name: "token", autocomplete: "current-password", required: true });
  const button = el("button.primary", { type: "submit" }, "Sign in");
  const form = el(
    "form.panel.sign-in",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        keepToken(token.value.trim());
        try {
          await api.whoAmI();
          onEntered();
        } catch (failure) {
          forgetToken();
          fill(problem, trouble(failure.status === 401 ? new Error("The gateway does not know this token.") : failure));
          token.select();
        } finally {
          button.disabled = false;
        }
      },
    },
    el("h1", {}, "Sign in"),
    el("p", {}, "This gateway wants to know who asks. Give a token of admin.token or admin.tokens in its configuration."),
    why.includes("certificate") && el("p.hint", {}, why),
    el("div.field", {}, el("label", { for: "token" }, "Token"), token),
    el("p.hint", {}, "It is kept for this tab only, until it is closed."),
    problem,
    el("div.buttons", {}, button),
  );
  fill(main, form);
  token.focus();
}
