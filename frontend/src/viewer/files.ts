import { LinkError } from "../link/link.ts";
import { Store } from "../store.ts";
import type { FileBytes } from "../vault/source.ts";

const CLIP = /\.mp4\.age$/i;
const META = /\.meta\.age$/i;

/** A sealed clip among the files that somebody opened. */
export interface ClipFile {
  /** The clip's own id where its file has that name; then a description can belong to it. */
  readonly clipId: string;
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970: when it began, as long as nobody has copied the file. */
  readonly changedAt: number;
  readonly isDescribed: boolean;
}

/** The files that somebody opened. Nothing is read of them but what the vault asks for. */
export class ClipFiles {
  /** The newest first; replaced at each change. */
  readonly clips = new Store<readonly ClipFile[]>([]);
  readonly #sealed = new Map<string, File>();
  readonly #described = new Map<string, File>();

  /** Add what is a clip or a description of one; returns how many clips there are more. */
  add(files: Iterable<File>): number {
    const before = this.#sealed.size;
    for (const file of files) {
      if (CLIP.test(file.name)) this.#sealed.set(file.name.replace(CLIP, ""), file);
      else if (META.test(file.name)) this.#described.set(file.name.replace(META, ""), file);
    }
    this.clips.value = [...this.#sealed]
      .map(([clipId, { name, size, lastModified }]) => ({
        clipId,
        name,
        size,
        changedAt: lastModified,
        isDescribed: this.#described.has(clipId),
      }))
      .sort((a, b) => b.changedAt - a.changedAt || (a.name < b.name ? -1 : 1));
    return this.#sealed.size - before;
  }

  /** What the vault reads clips by. */
  readonly service: FileBytes = {
    sealed: (clipId, start, end) => bytes(found(this.#sealed, clipId).slice(start, end)),
    tail: async (clipId, count) => {
      const file = found(this.#sealed, clipId);
      return { bytes: await bytes(file.slice(Math.max(0, file.size - count))), total: file.size };
    },
    meta: (clipId) => bytes(found(this.#described, clipId)),
  };
}

function found(files: ReadonlyMap<string, File>, clipId: string): File {
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
