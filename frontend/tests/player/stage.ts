/** What runs in the page of the tests in a real browser: the vault in its worker, and a video. */

import type { HostService } from "../../src/link/host.ts";
import { type Link, serve } from "../../src/link/link.ts";
import type { ClipBytes } from "../../src/player/fragments.ts";
import { Playback } from "../../src/player/playback.ts";
import type { VaultService } from "../../src/vault/service.ts";
import { startVault } from "../../src/vault/start.ts";

/** Home Assistant's page, as far as clips need it. */
const host: Partial<HostService> = {
  ws: async () => null,
  recall: async () => null,
  fetch: async ({ path, headers }) => {
    const response = await fetch(path, { headers: headers ?? {} });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.arrayBuffer(),
    };
  },
};

export class Stage {
  readonly video = document.createElement("video");
  readonly faults: unknown[] = [];
  readonly vault: Link<VaultService>;
  playback: Playback | null = null;

  constructor() {
    this.video.muted = true;
    document.body.append(this.video);
    const { port1, port2 } = new MessageChannel();
    serve(port1, host);
    ({ vault: this.vault } = startVault("home_assistant", port2));
  }

  /** Returns milliseconds until the first picture was shown. */
  async play(identity: string, clipId: string): Promise<number> {
    await this.vault.call("unlockWith", identity);
    const begin = performance.now();
    const { size } = await this.vault.call("openClip", clipId);
    await this.start({ size, read: (start, end) => this.vault.call("read", clipId, start, end) });
    await this.picture();
    return performance.now() - begin;
  }

  async start(clip: ClipBytes, from = 0): Promise<void> {
    this.playback = await Playback.start(this.video, clip, (fault) => this.faults.push(fault), from);
  }

  /** Milliseconds until the picture there is shown. */
  async seek(time: number): Promise<number> {
    const begin = performance.now();
    const seeked = new Promise((resolve) => this.video.addEventListener("seeked", resolve, { once: true }));
    this.video.currentTime = time;
    await seeked;
    return performance.now() - begin;
  }

  /** The clip in memory, as the blind test of what plays: bytes from another place of this server. */
  async startPlain(path: string, from = 0): Promise<string> {
    const bytes = await (await fetch(path)).arrayBuffer();
    try {
      const read = async (start: number, end: number) => bytes.slice(Math.max(0, start), end);
      await this.start({ size: bytes.byteLength, read }, from);
      await this.picture();
      return "plays";
    } catch (error) {
      return `${(error as { code?: string }).code}`;
    }
  }

  async picture(): Promise<void> {
    while (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

Object.assign(globalThis, { stage: new Stage() });
