/** The offline viewer: one page that opens sealed clips from files, without Home Assistant and without a network. */

import { applyContext } from "./components/tokens.ts";
import type { HostContext } from "./link/host.ts";
import { serve } from "./link/link.ts";
import { localizer } from "./localize/localize.ts";
import { Store } from "./store.ts";
import type { VaultState } from "./vault/service.ts";
import { startVault } from "./vault/start.ts";
import { ClipFiles } from "./viewer/files.ts";
import { VIEWER_TEXTS, type ViewerKey } from "./viewer/texts.ts";
import { Viewer } from "./viewer/viewer.ts";

const darkness = matchMedia("(prefers-color-scheme: dark)");

function contextHere(): HostContext {
  return {
    language: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    hour12: undefined,
    isDark: darkness.matches,
    theme: {},
    isNarrow: false,
    isRightToLeft: false,
    user: { id: "", name: "", isAdmin: false },
    isSecure: true,
    route: "",
  };
}

const files = new ClipFiles();
const { port1, port2 } = new MessageChannel();
serve(port1, files.service);
const { vault } = startVault("files", port2);
const context = new Store(contextHere());
const vaultState = new Store<VaultState>({ isOpen: false, recipients: [], stored: null, passkey: "impossible" });

applyContext(context.value);
darkness.addEventListener("change", () => {
  context.value = contextHere();
  applyContext(context.value);
});

const viewer = new Viewer();
viewer.files = files;
viewer.app = { context, vault, vaultState, t: localizer<ViewerKey>(context.value.language, VIEWER_TEXTS) };
document.title = viewer.app.t("viewer.title");
document.body.append(viewer);
void (async () => {
  for await (const state of vault.stream("state")) vaultState.value = state;
})();
