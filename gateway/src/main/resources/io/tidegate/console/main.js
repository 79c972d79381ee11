/** Puts the page together: who looks at it, the views, and whether the gateway answers. */

import { forgetToken, hasToken, me, meIs } from "./access.js";
import * as api from "./api.js";
import { onLink } from "./ask.js";
import { el, fill, say } from "./dom.js";
import { place, route, to } from "./router.js";
import { signIn } from "./sign-in.js";
import { offerThemes } from "./theme.js";
import { changes } from "./views/changes.js";
import { configuration } from "./views/configuration.js";
import { endings } from "./views/endings.js";
import { overview } from "./views/overview.js";
import { routes } from "./views/routes.js";
import { session } from "./views/session.js";
import { sessions } from "./views/sessions.js";
import { upstreams } from "./views/upstreams.js";

const VIEWS = {
  overview: { title: "Overview", show: overview },
  upstreams: { title: "Upstreams", show: upstreams },
  routes: { title: "Routes", show: routes },
  sessions: { title: "Sessions", show: sessionView },
  configuration: { title: "Configuration", show: configuration },
  changes: { title: "Changes", show: changes },
};

function sessionView(main, here, signal) {
  const view = here.id ? session : here.query.has("ended") ? endings : sessions;
  return view(main, here, signal);
}

const LINK = { found: "live", lost: "no answer", stranger: "signed out" };

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const linkState = document.getElementById("link-state");

offerThemes(document.getElementById("theme"));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the part behind "#" is the view
  main.focus();
});
onLink((state) => {
  linkState.dataset.state = state;
  say(linkState, LINK[state]);
});
enter();

async function enter() {
  try {
    meIs(await api.whoAmI());
    show();
  } catch (problem) {
    if (problem.status === 401) {
      forgetToken();
      signIn(main, enter, problem.message);
    } else {
      fill(main, el("div.state.bad", { role: "alert" }, el("p", {}, problem.message)));
      setTimeout(enter, 3000);
    }
  }
}

function show() {
  const { name, role } = me();
  const leave = hasToken() && el("button.quiet", { type: "button", onclick: signOut }, "Sign out");
  fill(document.getElementById("me"), el("span", { title: `role: ${role}` }, `${name}, ${role}`), leave);
  const links = Object.entries(VIEWS).map(([id, view]) => el("a", { href: to(id), id: `to-${id}` }, view.title));
  fill(nav, links);
  route(main, VIEWS, () => {
    const here = VIEWS[place().name] ? place().name : "overview";
    links.forEach((link) => link.toggleAttribute("aria-current", false));
    document.getElementById(`to-${here}`).setAttribute("aria-current", "page");
  });
}

function signOut() {
  forgetToken();
  location.reload();
}
