import { describe, expect, test } from "vitest";
import type { HostService } from "../../../src/link/host.ts";
import type { Link } from "../../../src/link/link.ts";
import { fetched, fileName, made } from "../../../src/views/player/files.ts";

const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;

function hostThat(status: number, ...pieces: readonly string[]): Link<HostService> {
  const size = pieces.join("").length;
  return {
    async *stream() {
      yield { status, headers: { "content-length": String(size) }, body: new ArrayBuffer(0) };
      for (const piece of pieces) yield bytes(piece);
    },
  } as unknown as Link<HostService>;
}

const never = new AbortController().signal;

describe("a file from Home Assistant", () => {
  test("comes whole, and tells how far it is", async () => {
    const shares: (number | null)[] = [];
    const file = await made(fetched(hostThat(200, "ab", "cd"), "/api/x"), never, (share) => shares.push(share));
    expect(await file.text()).toBe("abcd");
    expect(shares).toEqual([0.5, 1]);
  });

  test.each([
    [422, '{"message": "Not what was recorded."}', { code: "refused", message: "Not what was recorded." }],
    [404, "", { code: "gone" }],
    [403, "", { code: "unauthorized" }],
    [503, "<html>", { code: "refused" }],
  ])("that is refused with %d says why", async (status, body, error) => {
    await expect(made(fetched(hostThat(status, body), "/api/x"), never, () => undefined)).rejects.toMatchObject(error);
  });

  test("is not handed over once it is cancelled", async () => {
    const abort = new AbortController();
    const file = made(fetched(hostThat(200, "ab", "cd"), "/api/x"), abort.signal, () => abort.abort());
    await expect(file).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("names of files are names everywhere", () => {
  const moment = Date.parse("2026-11-21T09:02:12Z");
  expect(fileName("Haustür / Straße: 2", moment, 3_600_000)).toBe("haustur-straße-2-2026-11-21-100212");
  expect(fileName("???", moment, 0)).toBe("clip-2026-11-21-090212");
});
