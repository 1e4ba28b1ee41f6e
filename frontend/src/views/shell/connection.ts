import type { Api } from "../../api/client.ts";
import type { Overview } from "../../api/messages.ts";
import { AGAIN_MILLISECONDS } from "../../link/host.ts";
import { LinkError } from "../../link/link.ts";
import type { ClipShelf } from "../clip-shelf.ts";

const ALIVE_MILLISECONDS = 15_000;

interface Told {
  overview(overview: Overview): void;
  online(isOnline: boolean): void;
  failed(error: unknown): void;
}

/** Keeps the overview and the clips up to date, through restarts of Home Assistant and holes in the network. */
export class Connection {
  readonly #api: Api;
  readonly #shelf: ClipShelf;
  readonly #told: Told;
  #abort = new AbortController();
  readonly #waiting = new Set<() => void>();

  constructor(api: Api, shelf: ClipShelf, told: Told) {
    this.#api = api;
    this.#shelf = shelf;
    this.#told = told;
  }

  /** Until the function that is returned is called. */
  begin(): () => void {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    void this.#keep(signal, () => this.#followOverview(signal));
    void this.#keep(signal, () => this.#shelf.follow(signal));
    void this.#watch(signal);
    return () => {
      this.#abort.abort();
      this.retry();
    };
  }

  /** Do not wait any longer. */
  retry(): void {
    for (const wake of this.#waiting) wake();
  }

  async #followOverview(signal: AbortSignal): Promise<void> {
    for await (const overview of this.#api.overview()) {
      if (signal.aborted) return;
      this.#told.online(true);
      this.#told.overview(overview);
    }
  }

  async #keep(signal: AbortSignal, follow: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow();
      } catch (error) {
        if (signal.aborted) return;
        this.#told.failed(error);
        if (isOffline(error)) this.#told.online(false);
      }
      this.#shelf.forget();
      await this.#pause(AGAIN_MILLISECONDS);
    }
  }

  /** A subscription that hears nothing may be quiet or dead: ask. */
  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, ALIVE_MILLISECONDS));
      if (signal.aborted || document.hidden) continue;
      try {
        await this.#api.analysis();
        this.#told.online(true);
      } catch (error) {
        this.#told.online(!isOffline(error));
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
    });
  }
}

function isOffline(error: unknown): boolean {
  return error instanceof LinkError && error.code === "offline";
}
