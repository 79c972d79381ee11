/** Sessions that ended of late, and handshakes that came to none: who left, and why. */

import * as api from "../api.js";
import { badge, el, fill, moment } from "../dom.js";
import { bytes, clock, counted, duration } from "../format.js";
import { poll } from "../poll.js";
import { note, to } from "../router.js";
import { empty, place, trouble } from "../states.js";
import { table } from "../table.js";
import { finder, switcher } from "./session-filters.js";

const MOST = 200;
const NAMES = ["cause", "route", "upstream", "endpoint", "listener", "subject", "client", "phase"];

export async function endings(main, here, signal) {
  const wish = Object.fromEntries(here.query);
  const room = place();
  const found = el("p.about", { role: "status" });
  const list = table({ caption: "Ended sessions", columns: COLUMNS, id: (row) => `${row.id} ${row["accepted-at"]}` });
  const refresh = async () => {
    const { ended: _, ...filters } = wish;
    const { endings: all, total } = await api.endings({ ...filters, limit: MOST }, signal);
    const words = `${counted(total, "ending")}${total > all.length ? `, the latest ${all.length} shown` : ""}`;
    fill(found, words);
    list.show(all);
    room.show(all.length === 0 ? empty(isNarrowed(wish) ? "Nobody who has left matches, as far as is remembered." : "Nobody has left, as far as is remembered.") : list.element);
  };
  const change = (changed) => {
    Object.assign(wish, changed);
    note("sessions", undefined, wish);
    refresh().catch((problem) => !signal.aborted && fill(found, trouble(problem)));
  };
  main.append(
    el("h1", {}, "Sessions"),
    switcher("ended"),
    finder(NAMES, wish, change),
    found,
    room.element,
  );
  await poll(refresh, { pauseMillis: 3000, signal, onProblem: room.fail });
}

function isNarrowed(wish) {
  return ["search", ...NAMES].some((name) => wish[name]);
}

const COLUMNS = [
  { name: "Ended", key: (row) => row.ending.at, cell: (row) => moment(row.ending.at, clock(row.ending.at)) },
  { name: "Session", head: true, key: (row) => row.id, cell: (row) => el("a.mono", { href: to("sessions", row.id) }, row.id) },
  { name: "Cause", key: (row) => row.ending.cause, cell: (row) => badge(row.ending.cause, toneOf(row.ending)) },
  { name: "By", cell: (row) => row.ending["ended-by"] },
  { name: "Phase", cell: (row) => row.ending.phase },
  { name: "Code", kind: "number", cell: (row) => row.ending.code || "–" },
  { name: "Client", cell: (row) => row.principal ?? row.client ?? "unix" },
  { name: "Route", cell: (row) => row.route ?? "" },
  { name: "Lasted", kind: "number", cell: (row) => duration(row["age-millis"]) },
  { name: "In", kind: "number", wide: true, cell: (row) => bytes(row["from-client"].bytes) },
  { name: "Out", kind: "number", wide: true, cell: (row) => bytes(row["from-upstream"].bytes) },
];

/** Peers that say goodbye are no trouble. */
export function toneOf({ cause }) {
  const usual = ["client-closed", "endpoint-closed", "drained", "killed", "max-age", "moved-polite"];
  return usual.includes(cause) ? "note" : "warn";
}
