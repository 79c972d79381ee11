/** Numbers and times for people. */

const WHOLE = new Intl.NumberFormat("en");
const TIME = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });
const SIZES = ["B", "KiB", "MiB", "GiB", "TiB"];
const NOTHING = "–";

export function count(number) {
  return number === undefined || number === null ? NOTHING : WHOLE.format(number);
}

/** With as many digits as matter: 0.25, 3.1, 42, 1.2 k. */
export function rate(number) {
  if (number === undefined || number === null) {
    return NOTHING;
  }
  if (number >= 1000) {
    const [scaled, unit] = number >= 1e6 ? [number / 1e6, "M"] : [number / 1e3, "k"];
    return `${digits(scaled)} ${unit}`;
  }
  return digits(number);
}

export function bytes(number) {
  if (number === undefined || number === null) {
    return NOTHING;
  }
  let scaled = number;
  let unit = 0;
  while (scaled >= 1024 && unit < SIZES.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${unit === 0 ? Math.round(scaled) : digits(scaled)} ${SIZES[unit]}`;
}

export function millis(number) {
  if (number === undefined || number === null) {
    return NOTHING;
  }
  return number >= 10_000 ? duration(number) : number >= 1000 ? `${digits(number / 1000)} s` : `${digits(number)} ms`;
}

export function micros(number) {
  return number === undefined || number === null ? NOTHING : millis(number / 1000);
}

/** Of whole seconds: 12s, 3m 20s, 2h 5m, 4d 7h. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds}s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return two(minutes, "m", seconds % 60, "s");
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? two(hours, "h", minutes % 60, "m") : two(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** The time of day here, with the day if it was another one. */
export function clock(instant) {
  const at = new Date(instant);
  const today = at.toDateString() === new Date().toDateString();
  return today ? TIME.format(at) : `${DAY.format(at)} ${TIME.format(at)}`;
}

/** How long ago, such as "3m 20s ago". */
export function ago(instant) {
  return `${duration(Date.now() - Date.parse(instant))} ago`;
}

/** "1 session", "2 sessions". */
export function counted(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function digits(number) {
  const size = Math.abs(number);
  const places = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2;
  return String(Number(number.toFixed(places)));
}

function two(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}
