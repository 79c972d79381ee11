/**
 * Who looks at this page. The token is kept for this tab only, and sent as a header: there is no cookie that another site's page could
 * make a browser send.
 */

const KEY = "tidegate.token";
let caller;

/** As the gateway knows the caller: name and role; undefined while it does not. */
export function me() {
  return caller;
}

export function meIs(known) {
  caller = known;
}

/** Whether the caller may do more than look. */
export function mayChange() {
  return caller?.role === "operator";
}

export const NEEDS_OPERATOR = "You are a viewer here. This needs the role operator.";

export function authorization() {
  const token = sessionStorage.getItem(KEY);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken() {
  sessionStorage.removeItem(KEY);
}

export function hasToken() {
  return sessionStorage.getItem(KEY) !== null;
}
