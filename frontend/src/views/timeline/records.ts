import type { Api } from "../../api/client.ts";
import type { Overview } from "../../api/messages.ts";
import type { Day, Times } from "../../localize/times.ts";
import type { ClipShelf } from "../clip-shelf.ts";
import { type Viewers, viewersOf } from "./filters.ts";
import { type Cover, coversOf } from "./lanes.ts";
import type { TimeWindow } from "./window.ts";

// The newest entries of the ledger that tell who opened something.
const VIEWED_ENTRIES = 500;

/** What is written down of the days that are looked at: clips, whether cameras were watched, who opened what. */
export class Records {
  /** Who opened which clip. */
  viewers: Viewers = new Map();
  /** Names of users, by id. */
  users: Readonly<Record<string, string>> = {};
  readonly #api: Api;
  readonly #shelf: ClipShelf;
  readonly #cameraIds: readonly string[];
  readonly #times: Times;
  readonly #covers = new Map<Day, ReadonlyMap<string, readonly Cover[]>>();

  constructor(api: Api, shelf: ClipShelf, overview: Overview, times: Times) {
    this.#api = api;
    this.#shelf = shelf;
    this.#cameraIds = overview.cameras.map(({ camera_id }) => camera_id);
    this.#times = times;
  }

  /** Ask for what is not here yet of the days in the window. */
  async load({ from, to }: TimeWindow, now: number): Promise<void> {
    const today = this.#times.dayOf(now);
    const moments = [from, (from + to) / 2, Math.min(to, now)];
    for (const day of new Set(moments.map((moment) => this.#times.dayOf(moment)))) {
      await this.#shelf.load(...this.#times.bounds(day));
      if (day === today || !this.#covers.has(day)) await this.#loadCoverage(day, now);
    }
  }

  async loadViewers(): Promise<void> {
    try {
      const ledger = await this.#api.ledger({ kinds: ["viewed", "unlocked", "exported"], limit: VIEWED_ENTRIES });
      this.viewers = viewersOf(ledger.entries);
      this.users = ledger.users;
    } catch {
      // A filter less; what went wrong shows wherever it matters.
    }
  }

  /** Of all days that are here, by camera. */
  coverage(): ReadonlyMap<string, readonly Cover[]> {
    const found = new Map<string, Cover[]>();
    for (const [, cameras] of [...this.#covers].sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const [cameraId, covers] of cameras) found.set(cameraId, [...(found.get(cameraId) ?? []), ...covers]);
    }
    return found;
  }

  async #loadCoverage(day: Day, now: number): Promise<void> {
    const [begin, end] = this.#times.bounds(day);
    const { cameras } = await this.#api.coverage(new Date(begin).toISOString(), new Date(end).toISOString());
    this.#covers.set(day, new Map(this.#cameraIds.map((id) => [id, coversOf(cameras[id] ?? [], begin, end, now)])));
  }
}
