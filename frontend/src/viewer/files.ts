import { LinkError } from "../link/link.ts";
import { Store } from "../store.ts";
import type { FileBytes } from "../vault/source.ts";
import { BadZip, type Packed, unpacked } from "./zip.ts";

const CLIP = /\.mp4\.age(\.part)?$/i;
const META = /\.meta\.age$/i;
const ZIP = /\.zip$/i;

/** Of an evidence bundle, beside the clip and its description: docs/format.md. */
const PROOF = "proof.tlog-proof";
const KEY = "public-key.txt";
const OTHERS = ["log-excerpt.jsonl", "how-to-verify.txt"];
/** Far more than a proof has. */
const MAX_TEXT = 2 ** 20;

/** A sealed clip among the files that somebody opened. */
export interface ClipFile {
  /** The clip's own id where its file has that name; then a description can belong to it. */
  readonly clipId: string;
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970: when it began, as long as nobody has copied the file. */
  readonly changedAt: number;
  readonly isDescribed: boolean;
  /** Whether it was still being written, as its name tells. */
  readonly isPart: boolean;
  /** Whether it came in an evidence bundle. */
  readonly isEvidence: boolean;
}

/** What came of files that were opened. */
export interface Added {
  /** How many clips there are more. */
  readonly count: number;
  /** Names of zip files that are no evidence bundles, or damaged. */
  readonly unreadable: readonly string[];
}

interface Kept extends Packed {
  readonly changedAt: number;
  readonly isPart: boolean;
  /** The files of the bundle that it is in, by name. */
  readonly bundle: ReadonlyMap<string, Blob> | null;
}

/** The files that somebody opened. Nothing is read of them but what the vault asks for, and what a zip file holds. */
export class ClipFiles {
  /** The newest first; replaced at each change. */
  readonly clips = new Store<readonly ClipFile[]>([]);
  readonly #sealed = new Map<string, Kept>();
  readonly #described = new Map<string, Blob>();

  /** Add what is a clip, a description of one, or a bundle. */
  async add(files: Iterable<File>): Promise<Added> {
    const before = this.#sealed.size;
    const unreadable: string[] = [];
    const folders = new Map<string, File[]>();
    for (const file of files) {
      if (ZIP.test(file.name)) {
        if (!(await this.#addZip(file))) unreadable.push(file.name);
        continue;
      }
      const folder = file.webkitRelativePath.replace(/[^/]*$/, "");
      folders.set(folder, [...(folders.get(folder) ?? []), file]);
    }
    for (const found of folders.values()) {
      this.#addFolder(found.map((file) => ({ name: file.name, content: file, changedAt: file.lastModified })));
    }
    this.#publish();
    return { count: this.#sealed.size - before, unreadable };
  }

  /** What the vault reads clips by. */
  readonly service: FileBytes = {
    sealed: (clipId, start, end) => bytes(found(this.#sealed, clipId).content.slice(start, end)),
    tail: async (clipId, count) => {
      const { content, isPart } = found(this.#sealed, clipId);
      return { bytes: await bytes(content.slice(Math.max(0, content.size - count))), total: content.size, isPart };
    },
    meta: (clipId) => bytes(found(this.#described, clipId)),
    evidence: async (clipId) => {
      const { bundle } = found(this.#sealed, clipId);
      const [proof, key] = [bundle?.get(PROOF), bundle?.get(KEY)];
      return proof && key ? { proof: await text(proof), key: await text(key) } : null;
    },
  };

  /** Returns whether it could be read. */
  async #addZip(file: File): Promise<boolean> {
    try {
      const packed = await unpacked(file);
      this.#addFolder(packed.map((each) => ({ ...each, changedAt: file.lastModified })));
      return true;
    } catch (error) {
      // A file that is gone meanwhile cannot be read, either.
      if (error instanceof BadZip || error instanceof DOMException) return false;
      throw error;
    }
  }

  /** What lies in one folder: what belongs to a bundle is of the clip beside it. */
  #addFolder(files: readonly (Packed & { readonly changedAt: number })[]): void {
    const byName = new Map(files.map(({ name, content }) => [name, content]));
    const bundle = [PROOF, KEY, ...OTHERS].some((name) => byName.has(name)) ? byName : null;
    for (const file of files) {
      if (META.test(file.name)) this.#described.set(file.name.replace(META, ""), file.content);
      if (!CLIP.test(file.name)) continue;
      const clipId = file.name.replace(CLIP, "");
      const isPart = /\.part$/i.test(file.name);
      // What was copied before it was complete may lie beside the whole.
      if (isPart && this.#sealed.get(clipId)?.isPart === false) continue;
      this.#sealed.set(clipId, { ...file, isPart, bundle });
    }
  }

  #publish(): void {
    this.clips.value = [...this.#sealed]
      .map(([clipId, { name, content, changedAt, isPart, bundle }]) => ({
        clipId,
        name,
        size: content.size,
        changedAt,
        isDescribed: this.#described.has(clipId),
        isPart,
        isEvidence: bundle !== null,
      }))
      .sort((a, b) => b.changedAt - a.changedAt || (a.name < b.name ? -1 : 1));
  }
}

function found<T>(files: ReadonlyMap<string, T>, clipId: string): T {
  const file = files.get(clipId);
  if (!file) throw new LinkError("gone", "There is no such file.");
  return file;
}

async function bytes(part: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await part.arrayBuffer());
  } catch {
    throw new LinkError("gone", "The file is no longer there, or was changed.");
  }
}

async function text(file: Blob): Promise<string> {
  return new TextDecoder().decode(await bytes(file.slice(0, MAX_TEXT)));
}
