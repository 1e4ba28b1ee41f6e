// As long as a locked screen usually takes, three times over: nobody is asked twice while looking at one evening.
export const IDLE_MILLISECONDS = 15 * 60_000;

/** Whether somebody is still there: decides when an open vault is locked. */
export class Idle {
  #lastSeen: number;

  constructor(now: number) {
    this.#lastSeen = now;
  }

  seen(now: number): void {
    this.#lastSeen = now;
  }

  /** Milliseconds until nobody is believed to be there; 0 once that is so. */
  left(now: number): number {
    return Math.max(0, this.#lastSeen + IDLE_MILLISECONDS - now);
  }
}
