import { BadMp4 } from "./boxes.ts";
import { Feed } from "./feed.ts";
import { type ClipBytes, Fragments } from "./fragments.ts";
import { type Head, parseHead } from "./head.ts";
import { PlaybackError } from "./playback_error.ts";

/** Far more than any head has: one or two KB. */
const MAX_HEAD_SIZE = 2 ** 20;
const FIRST_READ = 64 * 1024;
/** What is read at a time where all is. */
const PIECE = 2 ** 20;
/** Seconds into a picture, so that rounding does not show the one before. */
const INTO_FRAME = 0.001;
/** Pictures that are decoded without anybody noticing: 1080p takes a processor 7 ms each (bench.panel). */
const QUICKLY_DECODED = 20;

interface Target {
  readonly time: number;
  readonly isRough: boolean;
}

/** Plays a clip in a `<video>`, reading only what is to be shown. */
export class Playback {
  readonly #video: HTMLVideoElement;
  readonly #fragments: Fragments;
  readonly #stop: AbortController;
  #target: Target | null = null;
  /** The target that the video itself is on its way to. */
  #ahead: Target | null = null;
  #going: Promise<void> | null = null;

  private constructor(video: HTMLVideoElement, fragments: Fragments, stop: AbortController) {
    this.#video = video;
    this.#fragments = fragments;
    this.#stop = stop;
  }

  /**
   * Begin at a second of it; when this is done the key frame before it is there. `onFault` is told, once, if something goes wrong
   * later.
   *
   * Fails with `PlaybackError`, and as reading the clip does.
   */
  static async start(
    video: HTMLVideoElement,
    clip: ClipBytes,
    onFault: (error: unknown) => void,
    from = 0,
  ): Promise<Playback> {
    const stop = new AbortController();
    const head = await readHead(clip);
    const fail = (error: unknown) => {
      if (stop.signal.aborted) return;
      stop.abort();
      onFault(faultOf(error, head));
    };
    try {
      const fragments = await Fragments.of(clip, head);
      // Where it begins, and how long it is: browsers go only to where they know that the clip is.
      const [begins] = await Promise.all([fragments.at(from), from > 0 && fragments.duration()]);
      if (!begins) throw new BadMp4("No part of the clip is complete.");
      const playback = new Playback(video, fragments, stop);
      const [key = 0] = begins.frames;
      const first = Math.min(from, key + INTO_FRAME);
      const arrived = first > 0 ? playback.#seeked() : undefined;
      await show(video, { clip, head, fragments, first, signal: stop.signal, fail });
      video.addEventListener("error", () => fail(video.error), { signal: stop.signal });
      await arrived;
      if (first < from) playback.#settle({ time: from, isRough: false });
      return playback;
    } catch (error) {
      stop.abort();
      throw faultOf(error, head);
    }
  }

  /** Seconds: what is shown, or is about to be. */
  get time(): number {
    return this.#target?.time ?? this.#video.currentTime;
  }

  /**
   * Go to a moment. Only key frames can be shown at once: where many pictures lie between, the one before is shown until
   * these are decoded. `isRough` stays with that one, for whoever is still on their way.
   */
  async seek(time: number, { isRough = false } = {}): Promise<void> {
    // Whoever lets go asks once more for what they see coming.
    if (this.#ahead?.time === time) return;
    this.#target = { time, isRough };
    this.#going ??= this.#follow().finally(() => {
      this.#going = null;
    });
    await this.#going;
  }

  async #follow(): Promise<void> {
    for (let target = this.#target; target; ) {
      const key = await this.#distantKey(target.time);
      const { currentTime } = this.#video;
      const isOnTheWay = key !== null && currentTime >= key && currentTime <= target.time;
      if (target === this.#target && key !== null && !isOnTheWay) await this.#show(key + INTO_FRAME);
      if (this.#stop.signal.aborted) return;
      if (target === this.#target) {
        if (key === null || !target.isRough) this.#settle(target);
        return;
      }
      target = this.#target;
    }
  }

  /** The key frame before a moment, if it takes long to get from there to it. */
  async #distantKey(time: number): Promise<number | null> {
    const fragment = await this.#fragments.at(time);
    const [key = 0] = fragment?.frames ?? [];
    const rate = fragment ? fragment.frames.length / (fragment.over - key) : 0;
    return (time - key) * rate > QUICKLY_DECODED ? key : null;
  }

  async #show(time: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#ahead = null;
    const shown = this.#seeked();
    this.#video.currentTime = time;
    await shown;
  }

  /** The video has arrived where it was sent, or all is over. */
  async #seeked(): Promise<void> {
    const { signal } = this.#stop;
    await new Promise((resolve) => {
      this.#video.addEventListener("seeked", resolve, { once: true, signal });
      signal.addEventListener("abort", resolve, { once: true });
    });
  }

  #settle(target: Target): void {
    this.#ahead = target;
    const arrived = () => {
      if (this.#target === target) this.#target = null;
      if (this.#ahead === target) this.#ahead = null;
    };
    this.#video.addEventListener("seeked", arrived, { once: true, signal: this.#stop.signal });
    this.#video.currentTime = target.time;
  }

  /** Go to the picture after this one, or before it, and stay there. */
  async step(direction: 1 | -1): Promise<void> {
    this.#video.pause();
    const { currentTime } = this.#video;
    const frames = await this.#framesAround(currentTime);
    const shown = frames.findLastIndex((time) => time <= currentTime + INTO_FRAME / 2);
    const target = frames[shown + direction];
    if (target !== undefined) this.#video.currentTime = target + INTO_FRAME;
  }

  /** Let go of the video and of what it shows. */
  dispose(): void {
    this.#stop.abort();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  /** When each picture is shown from one fragment before this moment to one after it. */
  async #framesAround(time: number): Promise<readonly number[]> {
    const frames: number[] = [];
    const first = Math.max(0, (await this.#fragments.before(time)) - 1);
    for (let number = first; ; number++) {
      const fragment = await this.#fragments.get(number);
      frames.push(...(fragment?.frames ?? []));
      if (!fragment || (fragment.frames[0] ?? 0) > time) return frames;
    }
  }
}

async function readHead(clip: ClipBytes): Promise<Head> {
  for (let size = FIRST_READ; ; size *= 4) {
    const bytes = await clip.read(0, size);
    const head = parsed(new DataView(bytes));
    if (head) return head;
    if (size >= MAX_HEAD_SIZE || bytes.byteLength < size) throw new PlaybackError("damaged", "", "This is not a clip.");
  }
}

function parsed(view: DataView): Head | null {
  try {
    return parseHead(view);
  } catch (error) {
    throw error instanceof BadMp4 ? new PlaybackError("damaged", "", error.message) : error;
  }
}

interface Showing {
  readonly clip: ClipBytes;
  readonly head: Head;
  readonly fragments: Fragments;
  /** The second to begin at. */
  readonly first: number;
  readonly signal: AbortSignal;
  readonly fail: (error: unknown) => void;
}

async function show(video: HTMLVideoElement, showing: Showing): Promise<void> {
  const { clip, head, fragments, first, signal, fail } = showing;
  // Phones of Apple have the managed kind only.
  const { ManagedMediaSource } = globalThis as { readonly ManagedMediaSource?: typeof MediaSource };
  const Source = globalThis.MediaSource ?? ManagedMediaSource;
  if (!Source) return showWhole(video, showing);
  if (!Source.isTypeSupported(head.mimeType)) throw unsupported(head);
  const source = new Source();
  // The managed kind takes no other.
  video.disableRemotePlayback = true;
  await opened(video, source);
  const feed = new Feed({ video, source, buffer: source.addSourceBuffer(head.mimeType), clip, fragments, signal });
  await feed.begin(await clip.read(0, head.size), first);
  if (video.error) throw video.error;
  feed.run().catch(fail);
}

async function opened(video: HTMLVideoElement, source: MediaSource): Promise<void> {
  const url = URL.createObjectURL(source);
  const open = new Promise((resolve) => source.addEventListener("sourceopen", resolve, { once: true }));
  video.src = url;
  await open;
  URL.revokeObjectURL(url);
}

/** For browsers that take a clip as a whole only. */
async function showWhole(video: HTMLVideoElement, { clip, head, first, signal }: Showing): Promise<void> {
  if (video.canPlayType(head.mimeType) === "") throw unsupported(head);
  const pieces = [];
  for (let start = 0; start < clip.size; start += PIECE) pieces.push(await clip.read(start, start + PIECE));
  const url = URL.createObjectURL(new Blob(pieces, { type: "video/mp4" }));
  const loaded = new Promise((resolve, reject) => {
    video.addEventListener("loadeddata", resolve, { once: true });
    video.addEventListener("error", () => reject(video.error), { once: true });
  });
  // It is read from as long as it plays.
  signal.addEventListener("abort", () => URL.revokeObjectURL(url));
  video.src = url;
  await loaded;
  if (first > 0) video.currentTime = first;
}

function unsupported({ mimeType, video }: Head): PlaybackError {
  return new PlaybackError("unsupported", video.codec, `This browser cannot play ${mimeType}.`);
}

function faultOf(error: unknown, { video }: Head): unknown {
  if (error instanceof BadMp4) return new PlaybackError("damaged", video.codec, error.message);
  // Browsers say what is wrong with a medium in words of their own, if at all.
  if (error instanceof DOMException || (globalThis.MediaError && error instanceof MediaError)) {
    return new PlaybackError("damaged", video.codec, error.message || "The browser cannot show what is in the clip.");
  }
  return error;
}
