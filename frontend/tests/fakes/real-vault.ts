import { connect, serve } from "../../src/link/link.ts";
import type { VaultService } from "../../src/vault/service.ts";
import { HostSource } from "../../src/vault/source.ts";
import { vaultOver } from "../../src/vault/vault.ts";
import type { FakeApp } from "./app.ts";

/** The app with the vault as it is, in the page instead of a worker: nothing is stored, keys are made anew each time. */
export function withRealVault(app: FakeApp): FakeApp {
  let stored: unknown = null;
  Object.assign(app.answers, {
    "identity/get": () => ({ file: stored }),
    "identity/store": ({ file }: { readonly file: unknown }) => {
      stored = file;
      return null;
    },
    "identity/delete": () => {
      stored = null;
      return null;
    },
  });
  const { port1, port2 } = new MessageChannel();
  serve(port1, vaultOver(new HostSource(app.host), app.host));
  const vault = connect<VaultService>(port2);
  void (async () => {
    for await (const state of vault.stream("state")) app.vaultState.value = state;
  })();
  return Object.assign(app, { vault });
}
