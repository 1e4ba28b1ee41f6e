import { Api } from "./api/client.ts";
import type { App } from "./app.ts";
import type { Greeting, HostContext, HostService } from "./link/host.ts";
import { connect } from "./link/link.ts";
import { type Localize, localizer } from "./localize/localize.ts";
import { Store } from "./store.ts";
import type { VaultState } from "./vault/service.ts";
import { startVault } from "./vault/start.ts";
import { Shell } from "./views/shell/shell.ts";

/** The app in its frame: waits for the page around it to hand over two ports, and starts. Only the first greeting counts. */
addEventListener("message", function greeted(event: MessageEvent<Greeting>) {
  const [app, vault] = event.ports;
  if (event.source !== parent || event.data?.kind !== "secure-video-host" || !app || !vault) return;
  removeEventListener("message", greeted);
  void start(app, vault);
});

async function start(appPort: MessagePort, vaultPort: MessagePort): Promise<void> {
  const host = connect<HostService>(appPort);
  const { vault } = startVault("home_assistant", vaultPort);
  const context = await followed(host.stream("context"));
  const vaultState = await followed<VaultState>(vault.stream("state"));
  const shell = new Shell();
  shell.app = { host, api: new Api(host), vault, context, vaultState, t: inLanguageOf(context) } satisfies App;
  document.body.append(shell);
  // Without them the device's own are good enough.
  const fonts = await host.call("fonts").catch(() => []);
  for (const { family, weight, bytes } of fonts) document.fonts.add(new FontFace(family, bytes, { weight }));
}

/** A store of the newest value, once there is one. */
async function followed<T>(values: AsyncIterable<T>): Promise<Store<T>> {
  const iterator = values[Symbol.asyncIterator]();
  const store = new Store((await iterator.next()).value as T);
  void (async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) store.value = next.value;
  })();
  return store;
}

function inLanguageOf(context: Store<HostContext>): Localize {
  let language = context.value.language;
  let localize = localizer(language);
  return (key, values) => {
    if (context.value.language !== language) {
      language = context.value.language;
      localize = localizer(language);
    }
    return localize(key, values);
  };
}
