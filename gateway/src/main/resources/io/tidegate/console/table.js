/** Tables that are shown anew every few seconds: what stays the same stays the same element, so focus and selection stay too. */

import { el, fill } from "./dom.js";

/**
 * @typedef {object} Column
 * @property {string} name what stands above it
 * @property {(row: object) => Node|string|number} cell
 * @property {(row: object) => string} [key] what a cell depends on, if it is no text: it is made anew when this changes
 * @property {string} [sort] by which the rows can be asked for
 * @property {"number"} [kind]
 * @property {boolean} [head] whether it names the row
 * @property {boolean} [wide] whether narrow screens do without it
 * @property {boolean} [line] whether it has a line of its own there, without its name
 */

/**
 * @param {{ caption: string, columns: Column[], id: (row: object) => string, onSort?: (sort: string) => void }} options
 * @return {{ element: Element, show: (rows: object[]) => void, sorted: (sort: string) => void }} `sorted` tells what the rows are
 *     ordered by, with a minus before it for the largest first
 */
export function table({ caption, columns, id, onSort }) {
  const heads = columns.map((column) => headOf(column, onSort));
  const body = el("tbody", { role: "rowgroup" });
  const element = el(
    "div.scroll",
    { role: "region", "aria-label": caption, tabindex: 0 },
    el(
      "table",
      { role: "table" }, // said as well as meant: narrow screens lay it out as cards
      el("caption.unseen", {}, caption),
      el("thead", { role: "rowgroup", class: onSort && "sortable" }, el("tr", { role: "row" }, heads)),
      body,
    ),
  );
  const known = new Map();
  return {
    element,
    show(rows) {
      const ids = new Set(rows.map(id));
      for (const [key, line] of known) {
        if (!ids.has(key)) {
          line.element.remove();
          known.delete(key);
        }
      }
      rows.forEach((row, index) => {
        const line = known.get(id(row)) ?? lineOf(columns);
        known.set(id(row), line);
        line.show(row);
        if (body.children[index] !== line.element) {
          body.insertBefore(line.element, body.children[index] ?? null);
        }
      });
    },
    sorted(sort) {
      const name = sort?.replace(/^-/, "");
      columns.forEach((column, index) => {
        const direction = sort?.startsWith("-") ? "descending" : "ascending";
        heads[index].toggleAttribute("aria-sort", false);
        if (column.sort && column.sort === name) {
          heads[index].setAttribute("aria-sort", direction);
        }
      });
    },
  };
}

function headOf(column, onSort) {
  const head = el("th", { scope: "col", role: "columnheader", class: classOf(column) });
  return fill(
    head,
    column.sort && onSort
      ? el("button.sort", { type: "button", onclick: () => onSort(nextSort(column, head)) }, column.name)
      : column.name,
  );
}

/** Numbers are most asked for from the largest on, names from the first on; the second click turns it around. */
function nextSort(column, head) {
  const now = head.getAttribute("aria-sort");
  const descending = now === null ? column.kind === "number" : now === "ascending";
  return (descending ? "-" : "") + column.sort;
}

function lineOf(columns) {
  const cells = columns.map(cellOf);
  const keys = new Array(columns.length);
  return {
    element: el("tr", { role: "row" }, cells),
    show(row) {
      columns.forEach((column, index) => {
        const content = column.key ? undefined : column.cell(row);
        const key = column.key ? column.key(row) : String(content);
        if (keys[index] !== key) {
          keys[index] = key;
          fill(cells[index], content ?? column.cell(row));
        }
      });
    },
  };
}

function cellOf(column) {
  return column.head
    ? el("th", { scope: "row", role: "rowheader", class: classOf(column) })
    : el("td", { role: "cell", class: classOf(column), "data-name": column.name });
}

function classOf(column) {
  return [column.kind, column.wide && "wide", column.line && "line"].filter(Boolean).join(" ") || undefined;
}
