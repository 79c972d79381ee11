/** What a reload changes, or would. */

import { badge, el } from "../dom.js";
import { counted } from "../format.js";

/** @param {{ changes: object[], "needs-restart": string[] }} report */
export function changes(report) {
  const restart = report["needs-restart"];
  return el(
    "div.changes",
    {},
    report.changes.length === 0
      ? el("p", {}, "Nothing: what runs is what the file says.")
      : el("ul", {}, report.changes.map(line)),
    restart.length > 0 && el("p.hint", {}, `Takes a restart: ${restart.join(", ")}.`),
  );
}

function line({ kind, name, change, keys, sessions }) {
  return el(
    "li",
    {},
    badge(change),
    ` ${kind} `,
    el("strong", {}, name),
    keys.length > 0 && `: ${keys.join(", ")}`,
    sessions > 0 && el("span.hint", {}, ` · ${counted(sessions, "open session")}`),
  );
}

/** What the file has now and what runs has not. */
export function difference({ faults, reason, ...report }) {
  if (faults) {
    return el(
      "div.state.bad",
      {},
      el("p", {}, "A reload would be refused. What runs stays."),
      el("ul.faults", {}, faults.map((fault) => el("li", {}, fault))),
    );
  }
  return reason ? el("p", {}, reason) : changes({ changes: [], "needs-restart": [], ...report });
}
