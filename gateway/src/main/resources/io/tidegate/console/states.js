/** What a view shows before it has anything, when there is nothing, and when something went wrong. */

import { el, fill } from "./dom.js";

export function loading() {
  return el("p.state", { role: "status" }, "Loading…");
}

export function empty(text) {
  return el("p.state", {}, text);
}

/** What went wrong, and what to do. */
export function trouble(problem) {
  const what = {
    0: "It is asked again by itself.",
    401: "Sign in above.",
    403: "Ask somebody who is an operator.",
    503: "It is asked again by itself. If this lasts, look at the event loops' delay in the overview.",
  };
  return el(
    "div.state.bad",
    { role: "alert" },
    el("p", {}, problem.message),
    problem.faults?.length > 0 && el("ul.faults", {}, problem.faults.map((fault) => el("li", {}, fault))),
    what[problem.status] && el("p.hint", {}, what[problem.status]),
  );
}

/** A place in a view that shows loading, trouble, or what was made of an answer; an answer that was shown stays in trouble. */
export function place() {
  const element = el("div.place", {}, loading());
  let shown = false;
  return {
    element,
    show(...children) {
      const wanted = children.flat(Infinity);
      const isSame = wanted.length === element.childNodes.length && wanted.every((child, index) => child === element.childNodes[index]);
      if (!isSame) {
        fill(element, wanted); // what is there already would lose its focus
      }
      shown = true;
    },
    isShown: () => shown,
    fail(problem) {
      if (!shown) {
        fill(element, trouble(problem));
      }
    },
  };
}
