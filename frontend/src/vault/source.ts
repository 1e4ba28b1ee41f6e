import * as v from "valibot";
import type { HostService, HttpAnswer } from "../link/host.ts";
import { type Link, LinkError } from "../link/link.ts";
import { headerSize, MAX_HEADER_SIZE } from "./age/header.ts";
import { Fault } from "./fault.ts";

/** The end of a file, and how long the whole is. */
export interface Tail {
  readonly bytes: Uint8Array;
  readonly total: number;
  /** Whether it was still being written, as far as its name tells: then it may have no end. */
  readonly isPart: boolean;
}

/** That a clip is in a log, and the public key of that log: docs/format.md. Nothing of it is checked. */
export type Evidence = v.InferOutput<typeof Evidence>;
const Evidence = v.object({ proof: v.string(), key: v.string() });

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
  /** Null where there is none. */
  evidence(clipId: string): Promise<Evidence | null>;
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
    const isPart = /\.part"?$/.test(answer.headers["content-disposition"] ?? "");
    if (answer.status !== 206) return { bytes, total: bytes.length, isPart };
    const total = Number(/\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(total)) throw new Fault("offline", "The answer does not say how long the clip is.");
    return { bytes, total, isPart };
  }

  async meta(clipId: string): Promise<Uint8Array> {
    return new Uint8Array((await this.#get(clipId, "meta")).body);
  }

  async evidence(clipId: string): Promise<Evidence | null> {
    const answer = this.#host.call("ws", { type: "secure_video/ledger/proof", clip_id: clipId });
    return v.parse(v.nullable(Evidence), await asked(answer).catch(noneIfNotLogged));
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

  evidence(clipId: string): Promise<Evidence | null> {
    return asked(this.#link.call("evidence", clipId));
  }
}

export function isClipId(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name);
}

/** Ids come from the server and become a part of addresses. */
function clipPath(clipId: string): string {
  if (!isClipId(clipId)) throw new Fault("gone", "There is no such clip.");
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

/** For what need not be there. */
export function noneIfGone(error: unknown): null {
  if (error instanceof Fault && error.code === "gone") return null;
  throw error;
}

function noneIfNotLogged(error: unknown): null {
  if (error instanceof Fault && error.details.translation_key === "not_logged") return null;
  throw error;
}

function reason(body: ArrayBuffer): string | undefined {
  try {
    const { message } = JSON.parse(new TextDecoder().decode(body)) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
