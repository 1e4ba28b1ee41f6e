import { html, render } from "lit";
import { fakeApp } from "../fakes/app.ts";
import { household } from "../fakes/household.ts";
import "../../src/views/shell/shell.ts";

/**
 * All views with made-up data, to look at: `npx vite` and then /tests/gallery/?route=/ledger&dark&narrow&rtl&language=de.
 * `clips` is how many there are, `locked` and `http` what they say, `empty` a home where nothing is set up.
 */
const wanted = new URLSearchParams(location.search);
const home = household(Date.now(), Number(wanted.get("clips") ?? 260));
if (wanted.has("empty")) {
  Object.assign(home.overview, { is_ready: false, cameras: [] });
  home.clips.length = 0;
}
if (wanted.has("alarm")) Object.assign(home.overview, { people_changed: true });

const app = fakeApp(
  {
    isDark: wanted.has("dark"),
    isNarrow: wanted.has("narrow"),
    isRightToLeft: wanted.has("rtl"),
    language: wanted.get("language") ?? "en",
    isSecure: !wanted.has("http"),
    route: wanted.get("route") ?? "",
  },
  { isOpen: !wanted.has("locked"), home },
);

render(html`<secure-video-shell .app=${app}></secure-video-shell>`, document.body);
