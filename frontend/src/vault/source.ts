import type { HostService, HttpAnswer } from "../link/host.ts";
import { type Link, LinkError } from "../link/link.ts";
import { headerSize, MAX_HEADER_SIZE } from "./age/header.ts";
import { Fault } from "./fault.ts";

/** The end of a file, and how long the whole is. */
export interface Tail {
  readonly bytes: Uint8Array;
  readonly total: number;
}

/** Where the sealed bytes of clips come from. All fail with "gone", "refused", "offline". */
export interface ByteSource {
  /** The age header of a clip, alone. */
  header(clipId: string): Promise<Uint8Array>;
  /** Bytes [start, end) of the sealed clip, as far as there are any. */
  sealed(clipId: string, start: number, end: number): Promise<Uint8Array>;
  /** The last bytes of the sealed clip: as many, or all if there are fewer. */
  tail(clipId: string, count: number): Promise<Tail>;
  /** The sealed description, whole. */
  meta(clipId: string): Promise<Uint8Array>;
}

/** Clips that Home Assistant keeps. */
export class HostSource implements ByteSource {
  readonly #host: Link<HostService>;

  constructor(host: Link<HostService>) {
    this.#host = host;
  }

  async header(clipId: string): Promise<Uint8Array> {
    return new Uint8Array((await this.#get(clipId, "header")).body);
  }

  async sealed(clipId: string, start: number, end: number): Promise<Uint8Array> {
    const answer = await this.#get(clipId, "sealed", `bytes=${start}-${end - 1}`);
    // Something on the way may not know about ranges, and send all of it.
    const bytes = new Uint8Array(answer.body);
    return answer.status === 206 ? bytes : bytes.subarray(start, end);
  }

  async tail(clipId: string, count: number): Promise<Tail> {
    const answer = await this.#get(clipId, "sealed", `bytes=-${count}`);
    const bytes = new Uint8Array(answer.body);
    if (answer.status !== 206) return { bytes, total: bytes.length };
    const total = Number(/\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(total)) throw new Fault("offline", "The answer does not say how long the clip is.");
    return { bytes, total };
  }

  async meta(clipId: string): Promise<Uint8Array> {
    return new Uint8Array((await this.#get(clipId, "meta")).body);
  }

  async #get(clipId: string, part: string, range?: string): Promise<HttpAnswer> {
    const headers = range ? { headers: { Range: range } } : {};
    const path = `/api/secure_video/clips/${clipPath(clipId)}/${part}`;
    const answer = await asked(this.#host.call("fetch", { path, ...headers }));
    return checked(answer);
  }
}

/** Clips that are files: headers are cut out of them here. */
export type FileBytes = Omit<ByteSource, "header">;

/** Clips that are files on the other side of a link. */
export class LinkedSource implements ByteSource {
  readonly #link: Link<FileBytes>;

  constructor(link: Link<FileBytes>) {
    this.#link = link;
  }

  async header(clipId: string): Promise<Uint8Array> {
    const beginning = await this.sealed(clipId, 0, MAX_HEADER_SIZE);
    return beginning.slice(0, headerSize(beginning));
  }

  sealed(clipId: string, start: number, end: number): Promise<Uint8Array> {
    return asked(this.#link.call("sealed", clipId, start, end));
  }

  tail(clipId: string, count: number): Promise<Tail> {
    return asked(this.#link.call("tail", clipId, count));
  }

  meta(clipId: string): Promise<Uint8Array> {
    return asked(this.#link.call("meta", clipId));
  }
}

/** Ids come from the server and become a part of addresses. */
function clipPath(clipId: string): string {
  if (!/^[0-9a-f]{32}$/.test(clipId)) throw new Fault("gone", "There is no such clip.");
  return clipId;
}

/** Home Assistant's answer, unless it says no. */
export function checked(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200 || answer.status === 206) return answer;
  const message = reason(answer.body) ?? `Home Assistant answers with status ${answer.status}.`;
  if (answer.status === 404) throw new Fault("gone", message);
  throw new Fault(answer.status >= 500 ? "offline" : "refused", message, { status: String(answer.status) });
}

/** Ask Home Assistant, and tell its errors in the words of the vault. `details.reason` is its own code. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Fault || !(error instanceof LinkError)) throw error;
    const code = error.code === "offline" || error.code === "gone" ? error.code : "refused";
    throw new Fault(code, error.message, { ...error.details, reason: error.code });
  }
}

function reason(body: ArrayBuffer): string | undefined {
  try {
    const { message } = JSON.parse(new TextDecoder().decode(body)) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
