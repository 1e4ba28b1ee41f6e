import type { HostService, HttpAnswer, HttpRequest, MemoryKey } from "../../src/link/host.ts";
import { connect, LinkError, serve } from "../../src/link/link.ts";
import { headerSize } from "../../src/vault/age/header.ts";
import type { VaultService } from "../../src/vault/service.ts";
import { HostSource } from "../../src/vault/source.ts";
import { vaultOver } from "../../src/vault/vault.ts";
import { CLIP, SEALED_CLIP, SEALED_META } from "./data.ts";

type Message = Parameters<HostService["ws"]>[0];

/** Home Assistant and its page, as far as the vault asks them. `asked` is all that was asked, in order. */
export class FakeHost {
  readonly asked: string[] = [];
  readonly sent: unknown[] = [];
  readonly memory = new Map<MemoryKey, string>();
  readonly files = new Map<string, Uint8Array>([
    [`${CLIP}/sealed`, SEALED_CLIP],
    [`${CLIP}/meta`, SEALED_META],
  ]);
  /** Ids of clips that were cut off. */
  readonly parts = new Set<string>();
  /** Answers of commands, by name without `secure_video/`. */
  readonly commands = new Map<string, (message: Message) => unknown>([
    ["identity/get", () => ({ file: null })],
    ["identity/delete", () => null],
    ["clips/share", () => null],
    ["clips/tell", () => null],
  ]);
  readonly posts = new Map<string, (json: unknown) => HttpAnswer>();
  /** Fetches that are under way at a time: the most that there were. */
  mostAtATime = 0;
  #underWay = 0;
  /** Those of this device; null where there are none. Each gives the same secret whenever the person agrees. */
  passkeys: number[] | null = null;
  isAgreeing = true;

  readonly service: Partial<HostService> = {
    ws: async (message) => {
      const name = message.type.replace("secure_video/", "");
      this.asked.push(name);
      this.sent.push(message);
      const command = this.commands.get(name);
      if (!command) throw new LinkError("unknown_command", "There is no such command.");
      return command(message);
    },
    fetch: async (request) => {
      this.mostAtATime = Math.max(this.mostAtATime, ++this.#underWay);
      await new Promise((resolve) => setTimeout(resolve));
      this.#underWay--;
      return this.#answer(request);
    },
    fetchStream: (request) => this.#pieces(request),
    remember: async (key, value) => {
      if (value === null) this.memory.delete(key);
      else this.memory.set(key, value);
    },
    recall: async (key) => this.memory.get(key) ?? null,
    passkeysAreHere: async () => this.passkeys !== null,
    makePasskey: async () => this.#passkey(`passkey ${(this.passkeys ?? []).push(1)}`),
    askPasskey: async (id) => this.#passkey(id),
  };

  #passkey(id: string) {
    if (!this.passkeys || !this.isAgreeing) throw new LinkError("not_made", "The passkey was not given.");
    return { id, secret: new Uint8Array(32).fill(id.charCodeAt(id.length - 1)).buffer };
  }

  #answer({ path, method, json, headers }: HttpRequest): HttpAnswer {
    const name = path.replace("/api/secure_video/clips/", "");
    this.asked.push(name);
    if (method === "POST") {
      this.sent.push(json);
      return this.posts.get(name)?.(json) ?? answer(404);
    }
    const [, id, part] = /^([0-9a-f]{32})\/(\w+)$/.exec(name) ?? [];
    const file = this.files.get(part === "header" ? `${id}/sealed` : name);
    if (!file) return answer(404, { message: "There is no such clip." });
    if (part === "header") return bytes(200, file.slice(0, headerSize(file)));
    if (part !== "sealed") return bytes(200, file);
    const sealed = ranged(file, headers?.Range ?? "");
    const disposition = `attachment; filename="${id}.mp4.age${this.parts.has(id ?? "") ? ".part" : ""}"`;
    return { ...sealed, headers: { ...sealed.headers, "content-disposition": disposition } };
  }

  async *#pieces(request: HttpRequest): AsyncGenerator<HttpAnswer | ArrayBuffer> {
    const { status, headers, body } = this.#answer(request);
    yield { status, headers, body: new ArrayBuffer(0) };
    // Cut where it hurts.
    for (let at = 0; at < body.byteLength; at += 7) yield body.slice(at, at + 7);
  }
}

/** The vault as the worker serves it, and its host. */
export function startVault(host = new FakeHost()) {
  const [toHost, toVault] = [new MessageChannel(), new MessageChannel()];
  serve(toHost.port1, host.service);
  const link = connect<HostService>(toHost.port2);
  serve(toVault.port1, vaultOver(new HostSource(link), link));
  return { host, vault: connect<VaultService>(toVault.port2) };
}

export function answer(status: number, json: unknown = {}): HttpAnswer {
  return bytes(status, new TextEncoder().encode(JSON.stringify(json)));
}

export function bytes(status: number, body: Uint8Array, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers, body: body.slice().buffer };
}

/** As Home Assistant answers a request for a part of a file. */
function ranged(file: Uint8Array, range: string): HttpAnswer {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === undefined || last === undefined) return bytes(200, file);
  const start = first === "" ? Math.max(0, file.length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? file.length : Math.min(Number(last) + 1, file.length);
  if (start >= end) return bytes(416, new Uint8Array());
  return bytes(206, file.slice(start, end), { "content-range": `bytes ${start}-${end - 1}/${file.length}` });
}
