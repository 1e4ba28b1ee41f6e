import { connect, type Link } from "../link/link.ts";
import type { VaultService } from "./service.ts";
import type { Origin, Start } from "./worker.ts";
import VaultWorker from "./worker.ts?worker&inline";

/** A vault in a worker of its own, which lives as long as the page. */
export interface StartedVault {
  readonly vault: Link<VaultService>;
  /** End the worker; its memory, and all keys in it, go with it. */
  end(): void;
}

/** Start the vault. `bytes` leads to Home Assistant's page (HostService), or to whoever has the files (FileBytes). */
export function startVault(origin: Origin, bytes: MessagePort): StartedVault {
  const worker = new VaultWorker();
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ origin, app: port2, bytes } satisfies Start, [port2, bytes]);
  return { vault: connect<VaultService>(port1), end: () => worker.terminate() };
}
