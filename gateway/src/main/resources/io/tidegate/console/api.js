/** The operations of the admin API that the console uses, each with its path as in the description of the API. */

import { ask } from "./ask.js";

export const whoAmI = (signal) => ask("GET", "/api/v1/whoami", { signal });
export const version = (signal) => ask("GET", "/api/v1/version", { signal });
export const live = (since, signal) => ask("GET", "/api/v1/live", { query: { since }, signal });

export const upstreams = (signal) => ask("GET", "/api/v1/upstreams", { signal });
export const evacuations = (signal) => ask("GET", "/api/v1/evacuations", { signal });
export const operate = (endpoint, wish) =>
  ask("PATCH", "/api/v1/upstreams/{upstream}/endpoints/{endpoint}", { path: endpoint, body: wish });
export const evacuate = (endpoint, wish) =>
  ask("POST", "/api/v1/upstreams/{upstream}/endpoints/{endpoint}/evacuate", { path: endpoint, body: wish });
export const pauseEvacuation = (endpoint, state) =>
  ask("PATCH", "/api/v1/upstreams/{upstream}/endpoints/{endpoint}/evacuate", { path: endpoint, body: { state } });
export const cancelEvacuation = (endpoint) =>
  ask("DELETE", "/api/v1/upstreams/{upstream}/endpoints/{endpoint}/evacuate", { path: endpoint });

export const routes = (signal) => ask("GET", "/api/v1/routes", { signal });

export const sessions = (query, signal) => ask("GET", "/api/v1/sessions", { query, signal });
export const endings = (query, signal) => ask("GET", "/api/v1/endings", { query, signal });
export const session = (id, signal) => ask("GET", "/api/v1/sessions/{id}", { path: { id }, signal });
export const endSession = (id, query) => ask("DELETE", "/api/v1/sessions/{id}", { path: { id }, query });
export const moveSession = (id, query) => ask("POST", "/api/v1/sessions/{id}/move", { path: { id }, query });
export const tap = (id, wish, signal) =>
  ask("POST", "/api/v1/sessions/{id}/tap", { path: { id }, body: wish, signal, stream: true });

export const config = (signal) => ask("GET", "/api/v1/config", { signal });
export const reload = (dryRun) => ask("POST", "/api/v1/reload", { query: { "dry-run": String(dryRun) } });
export const difference = (signal) => ask("GET", "/api/v1/config/difference", { signal });
export const changes = (signal) => ask("GET", "/api/v1/changes", { signal });
