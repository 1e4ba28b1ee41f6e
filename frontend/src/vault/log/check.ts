/** The signed log of Home Assistant, held against what this browser has seen of it. */

import * as v from "valibot";
import type { HostService } from "../../link/host.ts";
import type { Link } from "../../link/link.ts";
import { Fault } from "../fault.ts";
import type { LogCheck, LogVerdict } from "../service.ts";
import { asked } from "../source.ts";
import { LineCheck } from "./lines.ts";
import { isEqual } from "./merkle.ts";
import { BadProof, type Checkpoint, logNumber, openCheckpoint, parseVerifierKey } from "./note.ts";
import { verifyConsistency } from "./proof.ts";

/** Lines that are asked for at a time: some 250 KB. */
const LINES = 1000;

const CheckpointAnswer = v.object({
  log: v.number(),
  newest_log: v.number(),
  checkpoint: v.string(),
  key: v.string(),
  consistency: v.nullable(v.string()),
});
const LinesAnswer = v.object({ lines: v.array(v.string()), next: v.nullable(v.number()) });
const Remembered = v.object({ key: v.string(), checkpoint: v.string() });

/** The last checkpoint that this browser found good. */
interface Memory {
  readonly key: Uint8Array;
  readonly checkpoint: Checkpoint;
  readonly log: number;
}

interface Judgement {
  readonly verdict: LogVerdict;
  readonly checkpoint: Checkpoint | null;
  readonly log: number;
  /** What to remember from now on if all is well. */
  readonly note: string;
}

export class SignedLog {
  readonly #host: Link<HostService>;

  constructor(host: Link<HostService>) {
    this.#host = host;
  }

  async *check(isFull: boolean): AsyncGenerator<LogCheck> {
    const memory = await this.#recall();
    const judged = await this.#judge(memory);
    let { verdict } = judged;
    const { checkpoint, log, note } = judged;
    if (isFull && checkpoint && (verdict === "sound" || verdict === "first")) {
      const lines = new LineCheck(checkpoint);
      for await (const done of this.#lines(log, lines)) yield { kind: "progress", done, total: checkpoint.size };
      if (!lines.isSound()) verdict = "changed";
    }
    if (verdict === "sound" || verdict === "first") await asked(this.#host.call("remember", "checkpoint", note));
    const sizes = { size: checkpoint?.size ?? 0, rememberedSize: memory?.checkpoint.size ?? null };
    yield { kind: "result", verdict, ...sizes, isFull };
  }

  async accept(): Promise<void> {
    await asked(this.#host.call("remember", "checkpoint", null));
  }

  /** That of the log that this browser has seen before; null if it has seen none. */
  async knownKey(): Promise<Uint8Array | null> {
    return (await this.#recall())?.key ?? null;
  }

  async #judge(memory: Memory | null): Promise<Judgement> {
    const answer = v.parse(CheckpointAnswer, await this.#state(memory));
    const key = proven(() => parseVerifierKey(answer.key).key);
    const checkpoint = key && proven(() => openCheckpoint(answer.checkpoint, key));
    const note = JSON.stringify({ key: answer.key, checkpoint: answer.checkpoint });
    const said = { checkpoint, log: answer.log, note };
    if (memory && key && !isEqual(memory.key, key)) return { ...said, verdict: "other_key" };
    if (!key || !checkpoint || logNumber(checkpoint.origin, key) !== answer.log) {
      return { ...said, verdict: "bad_signature" };
    }
    if (!memory) return { ...said, verdict: "first" };
    return { ...said, verdict: compared(memory, checkpoint, answer) };
  }

  async #state(memory: Memory | null): Promise<unknown> {
    if (!memory) return this.#ask("checkpoint", {});
    return this.#ask("checkpoint", { log: memory.log, old_size: memory.checkpoint.size }).catch((error: unknown) => {
      // The remembered log cannot be read, or is no longer there: what is there now will show that it is another one.
      if (error instanceof Fault && error.code === "refused") return this.#ask("checkpoint", {});
      throw error;
    });
  }

  async *#lines(log: number, check: LineCheck): AsyncGenerator<number> {
    let start: number | null = 0;
    while (start !== null) {
      const answer: v.InferOutput<typeof LinesAnswer> = v.parse(
        LinesAnswer,
        await this.#ask("lines", { log, start, limit: LINES }),
      );
      // A page that does not begin where the last one ended would be hashed in the wrong place, and found so.
      for (const line of answer.lines) check.add(line);
      if (answer.next !== null && answer.next <= start)
        throw new Fault("offline", "The log cannot be read to its end.");
      start = answer.next;
      yield check.size;
    }
  }

  /** What this browser remembers. Other scripts of the page can change that: then nothing is known. */
  async #recall(): Promise<Memory | null> {
    const text = await asked(this.#host.call("recall", "checkpoint"));
    if (text === null) return null;
    return proven(() => {
      const { key: keyText, checkpoint: note } = v.parse(Remembered, JSON.parse(text));
      const { key } = parseVerifierKey(keyText);
      const checkpoint = openCheckpoint(note, key);
      return { key, checkpoint, log: logNumber(checkpoint.origin, key) };
    });
  }

  #ask(what: string, message: Readonly<Record<string, unknown>>): Promise<unknown> {
    return asked(this.#host.call("ws", { type: `secure_video/ledger/${what}`, ...message }));
  }
}

function compared(
  { checkpoint: old, key, log }: Memory,
  now: Checkpoint,
  { consistency, newest_log }: v.InferOutput<typeof CheckpointAnswer>,
): LogVerdict {
  if (now.origin !== old.origin || now.size < old.size) return "rolled_back";
  const isSame = now.size === old.size && isEqual(now.root, old.root);
  if (consistency === null && now.size > old.size) return "not_comparable";
  const proved = consistency === null ? null : proven(() => verifyConsistency(consistency, old, key));
  // It brings its own checkpoint, which has to be the one that was answered.
  const isProved = proved !== null && proved.size === now.size && isEqual(proved.root, now.root);
  if (!isProved && !isSame) return "forked";
  return newest_log > log ? "new_log" : "sound";
}

/** Null for what is not proved. */
function proven<T>(prove: () => T): T | null {
  try {
    return prove();
  } catch (error) {
    if (error instanceof BadProof || error instanceof SyntaxError || error instanceof v.ValiError) return null;
    throw error;
  }
}
