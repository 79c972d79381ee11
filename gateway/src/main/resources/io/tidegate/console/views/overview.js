/** How it goes: what is wrong, in words, and the last ten minutes as charts. */

import * as api from "../api.js";
import { badge, el, fill, say } from "../dom.js";
import { bytes, count, millis, rate } from "../format.js";
import { poll } from "../poll.js";
import { to } from "../router.js";
import { place } from "../states.js";
import { endingsChart } from "./endings-chart.js";

const KEPT = 300;

export async function overview(main, _, signal) {
  const health = el("section.health", { "aria-label": "Health", "aria-live": "polite" });
  const room = place();
  const about = el("p.hint");
  main.append(el("h1", {}, "Overview"), health, room.element, about);
  api.version(signal).then(({ version, java }) => say(about, `Tidegate ${version}, Java ${java}`), () => {});
  const { chart } = await import("../charts.js");
  if (signal.aborted) {
    return;
  }
  const charts = CHARTS.map((options) => chart(options, signal));
  charts.splice(4, 0, endingsChart(chart, signal));
  let samples = [];
  let told;
  await poll(
    async () => {
      const now = await api.live(samples.at(-1)?.at, signal);
      samples = [...samples, ...now.samples].slice(-KEPT);
      const words = JSON.stringify(now.findings);
      if (words !== told) {
        told = words;
        fill(health, findings(now.findings));
      }
      if (!room.isShown()) {
        room.show(el("div.charts", {}, charts.map((one) => one.element)));
      }
      charts.forEach((one) => one.show(samples));
    },
    { pauseMillis: 2000, signal, onProblem: room.fail },
  );
}

function findings(found) {
  if (found.length === 0) {
    return el("p.well", {}, badge("ok"), "All is well.");
  }
  return el(
    "ul.findings",
    {},
    found.map((finding) => {
      const text = finding.upstream ? el("a", { href: to("upstreams", finding.upstream) }, finding.text) : finding.text;
      return el("li", {}, badge(finding.severity), text);
    }),
  );
}

const CLIENT = "--series-1";
const UPSTREAM = "--series-2";
const POWERS_OF_TWO = Array.from({ length: 44 }, (_, power) => 2 ** power);

const CHARTS = [
  {
    title: "Sessions",
    format: count,
    lines: [{ name: "open", colour: CLIENT, of: (sample) => sample.sessions }],
    least: 10,
  },
  {
    title: "Messages per second",
    format: rate,
    lines: [
      { name: "from clients", colour: CLIENT, of: (sample) => sample["from-client"].messages },
      { name: "from upstreams", colour: UPSTREAM, of: (sample) => sample["from-upstream"].messages },
    ],
    least: 5,
  },
  {
    title: "Bytes per second",
    format: bytes,
    steps: POWERS_OF_TWO,
    lines: [
      { name: "from clients", colour: CLIENT, of: (sample) => sample["from-client"].bytes },
      { name: "from upstreams", colour: UPSTREAM, of: (sample) => sample["from-upstream"].bytes },
    ],
    least: 1024,
  },
  {
    title: "Handshakes per second",
    format: rate,
    lines: [
      { name: "opened", colour: "--series-1", of: (sample) => sample.handshakes.opened ?? 0 },
      { name: "refused", colour: "--series-2", of: (sample) => sample.handshakes.refused ?? 0 },
      { name: "failed", colour: "--series-3", of: (sample) => sample.handshakes.failed ?? 0 },
      { name: "left", colour: "--series-4", of: (sample) => sample.handshakes.left ?? 0 },
    ],
  },
  {
    title: "Handshake time",
    format: millis,
    lines: [
      { name: "median", colour: CLIENT, of: (sample) => sample["handshake-millis"]?.p50 },
      { name: "99 %", colour: UPSTREAM, of: (sample) => sample["handshake-millis"]?.p99 },
    ],
    least: 10,
  },
  {
    title: "Round trip, median",
    format: millis,
    lines: [
      { name: "to clients", colour: CLIENT, of: (sample) => sample["client-rtt-millis"]?.p50 },
      { name: "to upstreams", colour: UPSTREAM, of: (sample) => sample["upstream-rtt-millis"]?.p50 },
    ],
    least: 10,
  },
  {
    title: "Event-loop delay",
    format: millis,
    lines: [
      { name: "most", colour: CLIENT, of: (sample) => sample["loop-delay-millis"] },
      { name: "stopped for garbage", colour: UPSTREAM, of: (sample) => sample.process["gc-millis"] },
    ],
    least: 10,
  },
  {
    title: "Memory",
    format: bytes,
    steps: POWERS_OF_TWO,
    lines: [
      { name: "heap", colour: CLIENT, of: (sample) => sample.process["heap-bytes"] },
      { name: "buffers", colour: UPSTREAM, of: (sample) => sample.process["direct-bytes"] },
    ],
    least: 64 * 1024 * 1024,
  },
];
