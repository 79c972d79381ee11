/** Lays out what the API tells of a configuration as it would stand in the file. */

const PLAIN = /^(?:[A-Za-z_][\w./-]*|\d+(?:ms|s|m|h|d|B|KiB|MiB|GiB|%)?(?:\/[smh])|\d+(?:ms|s|m|h|d|B|KiB|MiB|GiB|%))$/;
const WORDS = new Set(["true", "false", "null", "yes", "no", "on", "off"]);
const WIDTH = 100;

/** A mapping, each key a line or a block. */
export function yaml(tree, indent = "") {
  return Object.entries(tree)
    .map(([key, value]) => entry(key, value, indent))
    .join("");
}

/** Without lists and mappings that have nothing in them. */
export function compact(value) {
  if (Array.isArray(value)) {
    return value.map(compact);
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).map(([key, member]) => [key, compact(member)]);
    return Object.fromEntries(members.filter(([, member]) => member === null || typeof member !== "object" || Object.keys(member).length > 0));
  }
  return value;
}

/** A value in one line. */
export function flow(value) {
  if (Array.isArray(value)) {
    return value.length === 0 ? "[ ]" : `[ ${value.map(flow).join(", ")} ]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).map(([key, member]) => `${text(key)}: ${flow(member)}`);
    return members.length === 0 ? "{ }" : `{ ${members.join(", ")} }`;
  }
  return typeof value === "string" ? text(value) : String(value);
}

function entry(key, value, indent) {
  const line = `${indent}${text(key)}: ${flow(value)}\n`;
  if (value === null || typeof value !== "object" || (line.length <= WIDTH && indent !== "" && isFlat(value))) {
    return line;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? line : `${indent}${text(key)}:\n${value.map((item) => listed(item, indent)).join("")}`;
  }
  return Object.keys(value).length === 0 ? line : `${indent}${text(key)}:\n${yaml(value, `${indent}  `)}`;
}

function listed(item, indent) {
  const line = `${indent}  - ${flow(item)}\n`;
  if (line.length <= WIDTH || item === null || typeof item !== "object" || Array.isArray(item)) {
    return line;
  }
  const block = yaml(item, `${indent}    `);
  return `${indent}  - ${block.trimStart()}`;
}

function isFlat(value) {
  return Object.values(value).every((member) => member === null || typeof member !== "object");
}

function text(string) {
  return PLAIN.test(string) && !WORDS.has(string.toLowerCase()) ? string : JSON.stringify(string);
}
