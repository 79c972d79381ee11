/** Endings by cause: which causes there are is known only when they occur. */

import { el, fill } from "../dom.js";
import { rate } from "../format.js";

const MOST_CAUSES = 6;

/** A chart like the others, that is made anew when other causes become the most frequent ones. */
export function endingsChart(chart, signal) {
  const element = el("div.changing");
  let shown;
  let current;
  let leaving;
  return {
    element,
    show(samples) {
      const causes = mostFrequent(samples);
      if (causes.join() !== shown) {
        shown = causes.join();
        leaving?.abort();
        leaving = new AbortController();
        current = chart(optionsOf(causes), AbortSignal.any([signal, leaving.signal]));
        fill(element, current.element);
      }
      current.show(samples);
    },
  };
}

function mostFrequent(samples) {
  const sums = new Map();
  for (const { endings } of samples) {
    for (const [cause, perSecond] of Object.entries(endings)) {
      sums.set(cause, (sums.get(cause) ?? 0) + perSecond);
    }
  }
  return [...sums.keys()]
    .sort((a, b) => sums.get(b) - sums.get(a))
    .slice(0, MOST_CAUSES)
    .sort();
}

function optionsOf(causes) {
  const lines = causes.map((cause, index) => ({
    name: cause,
    colour: `--series-${index + 1}`,
    of: (sample) => sample.endings[cause] ?? 0,
  }));
  const none = { name: "none", colour: "--series-1", of: () => 0 };
  return { title: "Endings per second, by cause", format: rate, lines: lines.length > 0 ? lines : [none] };
}
