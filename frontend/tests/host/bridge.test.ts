import { beforeEach, expect, test, vi } from "vitest";
import { bridgeTo } from "../../src/host/bridge.ts";
import type { HomeAssistant } from "../../src/host/hass.ts";
import type { HostContext } from "../../src/link/host.ts";

const CONTEXT: HostContext = {
  language: "en",
  timeZone: "UTC",
  hour12: undefined,
  isDark: false,
  theme: {},
  isNarrow: false,
  isRightToLeft: false,
  user: { id: "anna", name: "Anna", isAdmin: true },
  isSecure: true,
  route: "",
};

class Page extends EventTarget {
  context = CONTEXT;
  asked: string[] = [];
  unsubscribed = 0;
  readonly lost = new Set<() => void>();
  loaded: string[] = [];
  refusal: object = { code: "unauthorized", message: "Unauthorized", translation_key: "x" };
  send: (event: unknown) => void = () => undefined;

  readonly hass = {
    fetchWithAuth: async (path: string, init: { headers: Record<string, string> }) => {
      // As Home Assistant's own does it.
      init.headers.authorization = "Bearer token";
      if (!new Headers(init.headers).has("authorization")) return new Response("", { status: 401 });
      this.asked.push(path);
      return new Response("sealed", { status: 206, headers: { "Content-Range": "bytes 0-5/6" } });
    },
    callWS: async () => {
      throw this.refusal;
    },
    loadBackendTranslation: async (category: string, integration: string) => {
      this.loaded.push(`component.${integration}.${category}.`);
    },
    localize: (key: string, { why }: { why: string }) =>
      this.loaded.some((start) => key === `${start}engine_error.message`) ? `Das geht nicht: ${why}` : "",
    connection: {
      subscribeMessage: async (callback: (event: unknown) => void) => {
        this.send = callback;
        return async () => {
          this.unsubscribed += 1;
        };
      },
      addEventListener: (_: "disconnected", listener: () => void) => this.lost.add(listener),
      removeEventListener: (_: "disconnected", listener: () => void) => this.lost.delete(listener),
    },
  } as unknown as HomeAssistant;
}

let page: Page;

beforeEach(() => {
  page = new Page();
  const remembered = new Map<string, string>();
  vi.stubGlobal("location", new URL("http://homeassistant.local:8123/secure-video"));
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => remembered.get(name) ?? null,
    setItem: (name: string, value: string) => remembered.set(name, value),
    removeItem: (name: string) => remembered.delete(name),
  });
});

test("the access token goes to Home Assistant's API only", async () => {
  const { service } = bridgeTo(page);
  for (const path of [
    "https://evil.example/api/x",
    "//evil.example/api/x",
    "/auth/token",
    "/api/../auth/token",
    "javascript:alert(1)",
    "/api\\..\\auth",
  ]) {
    await expect(service.fetch({ path }), path).rejects.toMatchObject({ code: "refused" });
  }
  expect(page.asked).toEqual([]);
  await service.fetch({ path: "/api/secure_video/clips/1/sealed?x=1" });
  expect(page.asked).toEqual(["/api/secure_video/clips/1/sealed?x=1"]);
});

test("an answer is passed on whole", async () => {
  const answer = await bridgeTo(page).service.fetch({ path: "/api/x" });
  expect(answer.status).toBe(206);
  expect(answer.headers["content-range"]).toBe("bytes 0-5/6");
  expect(new TextDecoder().decode(answer.body)).toBe("sealed");
});

test("a slow answer comes in pieces", async () => {
  const [head, ...pieces] = await Array.fromAsync(bridgeTo(page).service.fetchStream({ path: "/api/x" }));
  expect(head).toMatchObject({ status: 206 });
  expect(await new Blob(pieces as ArrayBuffer[]).text()).toBe("sealed");
});

test("Home Assistant's errors keep their code", async () => {
  await expect(bridgeTo(page).service.ws({ type: "x" })).rejects.toMatchObject({
    code: "unauthorized",
    details: { translation_key: "x" },
  });
});

test("Home Assistant's errors are told in the user's language, where it knows how", async () => {
  const refusal = {
    code: "home_assistant_error",
    message: "That does not work: because",
    translation_domain: "secure_video",
    translation_key: "engine_error",
    translation_placeholders: { why: "darum" },
  };
  page.refusal = refusal;
  await expect(bridgeTo(page).service.ws({ type: "x" })).rejects.toThrow("Das geht nicht: darum");
  page.refusal = { ...refusal, translation_key: "of_another_version" };
  await expect(bridgeTo(page).service.ws({ type: "x" })).rejects.toThrow("That does not work: because");
  page.refusal = {};
  await expect(bridgeTo(page).service.ws({ type: "x" })).rejects.toMatchObject({ code: "offline" });
});

test("a subscription ends with the connection, so that whoever needs it asks again", async () => {
  const bridge = bridgeTo(page);
  const events = bridge.service.subscribe({ type: "x" })[Symbol.asyncIterator]();
  const next = events.next();
  await vi.waitFor(() => expect(page.lost.size).toBe(1));
  for (const lost of page.lost) lost();
  expect((await next).done).toBe(true);
  expect(page.lost.size).toBe(0);
});

test("a subscription is left when the frame leaves it, and when the panel goes", async () => {
  const bridge = bridgeTo(page);
  const left = bridge.service.subscribe({ type: "x" })[Symbol.asyncIterator]();
  const first = left.next();
  await vi.waitFor(() => {
    page.send(1);
  });
  expect(await first).toEqual({ done: false, value: 1 });
  await left.return?.();
  expect(page.unsubscribed).toBe(1);

  const kept = bridge.service.subscribe({ type: "x" })[Symbol.asyncIterator]();
  const next = kept.next();
  await Promise.resolve();
  page.send(2);
  await next;
  bridge.end();
  expect(page.unsubscribed).toBe(2);
});

test("the context comes at once, and the newest of it after a change", async () => {
  const bridge = bridgeTo(page);
  const contexts = bridge.service.context()[Symbol.asyncIterator]();
  expect((await contexts.next()).value).toBe(CONTEXT);
  page.context = { ...CONTEXT, isDark: true };
  bridge.push();
  page.context = { ...CONTEXT, isDark: true, language: "fr" };
  bridge.push();
  expect((await contexts.next()).value).toMatchObject({ language: "fr" });
});

test("what is remembered is each user's own", async () => {
  const { service } = bridgeTo(page);
  await service.remember("checkpoint", "7");
  expect(await service.recall("checkpoint")).toBe("7");
  page.context = { ...CONTEXT, user: { ...CONTEXT.user, id: "ben" } };
  expect(await service.recall("checkpoint")).toBeNull();
});
