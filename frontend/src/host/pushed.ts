/** An async iterable of what is pushed, from now on: all of it in order, or the newest only where each replaces the one before. */
export class Pushed<T> implements AsyncIterable<T> {
  readonly #isNewestOnly: boolean;
  readonly #onLeave: () => void;
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(options: { readonly newestOnly?: boolean; readonly onLeave?: () => void } = {}) {
    this.#isNewestOnly = options.newestOnly ?? false;
    this.#onLeave = options.onLeave ?? (() => undefined);
  }

  push(item: T): void {
    if (this.#isNewestOnly) this.#items = [];
    this.#items.push(item);
    this.#wake?.();
  }

  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  /** To be read once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      while (true) {
        const item = this.#items.shift();
        if (item !== undefined) yield item;
        else if (this.#isOver) return;
        else await this.#pushed();
      }
    } finally {
      this.#onLeave();
    }
  }

  async #pushed(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
