import type { App } from "../../app.ts";

/** Between two pictures of a camera that is looked at. */
const EVERY = 1000;
/** After one that did not come. */
const AFTER_TROUBLE = 5000;

/** The picture of a camera of Home Assistant as it is now, `width` pixels wide or more: a JPEG. Null if it has none. */
export async function still(app: App, entityId: string, width?: number): Promise<Blob | null> {
  const query = width ? `?width=${Math.round(width)}` : "";
  const answer = await app.host.call("fetch", { path: `/api/camera_proxy/${entityId}${query}` });
  if (answer.status !== 200) return null;
  return new Blob([answer.body], { type: answer.headers["content-type"] ?? "image/jpeg" });
}

/** One picture at a time with an address that <img> can show; the one before is let go. */
export class ShownPicture {
  #url: string | null = null;

  get url(): string | null {
    return this.#url;
  }

  show(picture: Blob | null): void {
    const before = this.#url;
    this.#url = picture && URL.createObjectURL(picture);
    if (before) URL.revokeObjectURL(before);
  }
}

/** Asks for a picture about once a second, one after the other, while `isLooked` says that somebody looks. */
export class Stills {
  readonly #ask: () => Promise<Blob | null>;
  readonly #tell: (picture: Blob | null) => void;
  readonly #isLooked: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #isOver = false;

  constructor(ask: () => Promise<Blob | null>, tell: (picture: Blob | null) => void, isLooked: () => boolean) {
    this.#ask = ask;
    this.#tell = tell;
    this.#isLooked = isLooked;
  }

  /** Somebody may be looking now. Does nothing while it goes on already. */
  wake(): void {
    if (this.#isAsking || this.#timer !== undefined) return;
    void this.#next();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  async #next(): Promise<void> {
    if (this.#isOver || !this.#isLooked()) return;
    this.#isAsking = true;
    const begun = performance.now();
    const picture = await this.#ask().catch(() => null);
    this.#isAsking = false;
    if (this.#isOver) return;
    this.#tell(picture);
    const pause = picture ? EVERY - (performance.now() - begun) : AFTER_TROUBLE;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#next();
      },
      Math.max(0, pause),
    );
  }
}
