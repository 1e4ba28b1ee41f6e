/** File keys, given to Home Assistant on purpose: so that it can serve clips for a while, or seal old ones to others. */

import { base64 } from "@scure/base";
import * as v from "valibot";
import type { HostService } from "../link/host.ts";
import type { Link } from "../link/link.ts";
import { headerSize } from "./age/header.ts";
import { Fault } from "./fault.ts";
import type { FindFileKey } from "./sealed.ts";
import { asked, type ByteSource, checked, noneIfGone } from "./source.ts";
import { Turns } from "./turns.ts";

/** What Home Assistant takes at once. */
const BATCH = 1000;
const AT_A_TIME = 6;

type Keys = Readonly<Record<string, { readonly clip: string; readonly meta?: string }>>;

export interface RewrapProgress {
  readonly done: number;
  readonly total: number;
  readonly failed: readonly string[];
}

const Unlocked = v.object({ unlocked_until: v.string() });
const RewrapLine = v.object({ clip_id: v.string(), error: v.nullable(v.unknown()) });

export class Lending {
  readonly #host: Link<HostService>;
  readonly #source: ByteSource;
  readonly #findFileKey: FindFileKey;

  constructor(host: Link<HostService>, source: ByteSource, findFileKey: FindFileKey) {
    this.#host = host;
    this.#source = source;
    this.#findFileKey = findFileKey;
  }

  /** Returns until when (ISO 8601). */
  async lend(clipIds: readonly string[], seconds: number): Promise<string> {
    let until = "";
    for (const batch of batches(clipIds)) {
      const json = { keys: await this.#keysOf(batch), lifetime: seconds };
      const path = "/api/secure_video/clips/unlock";
      const answer = checked(await asked(this.#host.call("fetch", { path, method: "POST", json })));
      until = v.parse(Unlocked, JSON.parse(new TextDecoder().decode(answer.body))).unlocked_until;
    }
    return until;
  }

  async *rewrap(clipIds: readonly string[]): AsyncGenerator<RewrapProgress> {
    const failed: string[] = [];
    let done = 0;
    const progress = () => ({ done, total: clipIds.length, failed: [...failed] });
    yield progress();
    for (const batch of batches(clipIds)) {
      const json = { keys: await this.#keysOf(batch) };
      for await (const line of this.#lines({ path: "/api/secure_video/clips/rewrap", method: "POST", json })) {
        const { clip_id, error } = v.parse(RewrapLine, JSON.parse(line));
        if (error !== null) failed.push(clip_id);
        done++;
        yield progress();
      }
    }
    if (done < clipIds.length)
      throw new Fault("offline", "The connection was lost on the way. Doing it again does no harm.");
  }

  async #keysOf(clipIds: readonly string[]): Promise<Keys> {
    const turns = new Turns(AT_A_TIME);
    return Object.fromEntries(
      await Promise.all(clipIds.map((id) => turns.take(async () => [id, await this.#keyOf(id)] as const))),
    );
  }

  async #keyOf(clipId: string) {
    const clip = base64.encode(await this.#findFileKey(await this.#source.header(clipId)));
    const meta = await this.#source.meta(clipId).catch(noneIfGone);
    if (!meta) return { clip };
    return { clip, meta: base64.encode(await this.#findFileKey(meta.subarray(0, headerSize(meta)))) };
  }

  async *#lines(request: Parameters<HostService["fetchStream"]>[0]): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const piece of this.#host.stream("fetchStream", request)) {
      if (!(piece instanceof ArrayBuffer)) {
        checked(piece);
        continue;
      }
      const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  }
}

function* batches(clipIds: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < clipIds.length; start += BATCH) yield clipIds.slice(start, start + BATCH);
}
