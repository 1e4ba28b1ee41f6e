import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Something that tells when it changes. */
export interface Watchable {
  watch(watcher: () => void): () => void;
}

/** A value that changes, and that many look at. */
export class Store<T> {
  #value: T;
  readonly #watchers = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of [...this.#watchers]) watcher(value);
  }

  /** Call `watcher` at each change, until the function that is returned is called. */
  watch(watcher: (value: T) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** Renders an element again whenever a store changes: those that `stores` names when the element is put in its place. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #stores: () => readonly Watchable[];
  #leave: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, stores: () => readonly Watchable[]) {
    this.#host = host;
    this.#stores = stores;
    host.addController(this);
  }

  hostConnected(): void {
    this.#leave = this.#stores().map((store) => store.watch(() => this.#host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const leave of this.#leave) leave();
    this.#leave = [];
  }
}
