/** The vault's place: keys and decryption are in this worker and nowhere else. */

import type { HostService } from "../link/host.ts";
import { connect, serve } from "../link/link.ts";
import { type FileBytes, HostSource, LinkedSource } from "./source.ts";
import { vaultOver } from "./vault.ts";

/** Where the sealed bytes come from: Home Assistant, by way of its page, or files that somebody opened. */
export type Origin = "home_assistant" | "files";

export interface Start {
  readonly origin: Origin;
  readonly app: MessagePort;
  readonly bytes: MessagePort;
}

addEventListener("message", ({ data: { origin, app, bytes } }: MessageEvent<Start>) => {
  if (origin === "home_assistant") {
    const host = connect<HostService>(bytes);
    serve(app, vaultOver(new HostSource(host), host));
  } else {
    serve(app, vaultOver(new LinkedSource(connect<FileBytes>(bytes)), null));
  }
});
