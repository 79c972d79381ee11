/** Makes elements. Whatever is shown goes in as text, never as markup. */

/**
 * @param {string} name such as "p" or "button.quiet"
 * @param {object} [properties] `on...` are listeners, all else attributes; undefined, null and false ones are left out
 * @param {...(Node|string|number|undefined|null|Array)} children
 */
export function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...content(children));
  return element;
}

/** Puts `children` in the place of all that `element` has. */
export function fill(element, ...children) {
  element.replaceChildren(...content(children));
  return element;
}

/** Sets a text, and leaves it alone if it is the same: what is selected stays so, and nothing is announced twice. */
export function say(element, text) {
  if (element.textContent !== String(text)) {
    element.textContent = text;
  }
}

/** A list of terms with what they say; pairs without a value are left out. */
export function facts(pairs) {
  return el(
    "dl.facts",
    {},
    pairs
      .filter(([, value]) => value !== undefined && value !== null && value !== false && value !== "")
      .map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))),
  );
}

/** A word that is coloured by what it says. */
export function badge(word, tone = word) {
  return el("span.badge", { "data-tone": tone }, word);
}

/** A moment: the time of day, and all of it for who asks. */
export function moment(instant, text) {
  return el("time", { datetime: instant, title: instant }, text);
}

function content(children) {
  return children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false);
}
