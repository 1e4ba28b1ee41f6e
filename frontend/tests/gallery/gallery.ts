import { html, render } from "lit";
import { type FakeApp, fakeApp } from "../fakes/app.ts";
import { withDoing } from "../fakes/doing.ts";
import { household } from "../fakes/household.ts";
import { withRealVault } from "../fakes/real-vault.ts";
import "../../src/views/shell/shell.ts";

/**
 * All views with made-up data, to look at: `npx vite` and then /tests/gallery/?route=/ledger&dark&narrow&rtl&language=de.
 * `clips` is how many there are, `locked` and `http` what they say, `empty` a home where nothing is set up, `member` an
 * account that is no administrator's, `alarm` a list of people that was changed, `real` real keys.
 */
const wanted = new URLSearchParams(location.search);
const home = household(Date.now(), Number(wanted.get("clips") ?? 260));
if (wanted.has("empty")) {
  Object.assign(home.overview, { is_ready: false, cameras: [] });
  home.clips.length = 0;
}
if (wanted.has("alarm")) Object.assign(home.overview, { people_changed: true });

const app = withDoing(
  fakeApp(
    {
      isDark: wanted.has("dark"),
      isNarrow: wanted.has("narrow"),
      isRightToLeft: wanted.has("rtl"),
      language: wanted.get("language") ?? "en",
      isSecure: !wanted.has("http"),
      route: wanted.get("route") ?? "",
      ...(wanted.has("member") && { user: { id: "0a1b2c3d4e5f60718293a4b5c6d7e8f9", name: "Ben", isAdmin: false } }),
    },
    { isOpen: !wanted.has("locked"), home },
  ),
  { hasAlarm: wanted.has("alarm") },
);
const shown: FakeApp = wanted.has("real") ? withRealVault(app) : app;

render(html`<secure-video-shell .app=${shown}></secure-video-shell>`, document.body);
