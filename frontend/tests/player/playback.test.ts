import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CLIP, KEYS, LONG_GROUPS, SEALED_CLIP, VIDEO } from "../vault/data.ts";
import { CHROMIUM, openTheatre, type Theatre } from "./browser.ts";
import type { Stage } from "./stage.ts";

declare const stage: Stage;

const SEALED = `/api/secure_video/clips/${CLIP}/sealed`;
const withoutIndex = VIDEO.slice(0, VIDEO.length - new DataView(VIDEO.buffer).getUint32(VIDEO.length - 4));
const FILES = new Map([
  [SEALED, SEALED_CLIP],
  ["/no-index.mp4", withoutIndex],
  ["/cut-off.mp4", withoutIndex.slice(0, -40_000)],
  ["/unknown-codec.mp4", renamed(VIDEO)],
  ["/long-groups.mp4", LONG_GROUPS],
  ["/garbage.mp4", VIDEO.map((byte, at) => byte ^ (at % 251))],
]);

/** The same clip in a codec that nobody has. */
function renamed(clip: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(clip).toString("latin1").replaceAll("avc1", "vvc1"), "latin1"));
}

describe.skipIf(!CHROMIUM)("in Chromium (skipped where there is none)", () => {
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await openTheatre(FILES);
  }, 60_000);
  afterAll(() => theatre.close());
  beforeEach(() => theatre.page.reload());

  const evaluate = <T>(act: (given: { identity: string; clip: string }) => Promise<T>): Promise<T> =>
    theatre.page.evaluate(act, { identity: KEYS.hybrid.identity, clip: CLIP });

  test("a sealed clip plays from its beginning to its end", async () => {
    const seen = await evaluate(async ({ identity, clip }) => {
      await stage.play(identity, clip);
      const ended = new Promise((resolve) => stage.video.addEventListener("ended", resolve));
      stage.video.playbackRate = 16;
      await stage.video.play();
      await ended;
      return {
        size: [stage.video.videoWidth, stage.video.videoHeight],
        duration: stage.video.duration,
        shown: stage.video.getVideoPlaybackQuality().totalVideoFrames > 0,
        faults: stage.faults,
      };
    });
    expect(seen).toMatchObject({ size: [320, 180], shown: true, faults: [] });
    expect(seen.duration).toBeCloseTo(12.1, 0);
  });

  test("its picture is the one that was filmed", async () => {
    // The test picture counts the seconds on a bright ground, on which nothing else stands still.
    const brightness = await evaluate(async ({ identity, clip }) => {
      await stage.play(identity, clip);
      await stage.seek(6);
      const canvas = new OffscreenCanvas(320, 180);
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.drawImage(stage.video, 0, 0);
      const { data } = context.getImageData(0, 0, 320, 180);
      return data.filter((_, at) => at % 4 < 3).reduce((sum, value) => sum + value, 0) / (320 * 180 * 3);
    });
    expect(brightness).toBeGreaterThan(60);
    expect(brightness).toBeLessThan(220);
  });

  test("going back and forth shows what is there", async () => {
    await evaluate(({ identity, clip }) => stage.play(identity, clip));
    await theatre.page.waitForTimeout(200);
    const times = await evaluate(async () => {
      const shown: number[] = [];
      for (const time of [11, 3, 7.5, 0.5, 11.9]) {
        await stage.seek(time);
        await stage.picture();
        shown.push(stage.video.currentTime);
      }
      return { shown, faults: stage.faults };
    });
    expect(times).toEqual({ shown: [11, 3, 7.5, 0.5, 11.9], faults: [] });
  });

  test("a group that was left before all of it was there shows when one comes back", async () => {
    const shown = await theatre.page.evaluate(async () => {
      await stage.startPlain("/long-groups.mp4");
      for (const time of [40.5, 9, 47]) await stage.seek(time);
      await stage.picture();
      return stage.video.currentTime;
    });
    expect(shown).toBe(47);
  });

  test("far into a group its key frame is shown first, and stays while somebody still chooses", async () => {
    const seen = await theatre.page.evaluate(async () => {
      await stage.startPlain("/long-groups.mp4");
      const { playback, video } = stage;
      const shown: number[] = [];
      video.addEventListener("seeked", () => shown.push(Math.round(video.currentTime)));
      await playback?.seek(31, { isRough: true });
      const chosen = [...shown, playback?.time];
      const arrived = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
      await playback?.seek(31);
      await arrived;
      return { chosen, shown, time: playback?.time };
    });
    expect(seen).toEqual({ chosen: [24, 31], shown: [24, 31], time: 31 });
  });

  test.each([
    ["far into a group", "/long-groups.mp4", 29.5, [24, 29.5], 24],
    ["near its key frame", "/long-groups.mp4", 24.5, [24, 24.5], 24],
    ["in a clip without an index", "/no-index.mp4", 7.5, [6.1, 7.5], 6.1],
  ])(
    "it begins where it is told to, with the key frame before, and reads nothing else: %s",
    async (_, path, from, shown, first) => {
      const seen = await theatre.page.evaluate(
        async ([clip, second]) => {
          const { video } = stage;
          const places: number[] = [];
          video.addEventListener("seeked", () => places.push(video.currentTime));
          const outcome = await stage.startPlain(clip, second);
          while (Math.abs((places.at(-1) ?? 0) - second) > 0.01)
            await new Promise((resolve) => setTimeout(resolve, 10));
          return { outcome, places, first: video.buffered.start(0), faults: stage.faults };
        },
        [path, from] as const,
      );
      const rounded = (seconds: number) => Math.round(seconds * 10) / 10;
      expect(seen).toMatchObject({ outcome: "plays", faults: [] });
      expect([seen.places.map(rounded), rounded(seen.first)]).toEqual([shown, first]);
    },
  );

  test("picture by picture, forth and back", async () => {
    const times = await evaluate(async ({ identity, clip }) => {
      await stage.play(identity, clip);
      await stage.seek(4);
      const shown: number[] = [];
      for (const direction of [1, 1, 1, -1, -1, -1, -1] as const) {
        const seeked = new Promise((resolve) => stage.video.addEventListener("seeked", resolve, { once: true }));
        await stage.playback?.step(direction);
        await seeked;
        shown.push(stage.video.currentTime);
      }
      return shown;
    });
    const steps = times.map((time, at) => (time - (times[at - 1] ?? 4)) * 15);
    for (const [at, step] of steps.slice(1).entries()) expect(step).toBeCloseTo(at < 2 ? 1 : -1, 0);
  });

  test.each([
    ["without an index", "/no-index.mp4", "plays"],
    ["that was cut off", "/cut-off.mp4", "plays"],
    ["in a codec that the browser does not know", "/unknown-codec.mp4", "unsupported"],
    ["that is none", "/garbage.mp4", "damaged"],
  ])("a clip %s", async (_, path, outcome) => {
    expect(await theatre.page.evaluate((from) => stage.startPlain(from), path)).toBe(outcome);
  });

  test("where the browser takes whole files only", async () => {
    const seen = await evaluate(async ({ identity, clip }) => {
      Object.assign(globalThis, { MediaSource: undefined });
      await stage.play(identity, clip);
      await stage.seek(9);
      const sought = stage.video.currentTime;
      await stage.startPlain("/long-groups.mp4", 24.5);
      return [sought, stage.video.currentTime];
    });
    expect(seen).toEqual([9, 24.5]);
  });

  test("locking stops what plays, and says so", async () => {
    const codes = await evaluate(async ({ identity, clip }) => {
      await stage.play(identity, clip);
      await stage.vault.call("lock");
      const read = stage.vault.call("read", clip, 0, 1).catch((error) => error.code);
      return [await read, stage.faults.map((fault) => (fault as { code: string }).code)];
    });
    expect(codes[0]).toBe("locked");
  });

  test("letting go leaves the video empty", async () => {
    const seen = await evaluate(async ({ identity, clip }) => {
      await stage.play(identity, clip);
      stage.playback?.dispose();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { src: stage.video.getAttribute("src"), readyState: stage.video.readyState, faults: stage.faults };
    });
    expect(seen).toEqual({ src: null, readyState: 0, faults: [] });
  });
});
