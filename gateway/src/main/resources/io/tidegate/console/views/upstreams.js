/** Upstreams with their endpoints: how they are, and what an operator may want of them. */

import * as api from "../api.js";
import { badge, el, fill } from "../dom.js";
import { ago, count, micros } from "../format.js";
import { poll } from "../poll.js";
import { to } from "../router.js";
import { empty, place } from "../states.js";
import { table } from "../table.js";
import { actions, evacuationLine } from "./endpoint-actions.js";

export async function upstreams(main, here, signal) {
  const room = place();
  main.append(el("h1", {}, "Upstreams"), room.element);
  const shown = new Map();
  let isFirst = true;
  const refresh = async () => {
    const [{ upstreams: all }, { evacuations }] = await Promise.all([api.upstreams(signal), api.evacuations(signal)]);
    const names = all.map((upstream) => upstream.name);
    if (isFirst || [...shown.keys()].join() !== names.join()) {
      shown.clear();
      all.forEach((upstream) => shown.set(upstream.name, section(upstream.name, refresh)));
      room.show(all.length === 0 ? empty("The configuration has no upstreams.") : [...shown.values()].map((one) => one.element));
    }
    all.forEach((upstream) => shown.get(upstream.name).show(upstream, evacuations));
    if (isFirst && here.id) {
      shown.get(here.id)?.element.scrollIntoView();
    }
    isFirst = false;
  };
  await poll(refresh, { pauseMillis: 2000, signal, onProblem: room.fail });
}

function section(name, refresh) {
  const state = el("p.about");
  const moves = el("div");
  const endpoints = table({ caption: `Endpoints of ${name}`, columns: columns(refresh), id: (row) => row.endpoint.id });
  const element = el("section.panel", { "aria-label": `Upstream ${name}` }, el("h2", {}, name), state, endpoints.element, moves);
  return {
    element,
    show(upstream, evacuations) {
      fill(state, about(upstream));
      endpoints.show(upstream.endpoints.map((endpoint) => ({ upstream, endpoint })));
      const mine = evacuations.filter((one) => one.upstream === name);
      const key = JSON.stringify(mine);
      if (moves.dataset.key !== key) {
        moves.dataset.key = key;
        fill(moves, mine.map((one) => evacuationLine(one, refresh)));
      }
    },
  };
}

function about(upstream) {
  const parts = [
    el("a", { href: to("sessions", undefined, { upstream: upstream.name }) }, `${count(upstream.sessions)} of ${count(upstream["max-sessions"])} sessions`),
    upstream.balance,
    upstream.connecting > 0 && `${count(upstream.connecting)} connecting`,
    upstream.waiting > 0 && `${count(upstream.waiting)} waiting`,
    upstream.panic && badge("panic", "bad"),
    upstream.circuit !== "closed" && badge(`circuit ${upstream.circuit}`, "bad"),
  ];
  return parts.filter(Boolean).map((part) => el("span", {}, part));
}

function columns(refresh) {
  return [
    { name: "Endpoint", head: true, cell: ({ endpoint }) => endpoint.id },
    {
      name: "State",
      key: ({ endpoint }) => [endpoint.state, endpoint.offered, endpoint.starting, endpoint.backup, endpoint.reason].join(),
      cell: ({ endpoint }) =>
        el(
          "span.states",
          {},
          badge(endpoint.state),
          endpoint.state === "up" && !endpoint.offered && badge("not offered", "note"),
          endpoint.starting && badge("starting", "note"),
          endpoint.backup && badge("backup", "note"),
          endpoint.reason && el("span.hint", {}, endpoint.reason),
        ),
    },
    { name: "Since", cell: ({ endpoint }) => ago(endpoint.since) },
    {
      name: "Sessions",
      kind: "number",
      key: ({ endpoint }) => String(endpoint.sessions),
      cell: ({ upstream, endpoint }) =>
        el("a", { href: to("sessions", undefined, { upstream: upstream.name, endpoint: endpoint.id }) }, count(endpoint.sessions)),
    },
    { name: "Weight", kind: "number", cell: ({ endpoint }) => count(endpoint.weight) },
    { name: "RTT", kind: "number", cell: ({ endpoint }) => micros(endpoint["rtt-micros"]) },
    { name: "Warm", kind: "number", wide: true, cell: ({ endpoint }) => count(endpoint["warm-connections"]) },
    { name: "Ejections", kind: "number", wide: true, cell: ({ endpoint }) => count(endpoint.ejections) },
    {
      name: "Actions",
      line: true,
      key: ({ endpoint }) => `${endpoint.mode} ${endpoint.weight}`,
      cell: ({ upstream, endpoint }) => actions(upstream, endpoint, refresh),
    },
  ];
}
