import type { Link } from "../link/link.ts";
import type { ClipDescription, VaultService } from "../vault/service.ts";

/** A description that was opened, with its picture as an address that <img> can show; null if it has none. */
export interface Opened extends Omit<ClipDescription, "picture"> {
  readonly picture: string | null;
}

type Outcome = Opened | Error;

interface Wish {
  readonly clipId: string;
  readonly tell: (outcome: Outcome) => void;
}

// Opened at a time: more would only let the pictures that are looked at now wait for others.
const AT_ONCE = 3;
// Kept open; a picture of 320 pixels has some 20 KB.
const KEPT = 400;

/**
 * Opens sealed descriptions when they are looked at: what was wished for last comes first, what was scrolled past is not
 * opened at all. Everything is forgotten when the vault is locked.
 */
export class Descriptions {
  readonly #vault: Link<VaultService>;
  readonly #opened = new Map<string, Opened>();
  readonly #opening = new Map<string, Promise<Outcome>>();
  readonly #wishes: Wish[] = [];
  #running = 0;
  #round = 0;

  constructor(vault: Link<VaultService>) {
    this.#vault = vault;
  }

  /** What is open already. */
  peek(clipId: string): Opened | undefined {
    return this.#opened.get(clipId);
  }

  /** Tell when the description is open, or why it is not; not after the function returned is called. */
  wish(clipId: string, tell: (outcome: Outcome) => void): () => void {
    const known = this.#opened.get(clipId);
    if (known) {
      tell(known);
      return () => undefined;
    }
    const wish: Wish = { clipId, tell };
    this.#wishes.push(wish);
    void this.#work();
    return () => {
      const place = this.#wishes.indexOf(wish);
      if (place >= 0) this.#wishes.splice(place, 1);
    };
  }

  open(clipId: string): Promise<Opened> {
    return new Promise((resolve, reject) => {
      this.wish(clipId, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    });
  }

  /** Forget all that was opened. */
  clear(): void {
    this.#round++;
    for (const { picture } of this.#opened.values()) if (picture) URL.revokeObjectURL(picture);
    this.#opened.clear();
  }

  async #work(): Promise<void> {
    if (this.#running >= AT_ONCE) return;
    this.#running++;
    for (let wish = this.#wishes.at(-1); wish; wish = this.#wishes.at(-1)) {
      const { clipId } = wish;
      const waiting = this.#take(clipId);
      const outcome = await this.#once(clipId);
      for (const { tell } of [...waiting, ...this.#take(clipId)]) tell(outcome);
    }
    this.#running--;
  }

  #take(clipId: string): readonly Wish[] {
    const taken = this.#wishes.filter((wish) => wish.clipId === clipId);
    for (const wish of taken) this.#wishes.splice(this.#wishes.indexOf(wish), 1);
    return taken;
  }

  /** Two who wish for the same at the same time wait for one opening. */
  #once(clipId: string): Promise<Outcome> {
    const underWay = this.#opening.get(clipId);
    if (underWay) return underWay;
    const outcome = this.#describe(clipId).finally(() => this.#opening.delete(clipId));
    this.#opening.set(clipId, outcome);
    return outcome;
  }

  async #describe(clipId: string): Promise<Outcome> {
    const round = this.#round;
    try {
      const { picture, ...rest } = await this.#vault.call("describe", clipId);
      if (round !== this.#round) return new Error("Locked in the meantime.");
      const address = picture ? URL.createObjectURL(new Blob([picture], { type: "image/jpeg" })) : null;
      const opened: Opened = { ...rest, picture: address };
      this.#keep(clipId, opened);
      return opened;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #keep(clipId: string, opened: Opened): void {
    const twice = this.#opened.get(clipId)?.picture;
    if (twice) URL.revokeObjectURL(twice);
    this.#opened.set(clipId, opened);
    if (this.#opened.size <= KEPT) return;
    const [oldest] = this.#opened;
    if (!oldest) return;
    this.#opened.delete(oldest[0]);
    if (oldest[1].picture) URL.revokeObjectURL(oldest[1].picture);
  }
}
