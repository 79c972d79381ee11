/** What was changed of late, and by whom. */

import * as api from "../api.js";
import { badge, el, moment } from "../dom.js";
import { clock } from "../format.js";
import { poll } from "../poll.js";
import { empty, place } from "../states.js";
import { table } from "../table.js";
import { yaml } from "../yaml.js";

export async function changes(main, _, signal) {
  const room = place();
  const list = table({ caption: "Changes", columns: COLUMNS, id: (row) => row.id });
  main.append(
    el("h1", {}, "Changes"),
    el("p.hint", {}, "What operators did or were refused, and reloads that nobody asked this API for; kept in memory since the start."),
    room.element,
  );
  await poll(
    async () => {
      const { changes: all } = await api.changes(signal);
      list.show(all.map((change, index) => ({ ...change, id: `${change.time} ${all.length - index}` })));
      room.show(all.length === 0 ? empty("Nothing was changed since the start.") : el("section.panel", {}, list.element));
    },
    { pauseMillis: 5000, signal, onProblem: room.fail },
  );
}

const COLUMNS = [
  { name: "Time", head: true, key: (row) => row.time, cell: (row) => moment(row.time, clock(row.time)) },
  { name: "Who", cell: (row) => row.who ?? `reload by ${row.reload}` },
  { name: "From", cell: (row) => row.client ?? "" },
  { name: "Answer", key: (row) => String(row.status ?? row.result), cell: answer },
  { name: "What", line: true, key: (row) => row.id, cell: what },
];

function answer(row) {
  const word = String(row.status ?? row.result);
  return badge(word, word.startsWith("2") || word === "applied" ? "ok" : "bad");
}

function what(row) {
  if (row.reload) {
    return row.detail ?? "";
  }
  const request = el("code", {}, `${row.method} ${row.path}${row.query ? `?${row.query}` : ""}`);
  if (row.before === undefined && row.after === undefined) {
    return request;
  }
  return el("details.inline", {}, el("summary", {}, request), el("div.sides", {}, side("before", row.before), side("after", row.after)));
}

function side(name, state) {
  const text = state !== null && typeof state === "object" ? yaml(state) : String(state ?? "nothing");
  return el("div", {}, el("h3", {}, name), el("pre.scroll", { tabindex: 0, "aria-label": name }, text));
}
