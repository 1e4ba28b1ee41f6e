import { afterEach, expect, test } from "vitest";
import { connect, LinkError, moved, serve } from "../../src/link/link.ts";

interface Example {
  add(a: number, b: number): Promise<number>;
  fail(): Promise<never>;
  count(to: number): AsyncIterable<number>;
  buffer(): Promise<{ body: ArrayBuffer }>;
}

const ports: MessagePort[] = [];

function linked(service: Partial<Example>) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  serve(port1, service);
  return connect<Example>(port2);
}

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

test("a call is answered, also when many are under way", async () => {
  const link = linked({ add: async (a, b) => a + b });
  expect(await Promise.all([link.call("add", 1, 2), link.call("add", 3, 4)])).toEqual([3, 7]);
});

test("an error arrives with its code and details", async () => {
  const link = linked({
    fail: async () => {
      throw new LinkError("locked", "No key is here.", { clip: "7" });
    },
  });
  await expect(link.call("fail")).rejects.toMatchObject({
    code: "locked",
    message: "No key is here.",
    details: { clip: "7" },
  });
});

test("nothing but a service's own methods can be called", async () => {
  const link = linked({});
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "nothing"]) {
    await expect(link.call(name as "fail")).rejects.toMatchObject({ code: "unknown_method" });
  }
});

test("a stream is read to its end", async () => {
  const link = linked({
    async *count(to) {
      for (let i = 1; i <= to; i++) yield i;
    },
  });
  expect(await Array.fromAsync(link.stream("count", 3))).toEqual([1, 2, 3]);
});

test("whoever leaves a stream stops it", async () => {
  const stopped = Promise.withResolvers<void>();
  const link = linked({
    async *count() {
      try {
        for (let i = 1; ; i++) yield i;
      } finally {
        stopped.resolve();
      }
    },
  });
  for await (const i of link.stream("count", 0)) if (i === 2) break;
  await stopped.promise;
});

test("an error ends a stream", async () => {
  const link = linked({
    // biome-ignore lint/correctness/useYield: it fails before it begins
    async *count() {
      throw new LinkError("offline", "Nobody answers.");
    },
  });
  await expect(Array.fromAsync(link.stream("count", 1))).rejects.toMatchObject({ code: "offline" });
});

test("a buffer can be moved instead of copied", async () => {
  const body = new Uint8Array([1, 2, 3]).buffer;
  const link = linked({ buffer: async () => moved({ body }, body) });
  expect(new Uint8Array((await link.call("buffer")).body)).toEqual(new Uint8Array([1, 2, 3]));
  expect(body.byteLength).toBe(0);
});
