/** Listens to one session for a while: what passes, as in the network panel of a browser. */

import { mayChange, NEEDS_OPERATOR } from "../access.js";
import * as api from "../api.js";
import { el, fill, say } from "../dom.js";
import { count } from "../format.js";
import { trouble } from "../states.js";
import { events } from "../sse.js";
import { tapLog } from "./tap-log.js";

const WHY = {
  time: "The time is over.",
  messages: "As many were seen as were asked for.",
  ended: "The session has ended.",
  left: "It was stopped.",
};

/** A panel for the session `id`; it listens no more when `signal` is aborted. */
export function tapPanel(id, signal) {
  const news = el("p.about", { role: "status" }, "Nothing is listened to. Secrets are blotted out; each tap is audited.");
  const problem = el("div");
  const log = tapLog();
  const start = el("button.primary", { type: "submit", disabled: !mayChange(), title: mayChange() ? undefined : NEEDS_OPERATOR }, "Start");
  const stop = el("button", { type: "button", disabled: true, onclick: () => listening.abort() }, "Stop");
  let listening = new AbortController();

  const listen = async (wish) => {
    listening = new AbortController();
    fill(problem);
    log.clear();
    start.disabled = true;
    stop.disabled = false;
    say(news, "Listening…");
    try {
      const answer = await api.tap(id, wish, AbortSignal.any([signal, listening.signal]));
      for await (const { event, data } of events(answer)) {
        told(event, data);
      }
    } catch (failure) {
      if (listening.signal.aborted) {
        say(news, `${WHY.left} ${count(log.size())} shown.`);
      } else if (!signal.aborted) {
        fill(problem, trouble(failure));
        say(news, "");
      }
    } finally {
      start.disabled = false;
      stop.disabled = true;
    }
  };
  const told = (event, data) => {
    if (event === "begin") {
      say(news, `Listening to ${data.reads}, at most ${count(data.messages)} in ${data.seconds} s.`);
    } else if (event === "message") {
      log.add(data);
    } else if (event === "lost") {
      say(news, `Listening; ${count(data.lost)} came too fast to be shown.`);
    } else if (event === "end") {
      say(news, ended(data));
    }
  };
  const wishes = FIELDS.map(fieldOf);
  const form = el(
    "form.tap-wish",
    {
      onsubmit: (event) => {
        event.preventDefault();
        listen(wishOf(wishes));
      },
    },
    wishes.map(({ line }) => line),
    el("div.actions", {}, start, stop, el("button", { type: "button", onclick: () => log.clear() }, "Clear")),
  );
  return el("section.panel", { "aria-label": "Tap" }, el("h2", {}, "Tap"), form, news, problem, log.element);
}

function ended({ why, seen, "left-out": leftOut, lost, cause, code }) {
  const words = [WHY[why] ?? why, `${count(seen)} seen.`];
  if (cause) {
    words.push(`Cause: ${cause}, code ${code}.`);
  }
  if (leftOut > 0) {
    words.push(`${count(leftOut)} were not drawn.`);
  }
  if (lost > 0) {
    words.push(`${count(lost)} came too fast.`);
  }
  return words.join(" ");
}

const FIELDS = [
  { name: "seconds", label: "Seconds", value: "30", number: true },
  { name: "messages", label: "At most", value: "200", number: true },
  { name: "bytes", label: "Bytes of each", value: "512", number: true },
  { name: "sample", label: "Sample", value: "100%" },
  { name: "from", label: "From", choices: ["both", "client", "upstream"] },
  { name: "redact", label: "Blot out too", value: "", list: true, hint: "JSON pointers or patterns, by spaces" },
];

function fieldOf(field) {
  const id = `tap-${field.name}`;
  const input = field.choices
    ? el("select", { id }, field.choices.map((choice) => el("option", {}, choice)))
    : el("input", { id, value: field.value, placeholder: field.hint, inputmode: field.number && "numeric", autocomplete: "off", spellcheck: "false" });
  return { field, input, line: el("div.field", {}, el("label", { for: id }, field.label), input) };
}

/** What is wrong with it, the gateway says. */
function wishOf(wishes) {
  const given = wishes.map(({ field, input }) => [field, input.value.trim()]).filter(([, text]) => text !== "");
  return Object.fromEntries(given.map(([field, text]) => [field.name, valueOf(field, text)]));
}

function valueOf(field, text) {
  if (field.list) {
    return text.split(/\s+/);
  }
  return field.number && /^\d+$/.test(text) ? Number(text) : text;
}
