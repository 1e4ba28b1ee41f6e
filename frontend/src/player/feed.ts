/** Gives a MediaSource what is to be shown next, fragment by fragment, and takes back what is far away. */

import type { ClipBytes, Fragment, Fragments } from "./fragments.ts";

/** Seconds that are kept ready after the moment that is shown, and those around it that stay when there is too much. */
const AHEAD = 20;
/** As long as the picture is not there yet, nothing else should keep the machine busy. */
const AHEAD_OF_SEEK = 1;
const BEHIND = 20;
/** Browsers hold some 100 MB at most; phones less. */
const MAX_BYTES = 48 * 2 ** 20;
/** Seconds without pictures that are gone over: pictures may begin a little after the sound. */
const MAX_GAP = 1;

interface Appended {
  readonly fragment: Fragment;
  /** False where the browser could show nothing of it: giving it again would not help. */
  readonly isShown: boolean;
}

export interface FeedParts {
  readonly video: HTMLVideoElement;
  readonly source: MediaSource;
  readonly buffer: SourceBuffer;
  readonly clip: ClipBytes;
  readonly fragments: Fragments;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export class Feed {
  readonly #video: HTMLVideoElement;
  readonly #source: MediaSource;
  readonly #buffer: SourceBuffer;
  readonly #clip: ClipBytes;
  readonly #fragments: Fragments;
  readonly #signal: AbortSignal;
  readonly #stopped: Promise<unknown>;
  readonly #appended = new Map<number, Appended>();
  /** The number of the fragment that was given last. */
  #last = -1;
  #wake: () => void = () => undefined;

  constructor({ video, source, buffer, clip, fragments, signal }: FeedParts) {
    this.#video = video;
    this.#source = source;
    this.#buffer = buffer;
    this.#clip = clip;
    this.#fragments = fragments;
    this.#signal = signal;
    this.#stopped = new Promise((resolve) => signal.addEventListener("abort", resolve));
    signal.addEventListener("abort", () => this.#wake());
    for (const event of ["seeking", "seeked", "timeupdate", "waiting"]) {
      video.addEventListener(event, () => this.#wake(), { signal });
    }
  }

  /** Append what comes first, at this moment. Fails as reading the clip does. */
  async begin(head: ArrayBuffer, from: number): Promise<void> {
    await this.#append(head);
    if (from > 0) {
      await this.#tellDuration();
      this.#video.currentTime = from;
    }
    await this.#give(await this.#fragments.before(this.#video.currentTime));
  }

  /** Go on until the end, and tell the browser how long the clip is as soon as that is known. Fails as reading the clip does. */
  async run(): Promise<void> {
    await Promise.all([this.#tellDuration(), this.#keepFeeding()]);
  }

  async #tellDuration(): Promise<void> {
    const duration = await this.#fragments.duration();
    while (this.#buffer.updating && !this.#isOver) await this.#updated();
    // Where all has been given, the browser knows it.
    if (this.#source.readyState !== "open") return;
    this.#source.duration = Math.max(duration, endOf(this.#buffer.buffered));
  }

  async #keepFeeding(): Promise<void> {
    while (!this.#isOver) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const wanted = await this.#wanted();
      if (this.#isOver) return;
      if (wanted === null) await woken;
      else await this.#give(wanted);
    }
  }

  get #isOver(): boolean {
    return this.#signal.aborted || this.#source.readyState === "closed";
  }

  /** The first fragment that is missing from the one that is shown now on; null if enough is there. */
  async #wanted(): Promise<number | null> {
    const { currentTime, seeking } = this.#video;
    let key = 0;
    for (let number = await this.#fragments.before(currentTime); ; number++) {
      const fragment = await this.#fragments.get(number);
      if (!fragment) break;
      if ((fragment.frames[0] ?? 0) > currentTime + (seeking ? AHEAD_OF_SEEK : AHEAD)) return null;
      if (fragment.isKey) key = number;
      if (!this.#isThere(number, fragment)) return this.#continues(number, key);
    }
    if (this.#source.readyState === "open") this.#source.endOfStream();
    return null;
  }

  /** Browsers drop pictures that follow neither a key frame nor what was given last: then their whole group is given again. */
  #continues(number: number, key: number): number {
    if (number === key || number === this.#last + 1) return number;
    for (let again = key; again < number; again++) this.#appended.delete(again);
    return key;
  }

  async #give(number: number): Promise<void> {
    const fragment = await this.#fragments.get(number);
    if (!fragment) return;
    const bytes = await this.#clip.read(fragment.start, fragment.end);
    // Meanwhile somebody may have gone elsewhere: then it is of no use any more.
    if (this.#isOver || !this.#isNear(fragment)) return;
    await this.#makeRoom(bytes.byteLength);
    await this.#append(bytes).catch(async (error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
      await this.#forgetFar();
      await this.#append(bytes);
    });
    if (this.#isOver) return;
    this.#last = number;
    this.#appended.set(number, { fragment, isShown: holds(this.#buffer.buffered, middle(fragment)) });
    this.#stepOverGap();
  }

  /** Browsers throw away what they have no room for, without saying so. */
  #isThere(number: number, fragment: Fragment): boolean {
    if (fragment.frames.length === 0) return true;
    const appended = this.#appended.get(number);
    return appended !== undefined && (!appended.isShown || holds(this.#buffer.buffered, middle(fragment)));
  }

  #isNear(fragment: Fragment): boolean {
    const { currentTime } = this.#video;
    return fragment.over > currentTime - BEHIND && (fragment.frames[0] ?? 0) < currentTime + AHEAD;
  }

  async #makeRoom(size: number): Promise<void> {
    const held = [...this.#appended.values()].reduce((sum, { fragment }) => sum + fragment.end - fragment.start, size);
    if (held > MAX_BYTES) await this.#forgetFar();
  }

  async #forgetFar(): Promise<void> {
    const far = [...this.#appended].filter(([, { fragment }]) => !this.#isNear(fragment));
    for (const [number, { fragment }] of far) {
      this.#appended.delete(number);
      if (this.#isOver) return;
      await this.#changed(() => this.#buffer.remove(fragment.frames[0] ?? 0, fragment.over));
    }
  }

  #append(bytes: ArrayBuffer): Promise<void> {
    return this.#changed(() => this.#buffer.appendBuffer(bytes));
  }

  async #changed(change: () => void): Promise<void> {
    const updated = this.#updated();
    change();
    await updated;
  }

  /** The next change of the buffer is done, or all is over. */
  async #updated(): Promise<void> {
    const updated = new Promise((resolve) => this.#buffer.addEventListener("updateend", resolve, { once: true }));
    await Promise.race([updated, this.#stopped]);
  }

  #stepOverGap(): void {
    const { currentTime } = this.#video;
    const { buffered } = this.#buffer;
    if (holds(buffered, currentTime)) return;
    for (let at = 0; at < buffered.length; at++) {
      const start = buffered.start(at);
      if (start > currentTime && start - currentTime < MAX_GAP) {
        this.#video.currentTime = start;
        return;
      }
    }
  }
}

function middle({ frames, over }: Fragment): number {
  return ((frames[0] ?? 0) + over) / 2;
}

function holds(ranges: TimeRanges, time: number): boolean {
  return Array.from({ length: ranges.length }, (_, at) => at).some(
    (at) => ranges.start(at) <= time && time < ranges.end(at),
  );
}

function endOf(ranges: TimeRanges): number {
  return ranges.length > 0 ? ranges.end(ranges.length - 1) : 0;
}
