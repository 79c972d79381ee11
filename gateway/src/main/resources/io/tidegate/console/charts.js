/** Lines over the last ten minutes. The figures stand beside them as text; under the pointer, those of that time. */

import uPlot from "./vendor/uplot/uPlot.esm.js";
import { el, say } from "./dom.js";
import { colour, onThemeChange } from "./theme.js";

const SHOWN_SECONDS = 600;
const HEIGHT = 118;
const FONT = "11px system-ui, sans-serif";
const TIME = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/**
 * @param {object} options
 * @param {string} options.title
 * @param {(value: number) => string} options.format
 * @param {Array<{ name: string, colour: string, of: (sample: object) => number|undefined }>} options.lines
 * @param {number[]} [options.steps] that its marks may be apart, in order
 * @param {number} [options.least] that the scale reaches up to at least
 * @param {AbortSignal} signal that ends it
 * @return {{ element: Element, show: (samples: object[]) => void }}
 */
export function chart({ title, format, lines, least = 1, steps }, signal) {
  const values = lines.map(() => el("dd", {}, "–"));
  const box = el("div.plot", { "aria-hidden": "true" });
  const element = el(
    "figure.chart",
    {},
    el(
      "figcaption",
      {},
      el("h2", {}, title),
      el(
        "dl.legend",
        {},
        lines.map((line, index) =>
          el("div", {}, el("dt", { "data-colour": line.colour }, line.name), values[index]),
        ),
      ),
    ),
    box,
  );
  let samples = [];
  const tell = (plot) => {
    const sample = samples[plot.cursor.idx ?? samples.length - 1];
    lines.forEach((line, index) => say(values[index], sample ? format(line.of(sample)) : "–"));
  };
  const plot = new uPlot(optionsOf({ format, lines, least, steps, tell }), [[]], box);
  const sizes = new ResizeObserver(([entry]) => plot.setSize({ width: entry.contentRect.width, height: HEIGHT }));
  sizes.observe(box);
  onThemeChange(() => plot.redraw(false), signal);
  signal.addEventListener("abort", () => {
    sizes.disconnect();
    plot.destroy();
  });
  return {
    element,
    show(all) {
      samples = all;
      const times = all.map((sample) => Date.parse(sample.at) / 1000);
      plot.setData([times, ...lines.map((line) => all.map((sample) => line.of(sample) ?? null))]);
      tell(plot);
    },
  };
}

function optionsOf({ format, lines, least, steps, tell }) {
  const grid = { stroke: () => colour("--line"), width: 1 };
  const axis = { stroke: () => colour("--muted"), font: FONT, grid, ticks: { show: false } };
  return {
    width: 300,
    height: HEIGHT,
    padding: [6, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: "live" }, points: { size: 5 } },
    scales: {
      x: { range: (_, from, to) => [(to ?? Date.now() / 1000) - SHOWN_SECONDS, to ?? Date.now() / 1000] },
      y: { range: (_, from, to) => [0, Math.max(least, (to ?? 0) * 1.1)] },
    },
    axes: [
      { ...axis, size: 22, space: 70, values: (_, times) => times.map((time) => TIME.format(time * 1000)) },
      { ...axis, size: 58, space: 34, incrs: steps, values: (_, splits) => splits.map((value) => format(value)) },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.name,
        stroke: () => colour(line.colour),
        fill: lines.length === 1 ? () => colour("--series-fill") : undefined,
        width: 1.5,
        spanGaps: true,
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [tell] },
  };
}
