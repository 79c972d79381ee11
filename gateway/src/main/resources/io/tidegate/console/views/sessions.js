/** Finds sessions by whatever is known of them. */

import * as api from "../api.js";
import { badge, el, fill } from "../dom.js";
import { bytes, count, counted, duration, micros } from "../format.js";
import { poll } from "../poll.js";
import { note, to } from "../router.js";
import { empty, place, trouble } from "../states.js";
import { table } from "../table.js";
import { finder, switcher } from "./session-filters.js";

const PAGE = 100;
const FILTERS = ["route", "upstream", "endpoint", "listener", "subject", "client", "phase"];

export async function sessions(main, here, signal) {
  const wish = { sort: "-age", ...Object.fromEntries(here.query) };
  const pages = [undefined]; // the cursor of each page so far
  const room = place();
  const found = el("p.about", { role: "status" });
  const list = table({
    caption: "Sessions",
    columns: COLUMNS,
    id: (row) => row.id,
    onSort: (sort) => change({ sort }),
  });
  const turning = el("div.pages");
  let asked = new AbortController();

  const refresh = async () => {
    asked = new AbortController();
    const { search, sort, ...filters } = wish;
    const query = { search, sort, ...filters, limit: PAGE, cursor: pages.at(-1) };
    const page = await api.sessions(query, AbortSignal.any([signal, asked.signal]));
    fill(found, `${counted(page.total, "session")}${pages.length > 1 ? `, page ${pages.length}` : ""}`);
    list.sorted(sort);
    list.show(page.sessions);
    room.show(page.total === 0 ? empty(isNarrowed(wish) ? "No session matches." : "Nobody is connected.") : list.element);
    fill(turning, pageButtons(page.cursor));
  };
  const again = () => {
    asked.abort();
    refresh().catch((problem) => problem.name !== "AbortError" && fill(found, trouble(problem)));
  };
  const change = (changed) => {
    Object.assign(wish, changed);
    pages.length = 1;
    note("sessions", undefined, wish);
    again();
  };
  const pageButtons = (cursor) => [
    pages.length > 1 && el("button", { type: "button", onclick: () => (pages.pop(), again()) }, "Page before"),
    cursor && el("button", { type: "button", onclick: () => (pages.push(cursor), again()) }, "Next page"),
  ];

  main.append(el("h1", {}, "Sessions"), switcher("open"), finder(FILTERS, wish, change), found, room.element, turning);
  await poll(refresh, { pauseMillis: 3000, signal, onProblem: (problem) => problem.name !== "AbortError" && room.fail(problem) });
}

function isNarrowed(wish) {
  return Boolean(wish.search) || FILTERS.some((name) => wish[name]);
}

const COLUMNS = [
  {
    name: "Session",
    sort: "id",
    head: true,
    key: (row) => row.id,
    cell: (row) => el("a.mono", { href: to("sessions", row.id) }, row.id),
  },
  { name: "Client", sort: "client", cell: (row) => row.principal ?? row.client ?? "unix" },
  { name: "Route", sort: "route", cell: (row) => row.route ?? "" },
  { name: "Endpoint", sort: "endpoint", cell: (row) => row.endpoint ?? "" },
  { name: "Phase", sort: "phase", key: (row) => row.phase, cell: (row) => badge(row.phase) },
  { name: "Age", sort: "age", kind: "number", cell: (row) => duration(row["age-millis"]) },
  { name: "Msgs in", sort: "client-messages", kind: "number", cell: (row) => count(row["from-client"].messages) },
  { name: "Msgs out", sort: "upstream-messages", kind: "number", cell: (row) => count(row["from-upstream"].messages) },
  { name: "In", sort: "client-bytes", kind: "number", cell: (row) => bytes(row["from-client"].bytes) },
  { name: "Out", sort: "upstream-bytes", kind: "number", cell: (row) => bytes(row["from-upstream"].bytes) },
  { name: "RTT", sort: "client-rtt", kind: "number", cell: (row) => micros(row["client-rtt-micros"]) },
];
