/** One session: what is known of it, and what an operator may do with it. */

import { mayChange, NEEDS_OPERATOR } from "../access.js";
import * as api from "../api.js";
import { confirm } from "../dialog.js";
import { badge, el, facts, fill, moment } from "../dom.js";
import { bytes, clock, count, duration, micros, millis } from "../format.js";
import { notice } from "../notices.js";
import { poll } from "../poll.js";
import { to } from "../router.js";
import { empty, place } from "../states.js";
import { table } from "../table.js";
import { toneOf } from "./endings.js";
import { tapPanel } from "./tap.js";
import { timeline } from "./timeline.js";

export async function session(main, here, signal) {
  const room = place();
  const page = parts(here.id, signal);
  main.append(
    el("p.crumb", {}, el("a", { href: to("sessions") }, "Sessions")),
    el("h1", {}, "Session ", el("span.mono", {}, here.id)),
    page.doings,
    room.element,
  );
  let over = false;
  await poll(
    async () => {
      if (over) {
        return;
      }
      try {
        const now = await api.session(here.id, signal);
        over = now.ending !== undefined;
        page.show(now);
        room.show(page.sections);
      } catch (problem) {
        over = problem.status === 404;
        if (!over) {
          throw problem;
        }
        page.forget();
        room.show(empty("There is no session of this id, or it ended too long ago to be remembered. The access log has its end."));
      }
    },
    { pauseMillis: 2000, signal, onProblem: room.fail },
  );
}

function parts(id, signal) {
  const legs = table({ caption: "What each side sent", columns: LEGS, id: (leg) => leg.side });
  const story = timeline();
  const known = el("div");
  const ending = el("section.panel.ending", { "aria-label": "Ending", hidden: true });
  const doings = el("div.actions");
  const tap = tapPanel(id, signal);
  const panel = (title, content) => el("section.panel", { "aria-label": title }, el("h2", {}, title), content);
  return {
    doings,
    sections: [ending, panel("Facts", known), panel("Traffic", legs.element), panel("Timeline", story.element), tap],
    show(now) {
      if (now.ending) {
        fill(doings);
        fill(tap);
        ending.hidden = false;
        fill(ending, el("h2", {}, "Ending"), facts(aboutEnding(now.ending)));
      } else if (doings.childElementCount === 0) {
        fill(doings, actions(id));
      }
      fill(known, facts(about(now)));
      legs.show([
        { side: "client", ...now["from-client"], rtt: now["client-rtt-micros"], worst: now["client-rtt-worst-micros"] },
        { side: "upstream", ...now["from-upstream"], rtt: now["upstream-rtt-micros"], worst: now["upstream-rtt-worst-micros"] },
      ]);
      story.show(now.timeline ?? [], now["accepted-at"]);
    },
    forget() {
      fill(doings);
    },
  };
}

function aboutEnding(ending) {
  return [
    ["cause", badge(ending.cause, toneOf(ending))],
    ["ended by", ending["ended-by"]],
    ["phase", ending.phase],
    ["code", String(ending.code)],
    ["reason", ending.reason],
    ["at", moment(ending.at, clock(ending.at))],
  ];
}

function about(now) {
  return [
    ["phase", badge(now.phase)],
    ["route", now.route],
    ["upstream", now.upstream && el("a", { href: to("upstreams", now.upstream) }, now.upstream)],
    ["endpoint", now.endpoint],
    ["client", now.client && `${now.client} port ${now["client-port"]}`],
    ["principal", now.principal],
    ["listener", now.listener],
    ["path", now.path],
    ["subprotocol", now.subprotocol],
    ["request id", now["request-id"]],
    ["trace", now.trace],
    ["accepted", moment(now["accepted-at"], clock(now["accepted-at"]))],
    ["age", duration(now["age-millis"])],
    ["handshake", now["handshake-millis"] !== undefined && millis(now["handshake-millis"])],
    ["attempts", count(now.attempts)],
    ["resumes", count(now.resumes)],
    ["leg", now.leg],
  ];
}

const LEGS = [
  { name: "From", head: true, cell: (leg) => leg.side },
  { name: "Messages", kind: "number", cell: (leg) => count(leg.messages) },
  { name: "Frames", kind: "number", cell: (leg) => count(leg.frames) },
  { name: "Control", kind: "number", cell: (leg) => count(leg["control-frames"]) },
  { name: "Bytes", kind: "number", cell: (leg) => bytes(leg.bytes) },
  { name: "RTT", kind: "number", cell: (leg) => micros(leg.rtt) },
  { name: "Worst", kind: "number", cell: (leg) => micros(leg.worst) },
  { name: "Pauses", kind: "number", cell: (leg) => count(leg.pauses) },
  { name: "Waits", kind: "number", cell: (leg) => count(leg.waits) },
  { name: "Dropped", kind: "number", cell: (leg) => count(leg.oldest + leg.conflated + leg.undelivered) },
  { name: "Lost replies", kind: "number", cell: (leg) => count(leg["lost-replies"]) },
];

function actions(id) {
  const can = { type: "button", disabled: !mayChange(), title: mayChange() ? undefined : NEEDS_OPERATOR };
  return [
    el("button", { ...can, onclick: () => move(id) }, "Move"),
    el("button.danger", { ...can, onclick: () => close(id) }, "Close"),
  ];
}

function move(id) {
  confirm({
    title: `Move session ${id}?`,
    what: ["As soon as it is quiet it goes on at another endpoint. Its client stays connected and notices nothing. Its route must have resume."],
    fields: [{ name: "deadline", label: "Deadline", value: "5s", hint: "how long quiet is waited for, 100ms to 1m" }],
    action: "Move it",
    run: async (query) => {
      const { endpoint } = await api.moveSession(id, query);
      notice(`Session ${id} was moved${endpoint ? ` to ${endpoint}` : ""}.`);
    },
  });
}

function close(id) {
  confirm({
    title: `Close session ${id}?`,
    what: ["Its client gets a Close and is disconnected. With 1012 most clients come back by themselves; with 1008 they do not."],
    fields: [
      { name: "code", label: "Close code", value: "1012", hint: "1000 to 4999" },
      { name: "reason", label: "Reason", value: "ended by an operator", hint: "the client sees it; at most 123 bytes" },
    ],
    action: "Close it",
    danger: true,
    run: async (query) => {
      await api.endSession(id, query);
      notice(`Session ${id} is being closed.`);
    },
  });
}
