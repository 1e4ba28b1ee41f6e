import { LinkError } from "../../link/link.ts";
import { hiddenAt, type Redaction, type Veil, veil } from "./redaction.ts";

// What most people can play, first.
const KINDS = ["video/mp4;codecs=avc1.42E01F", "video/mp4", "video/webm;codecs=vp9", "video/webm"];
const BITS_PER_SECOND = 4_000_000;
const FRAMES_PER_SECOND = 25;

export interface RedactedCopy {
  readonly file: Blob;
  /** Of the file's name. */
  readonly ending: "mp4" | "webm";
}

interface Wanted {
  readonly video: HTMLVideoElement;
  readonly redaction: Redaction;
  readonly veil: Veil;
  readonly signal: AbortSignal;
  readonly progress: (share: number) => void;
}

/**
 * Play the clip once and record what may be shown of it, without sound. It takes as long as the clip. Fails with an
 * AbortError when it is cancelled, with "unsupported" where the browser cannot record.
 */
export async function redactedCopy(wanted: Wanted): Promise<RedactedCopy> {
  const { video, signal } = wanted;
  const kind = KINDS.find((each) => globalThis.MediaRecorder?.isTypeSupported(each));
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext("2d");
  if (!kind || !context) throw new LinkError("unsupported", "This browser cannot record a video.");
  const recorder = new MediaRecorder(canvas.captureStream(FRAMES_PER_SECOND), {
    mimeType: kind,
    videoBitsPerSecond: BITS_PER_SECOND,
  });
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  await rewind(video);
  paint(context, wanted);
  recorder.start(1000);
  try {
    await playThrough(context, wanted);
  } finally {
    video.pause();
    recorder.stop();
  }
  await stopped;
  signal.throwIfAborted();
  return { file: new Blob(pieces, { type: kind }), ending: kind.startsWith("video/mp4") ? "mp4" : "webm" };
}

function paint(context: CanvasRenderingContext2D, { video, redaction, veil: kind }: Wanted): void {
  context.drawImage(video, 0, 0, context.canvas.width, context.canvas.height);
  veil(context, hiddenAt(redaction, video.currentTime), kind);
}

function playThrough(context: CanvasRenderingContext2D, wanted: Wanted): Promise<void> {
  const { video, signal, progress } = wanted;
  return new Promise((resolve, reject) => {
    const frame = () => {
      if (signal.aborted) return reject(signal.reason);
      paint(context, wanted);
      progress(video.currentTime / video.duration);
      if (video.ended) resolve();
      else requestAnimationFrame(frame);
    };
    video.muted = true;
    video.playbackRate = 1;
    video.addEventListener("error", () => reject(video.error), { once: true, signal });
    video.play().then(frame, reject);
  });
}

function rewind(video: HTMLVideoElement): Promise<unknown> {
  video.pause();
  const there = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
  video.currentTime = 0;
  return there;
}
