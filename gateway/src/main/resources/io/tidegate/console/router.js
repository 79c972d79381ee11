/** Which view the address shows: what stands behind its "#". */

/**
 * Where the reader is.
 *
 * @return {{ name: string, id?: string, query: URLSearchParams }}
 */
export function place() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/");
  return {
    name: name || "overview",
    id: rest.length > 0 ? decodeURIComponent(rest.join("/")) : undefined,
    query: new URLSearchParams(query),
  };
}

/** The address of a view. */
export function to(name, id, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given).toString();
  return `#/${name}${id === undefined ? "" : `/${encodeURIComponent(id)}`}${search ? `?${search}` : ""}`;
}

/** Notes the reader's choices within a view in the address, without a step in the history. */
export function note(name, id, query) {
  history.replaceState(null, "", to(name, id, query));
}

/**
 * Shows views as the address changes: each is called with `main`, where it is, and a signal that is aborted when it is left.
 *
 * @param {Object<string, { title: string, show: Function }>} views by name
 */
export function route(main, views, onShown) {
  let leaving = new AbortController();
  const go = (isFirst) => {
    leaving.abort();
    leaving = new AbortController();
    const here = place();
    const view = views[here.name] ?? views.overview;
    document.title = `${here.id ?? view.title} · Tidegate`;
    main.replaceChildren();
    view.show(main, here, leaving.signal);
    onShown(here.name);
    if (!isFirst) {
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", () => go(false));
  go(true);
  return () => go(true);
}
