/** Requests to the gateway, and what goes wrong with them. */

import { authorization } from "./access.js";

const LIMIT_MILLIS = 30_000;
const state = new EventTarget();

/** What the gateway refused, as it says itself, or that it did not answer: then `status` is 0. */
export class Problem extends Error {
  constructor(status, detail, faults = []) {
    super(detail);
    this.status = status;
    this.faults = faults;
  }
}

/**
 * @param {string} path with names in braces, as in the description of the API
 * @param {{ path?: object, query?: object, body?: object, signal?: AbortSignal, stream?: boolean }} [options]
 * @return what the answer has as JSON, or the response itself if it is to be read as a stream
 * @throws {Problem}
 */
export async function ask(method, path, options = {}) {
  const response = await reach(method, address(path, options), options);
  if (!response.ok) {
    throw await problemOf(response);
  }
  return options.stream ? response : response.json();
}

/** Calls `listener` with "found", "lost" or "stranger" when a request was answered, was not, or was one of nobody known. */
export function onLink(listener) {
  for (const type of ["found", "lost", "stranger"]) {
    state.addEventListener(type, () => listener(type));
  }
}

async function reach(method, url, { body, signal, stream }) {
  const limit = stream ? [] : [AbortSignal.timeout(LIMIT_MILLIS)];
  try {
    const response = await fetch(url, {
      method,
      cache: "no-store",
      headers: { ...authorization(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.any([...(signal ? [signal] : []), ...limit]),
    });
    state.dispatchEvent(new Event(response.status === 401 ? "stranger" : "found"));
    return response;
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }
    state.dispatchEvent(new Event("lost"));
    throw new Problem(0, "The gateway does not answer. Does it run, and is its admin address reached from here?");
  }
}

async function problemOf(response) {
  try {
    const { detail, faults } = await response.json();
    return new Problem(response.status, detail, faults);
  } catch {
    return new Problem(response.status, `The gateway answered ${response.status} without a reason.`);
  }
}

/** Relative to the page, so that it also works below a path of a proxy. */
function address(template, { path = {}, query = {} }) {
  const filled = template.replace(/\{(\w+)\}/g, (_, name) => segment(path[name]));
  const url = new URL(filled.slice(1), document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") {
      url.searchParams.set(name, value);
    }
  }
  return url;
}

/** Ids of endpoints may have slashes, which stay as they are. */
function segment(text) {
  return encodeURIComponent(text).replaceAll("%2F", "/");
}
