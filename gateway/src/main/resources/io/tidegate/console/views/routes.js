/** Routes in the order in which they are tried, with their filters and what each did. */

import * as api from "../api.js";
import { el, facts, fill } from "../dom.js";
import { count, counted } from "../format.js";
import { poll } from "../poll.js";
import { to } from "../router.js";
import { empty, place } from "../states.js";
import { table } from "../table.js";
import { compact, flow } from "../yaml.js";

export async function routes(main, _, signal) {
  const room = place();
  const shown = new Map();
  main.append(
    el("h1", {}, "Routes"),
    el("p.hint", {}, "In the order in which they are tried. Filters are asked from the first to the last; what they let pass is not counted, all else is, since the start."),
    room.element,
  );
  await poll(
    async () => {
      const { routes: all } = await api.routes(signal);
      const key = JSON.stringify(all.map(({ sessions, verdicts, legs, ...fixed }) => fixed));
      if (shown.key !== key) {
        shown.key = key;
        shown.clear();
        all.forEach((route) => shown.set(route.name, section(route)));
        room.show(all.length === 0 ? empty("The configuration has no routes.") : [...shown.values()].map((one) => one.element));
      }
      all.forEach((route) => shown.get(route.name).show(route));
    },
    { pauseMillis: 3000, signal, onProblem: room.fail },
  );
}

function section(route) {
  const open = el("p.about");
  const filters = table({ caption: `Filters of ${route.name}`, columns: COLUMNS, id: (row) => row.filter });
  const element = el(
    "section.panel",
    { "aria-label": `Route ${route.name}` },
    el("h2", {}, route.name),
    open,
    facts([
      ["match", code(route.match)],
      ["upstream", destination(route)],
      ["legs", Object.keys(route.legs).length > 0 && legs(route.legs)],
    ]),
    route.verdicts.length > 0 ? filters.element : el("p.hint", {}, "It has no filters."),
  );
  return {
    element,
    show(now) {
      const link = el("a", { href: to("sessions", undefined, { route: now.name }) }, counted(now.sessions, "session"));
      if (open.textContent !== link.textContent) {
        fill(open, link);
      }
      filters.show(now.verdicts.map((verdicts, index) => ({ ...verdicts, index, settings: settingsOf(now, verdicts.filter) })));
    },
  };
}

function destination(route) {
  return route.upstream ? el("a", { href: to("upstreams", route.upstream) }, route.upstream) : route.split && code(route.split);
}

function code(value) {
  return el("code", {}, flow(compact(value)));
}

function legs(all) {
  return Object.entries(all).map(([name, leg]) =>
    el("div", {}, `${name} to `, el("a", { href: to("upstreams", leg.upstream) }, leg.upstream)),
  );
}

/** Of all its filters of that name. */
function settingsOf(route, name) {
  return (route.filters ?? []).filter((filter) => filter[name] !== undefined).map((filter) => filter[name]);
}

const COLUMNS = [
  { name: "#", kind: "number", wide: true, cell: ({ index }) => index + 1 },
  { name: "Filter", head: true, cell: ({ filter }) => filter },
  { name: "From clients", cell: ({ client }) => doings(client) },
  { name: "From upstreams", cell: ({ upstream }) => doings(upstream) },
  {
    name: "Settings",
    wide: true,
    key: ({ settings }) => JSON.stringify(settings),
    cell: ({ settings }) => settings.map((one) => el("div", {}, code(one))),
  },
];

function doings(counts) {
  const verdicts = Object.entries(counts);
  return verdicts.length === 0 ? "–" : verdicts.map(([verdict, times]) => `${verdict} ${count(times)}`).join(", ");
}
