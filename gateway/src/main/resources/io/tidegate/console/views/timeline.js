/** What happened to a session, in order. */

import { badge, el, moment } from "../dom.js";
import { clock, count, duration, millis } from "../format.js";
import { table } from "../table.js";

/** @return {{ element: Element, show: (entries: object[], acceptedAt: string) => void }} */
export function timeline() {
  const list = table({ caption: "What happened to it", columns: COLUMNS, id: (entry) => entry.id });
  return {
    element: list.element,
    show(entries, acceptedAt) {
      const began = Date.parse(acceptedAt);
      list.show(entries.map((entry, index) => ({ ...entry, id: String(index), after: Date.parse(entry.at) - began })));
    },
  };
}

const COLUMNS = [
  { name: "At", key: (entry) => entry.at, cell: (entry) => moment(entry.at, clock(entry.at)) },
  { name: "After", kind: "number", cell: (entry) => (entry.after < 10_000 ? millis(entry.after) : duration(entry.after)) },
  { name: "Event", head: true, key: tone, cell: (entry) => badge(entry.event, tone(entry)) },
  { name: "What", cell: words },
  { name: "Lasted", kind: "number", cell: (entry) => (entry.millis === undefined ? "" : millis(entry.millis)) },
];

const TONES = {
  ended: "bad",
  "left-out": "note",
  "read-paused": "warn",
  verdict: "warn",
  "budget-refused": "warn",
  "not-resumed": "bad",
  "not-moved": "warn",
  resumed: "ok",
  moved: "ok",
};

function tone(entry) {
  if (entry.event === "attempt") {
    return entry.detail === "connected" ? "ok" : "warn";
  }
  return TONES[entry.event] ?? "note";
}

function words(entry) {
  const parts = [
    entry.side,
    entry.filter,
    entry.detail,
    entry.endpoint && (entry.detail || entry.filter ? `at ${entry.endpoint}` : entry.endpoint),
    entry.count > 1 && `${count(entry.count)} times`,
  ];
  return parts.filter(Boolean).join(" ");
}
