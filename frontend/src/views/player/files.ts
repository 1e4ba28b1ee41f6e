import type { HostService } from "../../link/host.ts";
import { type Link, LinkError } from "../../link/link.ts";

/** A file in the making: how far it is (0 to 1, or null while nobody knows), then the file. */
export type Making = AsyncIterable<number | null | Blob>;

/** Take a file from Home Assistant. Fails with "refused" and its message, or with "gone". */
export async function* fetched(host: Link<HostService>, path: string): AsyncGenerator<number | null | Blob> {
  const pieces: ArrayBuffer[] = [];
  let status = 0;
  let size = 0;
  let done = 0;
  for await (const part of host.stream("fetchStream", { path })) {
    if (part instanceof ArrayBuffer) {
      pieces.push(part);
      done += part.byteLength;
      yield size > 0 ? Math.min(1, done / size) : null;
    } else {
      status = part.status;
      size = Number(part.headers["content-length"] ?? 0);
    }
  }
  const file = new Blob(pieces);
  if (status >= 400) throw await refusal(status, file);
  yield file;
}

async function refusal(status: number, answer: Blob): Promise<LinkError> {
  if (status === 404) return new LinkError("gone", "It is no longer there.");
  if (status === 401 || status === 403) return new LinkError("unauthorized", "This user may not.");
  try {
    const { message } = JSON.parse(await answer.text()) as { message?: unknown };
    if (typeof message === "string") return new LinkError("refused", message);
  } catch {
    // No JSON: the status has to do.
  }
  return new LinkError("refused", `Home Assistant answered ${status}.`);
}

/** Wait for the file; an AbortError if that is cancelled meanwhile. */
export async function made(
  making: Making,
  signal: AbortSignal,
  progress: (share: number | null) => void,
): Promise<Blob> {
  for await (const part of making) {
    signal.throwIfAborted();
    if (part instanceof Blob) return part;
    progress(part);
  }
  throw new LinkError("damaged", "The file ended too early.");
}

/** "front-door-2026-11-21-090212": of what system whatever. */
export function fileName(cameraName: string, begins: number, offset: number): string {
  const name = cameraName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  const moment = new Date(begins + offset).toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
  return `${name || "clip"}-${moment}`;
}
