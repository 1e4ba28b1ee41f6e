import { describe, expect, test } from "vitest";
import { changesFor, commonMode, MODES, modeOf, switchesFor } from "../../../src/views/live/privacy.ts";
import { ago, stateText } from "../../../src/views/live/words.ts";
import { fakeApp } from "../../fakes/app.ts";
import { household } from "../../fakes/household.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const { cameras } = household(NOW).overview;
const [camera] = cameras as [(typeof cameras)[number]];

describe("modes", () => {
  test("each is told from its switches", () => {
    for (const mode of [...MODES, "on_demand"] as const) expect(modeOf(switchesFor(mode))).toBe(mode);
  });

  test("only switches that stand otherwise are turned", () => {
    const off = {
      ...camera,
      is_detecting: false,
      is_recording: false,
      detection_switch: "switch.d",
      recording_switch: "switch.r",
    };
    expect(changesFor("look", [off])).toEqual({ on: ["switch.d"], off: [] });
    expect(changesFor("off", [off])).toEqual({ on: [], off: [] });
    expect(changesFor("off", [camera])).toEqual({ on: [], off: ["switch.front_detection", "switch.front_recording"] });
  });

  test("a switch that was removed from Home Assistant is left alone", () => {
    expect(changesFor("off", [{ ...camera, detection_switch: null }]).off).toEqual(["switch.front_recording"]);
  });

  test("cameras share a mode or none", () => {
    expect(commonMode(cameras)).toBe("record");
    expect(commonMode([camera, { is_detecting: true, is_recording: false }])).toBeNull();
    expect(commonMode([])).toBeNull();
  });
});

describe("words", () => {
  const app = fakeApp();

  test("how long ago, in the largest unit that fits", () => {
    expect(ago("en", NOW - 200, NOW)).toBe("now");
    expect(ago("en", NOW - 95_000, NOW)).toBe("1 min. ago");
    expect(ago("de", NOW - 3 * 86_400_000, NOW)).toBe("vor 3 Tagen");
    // A clock that is behind does not see the future.
    expect(ago("en", NOW + 5000, NOW)).toBe("now");
  });

  test("what is wrong is said, and since when", () => {
    const offline = { ...camera, stream: "offline", last_frame_at: new Date(NOW - 20 * 60_000).toISOString() } as const;
    expect(stateText(app, offline, NOW)).toBe("Offline: the camera does not answer · looked 20 min. ago");
    expect(stateText(app, { ...camera, recording_problem: "disk_full" }, NOW)).toContain("the disk is full");
  });

  test("what is told once a minute makes no watched camera look late", () => {
    const looked = (ago: number) => ({ ...camera, last_frame_at: new Date(NOW - ago).toISOString() });
    expect(stateText(app, looked(70_000), NOW)).toBe("Watching");
    expect(stateText(app, looked(5 * 60_000), NOW)).toBe("Watching · looked 5 min. ago");
  });

  test("a camera that is off says so and nothing else", () => {
    const off = { ...camera, stream: "off", analysis: "off", is_detecting: false, is_recording: false } as const;
    expect(stateText(app, off, NOW)).toBe("Off");
  });
});
