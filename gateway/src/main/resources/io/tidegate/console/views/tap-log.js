/** The frames or messages that a tap has seen: a list, a word to search them by, and all of the one that is chosen. */

import { badge, el, fill, moment } from "../dom.js";
import { bytes, count } from "../format.js";

const KEPT = 1000;
const TIME = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});
const OMITTED = {
  secret: "blotted out: it is a credential",
  refused: "refused before its content was read",
  "not-whole": "not shown: a part of a text cannot be blotted out",
  syntax: "not shown: it is no JSON",
  "max-depth": "not shown: it is nested too deeply",
};

export function tapLog() {
  const body = el("tbody", { role: "rowgroup" });
  const detail = el("div.tap-detail", { "aria-live": "polite" });
  const search = el("input", { id: "tap-search", type: "search", placeholder: "Search what is shown", spellcheck: "false" });
  const list = el(
    "div.tap-list",
    { role: "region", "aria-label": "What passed", tabindex: 0 },
    el(
      "table",
      { role: "table" },
      el("caption.unseen", {}, "What passed"),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, HEADS.map((head) => el("th", { scope: "col", role: "columnheader" }, head)))),
      body,
    ),
  );
  const element = el("div", { hidden: true }, el("div.field", {}, el("label.unseen", { for: "tap-search" }, "Search"), search), el("div.tap", {}, list, detail));
  const isFound = (text) => text.includes(search.value.toLowerCase());
  search.addEventListener("input", () => [...body.children].forEach((line) => (line.hidden = !isFound(line.dataset.text))));
  return {
    element,
    size: () => body.childElementCount,
    clear() {
      fill(body);
      fill(detail);
      element.hidden = true;
    },
    add(message) {
      const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
      const line = lineOf(message, () => choose(line, message));
      line.hidden = !isFound(line.dataset.text);
      body.append(line);
      if (body.childElementCount > KEPT) {
        body.firstElementChild.remove();
      }
      element.hidden = false;
      if (atEnd) {
        list.scrollTop = list.scrollHeight;
      }
    },
  };

  function choose(line, message) {
    body.querySelector("[data-chosen]")?.removeAttribute("data-chosen");
    line.dataset.chosen = "";
    fill(detail, detailOf(message));
  }
}

const HEADS = ["", "Time", "Kind", "Size", "Content"];

function lineOf(message, onclick) {
  const { at, from, kind, part, bytes: size, compressed, verdicts = [] } = message;
  const content = contentOf(message);
  const cell = (name, ...children) => el(name, { role: "cell" }, ...children);
  return el(
    "tr",
    { role: "row", "data-from": from, "data-text": `${from} ${kind} ${content}`.toLowerCase() },
    cell("td.way", el("span", { title: `from ${from}`, "aria-hidden": "true" }, from === "client" ? "↑" : "↓"), el("span.unseen", {}, `from ${from}`)),
    cell("td.mono", moment(at, TIME.format(new Date(at)))),
    cell("td", [part && `${part} of `, kind, compressed && ", compressed"].filter(Boolean).join("")),
    cell("td.number", bytes(size)),
    cell(
      "td.content",
      verdicts.map(({ filter, verdict }) => badge(`${filter}: ${verdict}`, "warn")),
      el("button.text", { type: "button", onclick }, content || "(empty)"),
    ),
  );
}

function contentOf({ kind, text, hex, code, reason, omitted }) {
  if (omitted) {
    return OMITTED[omitted] ?? omitted;
  }
  if (kind === "close") {
    return `${code}${reason ? ` ${reason}` : ""}`;
  }
  return text ?? (hex ?? "").replace(/(..)/g, "$1 ").trim();
}

/** All that is known of it; JSON laid out, bytes in lines of sixteen. */
function detailOf(message) {
  const { from, kind, bytes: size, cut, verdicts = [] } = message;
  return [
    el("p.about", {}, [`from ${from}`, kind, `${count(size)} bytes`, cut && "the beginning of it"].filter(Boolean).map((part) => el("span", {}, part))),
    verdicts.map(({ filter, verdict }) => el("p", {}, badge(`${filter}: ${verdict}`, "warn"))),
    message.hex === undefined
      ? el("pre.scroll.words", { tabindex: 0, "aria-label": "Content" }, laidOut(contentOf(message)))
      : el("pre.scroll", { tabindex: 0, "aria-label": "Content" }, dump(message.hex)),
  ];
}

function laidOut(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function dump(hex) {
  const lines = hex.match(/.{1,32}/g) ?? [];
  return lines.map((line, index) => `${(index * 16).toString(16).padStart(4, "0")}  ${spaced(line)}  ${readable(line)}`).join("\n");
}

function spaced(line) {
  return line.match(/../g).join(" ").padEnd(47);
}

function readable(line) {
  return line
    .match(/../g)
    .map((pair) => Number.parseInt(pair, 16))
    .map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "."))
    .join("");
}
