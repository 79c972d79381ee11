/** What open and ended sessions are narrowed down by. */

import { el } from "../dom.js";
import { to } from "../router.js";

const PHASES = ["", "handshake", "admit", "connect", "relay", "parked", "close"];

/** Between those that are open and those that have ended. */
export function switcher(now) {
  const link = (name, href) => el("a", { href, "aria-current": name === now && "true" }, name);
  return el("nav.switch", { "aria-label": "Which sessions" }, link("open", to("sessions")), link("ended", to("sessions", undefined, { ended: "true" })));
}

/** A search, and fields for `names`, all of which stand in `wish`; `change` is told what the reader sets. */
export function finder(names, wish, change) {
  const search = el("input", { type: "search", id: "search", value: wish.search ?? "", placeholder: "id, client, path, principal, endpoint …", spellcheck: "false" });
  search.addEventListener("input", debounced(() => change({ search: search.value.trim() })));
  return el(
    "form.finder",
    { role: "search", onsubmit: (event) => event.preventDefault() },
    el("div.field", {}, el("label", { for: "search" }, "Search"), search),
    filterFields(names, wish, change),
  );
}

function debounced(action) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, 250);
  };
}

function filterFields(names, wish, change) {
  return el(
    "details.more",
    { open: names.some((name) => wish[name]) },
    el("summary", {}, "By one field"),
    el("div.fields", {}, names.map((name) => filterField(name, wish, change))),
  );
}

function filterField(name, wish, change) {
  const id = `filter-${name}`;
  const input =
    name === "phase"
      ? el("select", { id }, PHASES.map((phase) => el("option", { value: phase, selected: phase === (wish.phase ?? "") }, phase || "any")))
      : el("input", { id, value: wish[name] ?? "", spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => change({ [name]: input.value.trim() }));
  return el("div.field", {}, el("label", { for: id }, name), input);
}
