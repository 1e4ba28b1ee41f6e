// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { SecureVideoCard } from "../../src/host/card.ts";
import { CardClips, type CardContent } from "../../src/host/card-clips.ts";
import { OFFER, offerCard } from "../../src/host/card-offer.ts";
import { cardTexts } from "../../src/host/card-texts.ts";
import type { HomeAssistant } from "../../src/host/hass.ts";

const CLIP = {
  clip_id: "1".repeat(32),
  camera_id: "01K",
  started_at: "2026-11-21T09:01:00+00:00",
  duration: 10,
  size: 1,
  labels: ["person"],
  state: "sealed",
  is_protected: false,
  unlocked_until: null as string | null,
};
const OVERVIEW = { cameras: [{ camera_id: "01K", name: "Front door", entity_id: "camera.front" }] };

class House {
  asked: object[] = [];
  fetched: string[] = [];
  clips = [CLIP];
  left = 0;
  isRunning = true;
  /** What whoever subscribes has to wait for. */
  ready: Promise<void> = Promise.resolve();
  followed = 0;
  readonly lost = new Set<() => void>();
  readonly callbacks: Record<string, (event: unknown) => void> = {};
  readonly hass = {
    locale: { language: "de", time_format: "24", time_zone: "server" },
    config: { time_zone: "Europe/Berlin" },
    callWS: async (message: object) => {
      this.asked.push(message);
      return { clips: this.clips, has_more: false };
    },
    fetchWithAuth: async (path: string) => {
      this.fetched.push(path);
      return new Response("jpeg");
    },
    connection: {
      subscribeMessage: async (callback: (event: unknown) => void, { type }: { type: string }) => {
        if (!this.isRunning) throw { code: "not_loaded", message: "Not loaded" };
        await this.ready;
        this.followed += 1;
        this.callbacks[type] = callback;
        if (type === "secure_video/overview/subscribe") queueMicrotask(() => callback(OVERVIEW));
        return async () => {
          this.left += 1;
        };
      },
      addEventListener: (_: "disconnected", listener: () => void) => this.lost.add(listener),
      removeEventListener: (_: "disconnected", listener: () => void) => this.lost.delete(listener),
    },
  } as unknown as HomeAssistant;
}

let house: House;
beforeEach(() => {
  house = new House();
});

const soon = () => new Date(Date.now() + 60_000).toISOString();

async function opened(entityId: string | null = "camera.front") {
  const told: (CardContent | null)[] = [];
  const clips = new CardClips(house.hass, { entityId, count: 3 }, (content) => told.push(content));
  await clips.open();
  await vi.waitFor(() => expect(told).not.toHaveLength(0));
  return { clips, told };
}

test("it asks for the clips of its camera only", async () => {
  await opened();
  expect(house.asked.at(-1)).toEqual({ type: "secure_video/clips/list", limit: 3, camera_id: "01K" });
});

test("without a camera it asks for all, and of one that is not ours for none", async () => {
  await opened(null);
  expect(house.asked.at(-1)).toEqual({ type: "secure_video/clips/list", limit: 3 });
  house.asked = [];
  const { told } = await opened("camera.other");
  expect(told.at(-1)?.clips).toEqual([]);
  expect(house.asked).toEqual([]);
});

test("what is sealed is not even asked for", async () => {
  const { told } = await opened();
  expect(house.fetched).toEqual([]);
  expect(told.at(-1)?.pictures.size).toBe(0);
});

test("the picture of what is unlocked is shown, and let go when it is locked", async () => {
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  house.clips = [{ ...CLIP, unlocked_until: soon() }];
  const { told } = await opened();
  await vi.waitFor(() => expect(told.at(-1)?.pictures.size).toBe(1));
  expect(house.fetched).toEqual([`/api/secure_video/clips/${CLIP.clip_id}/thumbnail`]);
  house.clips = [CLIP];
  house.callbacks["secure_video/clips/subscribe"]?.({ changed: [], removed: [] });
  await vi.waitFor(() => expect(told.at(-1)?.pictures.size).toBe(0));
  expect(revoked).toHaveBeenCalledOnce();
});

test("it leaves both subscriptions", async () => {
  const { clips } = await opened();
  clips.close();
  expect(house.left).toBe(2);
});

test("it says when Secure Video does not answer", async () => {
  house.isRunning = false;
  expect((await opened()).told).toContain(null);
});

test("it goes on after Home Assistant was restarted, and not after it was closed", async () => {
  vi.useFakeTimers();
  try {
    const { clips, told } = await opened();
    house.isRunning = false;
    for (const lost of house.lost) lost();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.at(-1)).toBeNull();
    house.isRunning = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.at(-1)?.clips).toHaveLength(1);
    clips.close();
    expect(house.lost.size).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("it follows once, though the connection was lost while it still waited for an answer", async () => {
  vi.useFakeTimers();
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    house.ready = promise;
    const clips = new CardClips(house.hass, { entityId: null, count: 3 }, () => undefined);
    void clips.open();
    for (const lost of house.lost) lost();
    await vi.advanceTimersByTimeAsync(10_000);
    resolve();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(house.followed - house.left).toBe(2);
    clips.close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(house.followed - house.left).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("the card shows what, when and where it leads", async () => {
  offerCard();
  const card = new SecureVideoCard();
  card.hass = house.hass;
  card.setConfig({ type: "custom:secure-video-card", count: 2 });
  document.body.append(card);
  await vi.waitFor(() => expect(card.shadowRoot?.querySelector("a")).toBeTruthy());
  const link = card.shadowRoot?.querySelector("a");
  expect(link?.getAttribute("href")).toBe(`/secure-video/clip/${CLIP.clip_id}`);
  expect(link?.textContent).toMatch(/Person[\s\S]*10:01[\s\S]*Front door/);
  expect(link?.querySelector("img")).toBeNull();
  card.remove();
  expect(house.left).toBe(2);
});

test("a camera that its user may not see is no camera in which nothing happened", async () => {
  offerCard();
  const card = new SecureVideoCard();
  card.hass = house.hass;
  card.setConfig({ type: "custom:secure-video-card", camera: "camera.other" });
  document.body.append(card);
  await vi.waitFor(() => expect(card.shadowRoot?.textContent).toContain("Keine Kamera hier, die du sehen darfst"));
  house.clips = [];
  card.setConfig({ type: "custom:secure-video-card", camera: "camera.front" });
  await vi.waitFor(() => expect(card.shadowRoot?.textContent).toContain("Noch wurde nichts aufgenommen"));
  card.remove();
});

test("it is suggested for cameras of ours only", () => {
  const entities = {
    "camera.front": { platform: "secure_video" },
    "camera.other": { platform: "ffmpeg" },
    "switch.front_recording": { platform: "secure_video" },
  };
  const suggested = Object.keys(entities).filter((id) => OFFER.getEntitySuggestion({ ...house.hass, entities }, id));
  expect(suggested).toEqual(["camera.front"]);
});

test("a configuration that cannot be meant is refused", () => {
  const card = new SecureVideoCard();
  expect(() => card.setConfig({ type: "", camera: "light.x" })).toThrow("camera is not a camera entity");
  expect(() => card.setConfig({ type: "", count: 0 })).toThrow("Incidents (count): 1–24");
  document.documentElement.lang = "de";
  try {
    expect(() => card.setConfig({ type: "", camera: "light.x" })).toThrow("camera ist keine Kamera-Entität");
    expect(() => card.setConfig({ type: "", count: 25 })).toThrow("Ereignisse (count): 1–24");
  } finally {
    document.documentElement.lang = "";
  }
});

test("all languages have all texts", () => {
  const keys = Object.keys(cardTexts("en")).sort();
  for (const language of ["de-AT", "es", "fr", "pl"]) {
    expect(Object.keys(cardTexts(language)).sort()).toEqual(keys);
    expect(cardTexts(language).empty).not.toBe(cardTexts("en").empty);
  }
  expect(cardTexts("tlh")).toBe(cardTexts("en"));
});
