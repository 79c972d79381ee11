/** The configuration that runs, and another one in its place. */

import { mayChange, NEEDS_OPERATOR } from "../access.js";
import * as api from "../api.js";
import { confirm } from "../dialog.js";
import { el, facts, moment } from "../dom.js";
import { clock } from "../format.js";
import { attempt, notice } from "../notices.js";
import { place, trouble } from "../states.js";
import { yaml } from "../yaml.js";
import { changes, difference } from "./difference.js";

export async function configuration(main, _, signal) {
  const room = place();
  main.append(el("h1", {}, "Configuration"), room.element);
  const refresh = async () => {
    try {
      const [{ loaded, ...running }, compared] = await Promise.all([api.config(signal), api.difference(signal)]);
      room.show(origin(loaded), fileSection(compared, loaded, refresh), text(running));
    } catch (problem) {
      if (!signal.aborted) {
        room.show(trouble(problem), el("button", { type: "button", onclick: refresh }, "Ask again"));
      }
    }
  };
  await refresh();
}

function origin(loaded) {
  const restart = loaded["needs-restart"];
  return el(
    "section.panel",
    {},
    el("h2", {}, "Where it came from"),
    facts([
      ["from", loaded.from],
      ["file", loaded.file && el("span.mono", {}, loaded.file)],
      ["since", moment(loaded.at, clock(loaded.at))],
      ["SHA-256", loaded.sha256 && el("span.mono", {}, `${loaded.sha256}…`)],
      ["takes a restart", restart.length > 0 && restart.join(", ")],
    ]),
  );
}

function fileSection(compared, loaded, refresh) {
  const can = { type: "button", disabled: !mayChange(), title: mayChange() ? undefined : NEEDS_OPERATOR };
  const reload = el(
    "button",
    { ...can, class: compared.differs && "primary", onclick: (event) => attempt(event.currentTarget, () => reloadFile(refresh)) },
    "Reload the file…",
  );
  return el(
    "section.panel",
    {},
    el("h2", {}, "Difference to the file"),
    difference(compared),
    el(
      "div.actions",
      {},
      loaded.from !== "program" && reload,
      el("button", { type: "button", onclick: (event) => attempt(event.currentTarget, refresh) }, "Compare again"),
    ),
  );
}

/** Says what would change first: faults are told at once, and nothing is done. */
async function reloadFile(refresh) {
  const would = await api.reload(true);
  confirm({
    title: "Reload the file?",
    what: [changes(would)],
    action: "Reload it",
    run: async () => {
      const did = await api.reload(false);
      notice(did.changes.length === 0 ? "Reloaded: nothing changed." : `Reloaded: ${did.changes.length} changed.`);
      await refresh();
    },
  });
}

function text(running) {
  const sections = Object.entries(running).map(([key, value]) =>
    el("details", { open: key === "listeners" || key === "upstreams" || key === "routes" }, el("summary", {}, key), block(key, value)),
  );
  return el("section.panel", {}, el("h2", {}, "What runs"), el("p.hint", {}, "With every default, as it would stand in the file. Secrets are ***."), sections);
}

function block(key, value) {
  return el("pre.scroll", { tabindex: 0, "aria-label": key }, yaml({ [key]: value }));
}
