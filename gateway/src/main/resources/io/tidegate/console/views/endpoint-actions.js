/** What an operator may do with an endpoint. */

import { mayChange, NEEDS_OPERATOR } from "../access.js";
import * as api from "../api.js";
import { confirm } from "../dialog.js";
import { badge, el } from "../dom.js";
import { clock, count, counted } from "../format.js";
import { attempt, notice } from "../notices.js";

const MODES = {
  ready: {
    label: "Ready",
    action: "Make it ready",
    what: "It takes new sessions again, as far as its health allows it.",
  },
  draining: {
    label: "Drain",
    action: "Drain it",
    what: "It takes no new sessions, but those of clients whose cookie brings them back.",
  },
  maintenance: {
    label: "Maintenance",
    action: "Begin maintenance",
    what: "It takes no new sessions at all.",
  },
};

/** Buttons for all but the mode that it is in. */
export function actions(upstream, endpoint, onDone) {
  const where = { upstream: upstream.name, endpoint: endpoint.id };
  const modes = Object.entries(MODES)
    .filter(([mode]) => mode !== endpoint.mode)
    .map(([mode, { label }]) => button(label, where, () => setMode(mode, where, onDone)));
  return el(
    "div.actions",
    {},
    modes,
    button("Weight", where, () => setWeight(where, endpoint.weight, onDone)),
    button("Evacuate", where, () => evacuate(where, onDone)),
  );
}

function button(label, { endpoint }, onclick) {
  return el(
    "button.small",
    { type: "button", onclick, disabled: !mayChange(), title: mayChange() ? undefined : NEEDS_OPERATOR, "aria-label": `${label}: ${endpoint}` },
    label,
  );
}

function setMode(mode, where, onDone) {
  const { what, action } = MODES[mode];
  confirm({
    title: `${action.replace("it", where.endpoint)}?`.replace(/^Begin maintenance/, `Begin maintenance of ${where.endpoint}`),
    what: [what, "Sessions that are open stay. It holds until the next start of the gateway."],
    action,
    run: async () => {
      await api.operate(where, { mode });
      notice(`${where.endpoint} is ${mode} now.`);
      await onDone();
    },
  });
}

function setWeight(where, weight, onDone) {
  confirm({
    title: `Weight of ${where.endpoint}`,
    what: ["How many new sessions it gets beside the other endpoints. Sessions that are open stay where they are."],
    fields: [{ name: "weight", label: "Weight", value: String(weight), hint: "0 to 1,000; empty for the configured one" }],
    action: "Set the weight",
    run: async ({ weight: text }) => {
      const { weight: set } = await api.operate(where, { weight: text === "" ? null : Number(text) });
      notice(`${where.endpoint} has the weight ${set} now.`);
      await onDone();
    },
  });
}

function evacuate(where, onDone) {
  confirm({
    title: `Evacuate ${where.endpoint}?`,
    what: ["It takes no more sessions, and all that it has leave it, one after the other:"],
    fields: [
      {
        name: "mode",
        label: "How",
        choices: ["migrate", "migrate-or-polite", "polite"],
        value: "migrate-or-polite",
        hint: "migrate: moved to other endpoints, clients notice nothing; polite: closed, clients come back by themselves",
      },
      { name: "rate", label: "Rate", value: "50/s" },
      { name: "deadline", label: "Deadline", value: "5m", hint: "until when it goes on" },
    ],
    action: "Evacuate it",
    danger: true,
    run: async (wish) => {
      const begun = await api.evacuate(where, wish);
      notice(`${counted(begun.left, "session")} will leave ${where.endpoint}.`);
      await onDone();
    },
  });
}

/** How an evacuation stands, with buttons while it goes on. */
export function evacuationLine(evacuation, onDone) {
  const { state, total, moved, closed, failed, left } = evacuation;
  const done = moved + closed;
  const goesOn = state === "running" || state === "paused";
  const words = [
    `${count(moved)} moved`,
    `${count(closed)} closed`,
    failed > 0 && `${count(failed)} failed`,
    `${count(left)} left`,
    goesOn ? `until ${clock(evacuation.deadline)}` : `ended ${clock(evacuation["ended-at"])}`,
  ];
  return el(
    "div.evacuation",
    {},
    el("p", {}, "Evacuation of ", el("strong", {}, evacuation.endpoint), " ", badge(state, goesOn ? "note" : state)),
    el("progress", { max: Math.max(1, total), value: done, "aria-label": `Evacuation of ${evacuation.endpoint}` }),
    el("p.hint", {}, words.filter(Boolean).join(" · ")),
    goesOn && mayChange() && controls(evacuation, onDone),
  );
}

function controls(evacuation, onDone) {
  const next = evacuation.state === "running" ? "paused" : "running";
  const does = (action) => (event) =>
    attempt(event.currentTarget, async () => {
      await action();
      await onDone();
    });
  return el(
    "div.actions",
    {},
    el("button.small", { type: "button", onclick: does(() => api.pauseEvacuation(evacuation, next)) }, next === "paused" ? "Pause" : "Go on"),
    el("button.small", { type: "button", onclick: does(() => api.cancelEvacuation(evacuation)) }, "Call off"),
  );
}
