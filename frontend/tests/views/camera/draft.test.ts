import { describe, expect, test } from "vitest";
import type { CameraSettings } from "../../../src/api/messages.ts";
import { draftOf } from "../../../src/views/camera/draft.ts";
import { faults } from "../../../src/views/camera/faults.ts";
import { begun, changed, redone, undone } from "../../../src/views/camera/history.ts";
import { newLine, newMask, newZone, pointsOf, without, withPoints } from "../../../src/views/camera/shapes.ts";
import { fakeApp } from "../../fakes/app.ts";
import { SETTINGS, withDoing } from "../../fakes/doing.ts";

describe("history", () => {
  test("undoes and redoes, until something else is done", () => {
    let history = changed(changed(begun(1), 2), 3);
    history = undone(history);
    expect(history.now).toBe(2);
    expect(redone(history).now).toBe(3);
    history = changed(history, 4);
    expect(redone(history).now).toBe(4);
    expect(undone(undone(undone(history))).now).toBe(1);
  });

  test("one movement is one step, the next one another", () => {
    let history = begun(0);
    for (const value of [1, 2, 3]) history = changed(history, value, "drag-1");
    for (const value of [4, 5]) history = changed(history, value, "drag-2");
    expect(undone(history).now).toBe(3);
    expect(undone(undone(history)).now).toBe(0);
  });
});

describe("faults", () => {
  const clean: CameraSettings = { ...SETTINGS, zones: [], lines: [], masks: [] };

  test("there is none in what Home Assistant has", () => {
    expect(faults(SETTINGS)).toEqual([]);
  });

  test("names, labels and limits", () => {
    const zone = newZone(clean, "Path", "include");
    const wrong = { ...clean, labels: [], zones: [zone, { ...zone, min_area: 0.5, max_area: 0.5 }] };
    expect(faults(wrong).map(({ kind }) => kind)).toEqual(["no_labels", "same_name", "bad_limits"]);
    expect(faults({ ...clean, masks: [newMask(clean, " ", "private")] })[0]?.kind).toBe("no_name");
  });

  test("outlines that cross and lines without length", () => {
    const zone = newZone(clean, "Path", "include");
    const [a, b, c, d] = zone.polygon as [[number, number], [number, number], [number, number], [number, number]];
    expect(faults({ ...clean, zones: [{ ...zone, polygon: [a, c, b, d] }] })).toEqual([
      { kind: "crossing", at: { kind: "zones", index: 0 } },
    ]);
    const line = newLine(clean, "Gate");
    expect(faults({ ...clean, lines: [{ ...line, end: line.start }] })[0]?.kind).toBe("no_length");
  });
});

test("new shapes get a name and a place of their own", () => {
  const one = { ...SETTINGS, zones: [newZone({ ...SETTINGS, zones: [] }, "Area", "include")] };
  const second = newZone(one, "Area", "include");
  expect(second.name).toBe("Area 2");
  expect(second.polygon).not.toEqual(one.zones[0]?.polygon);
});

test("points of a line are its ends", () => {
  const at = { kind: "lines", index: 0 } as const;
  const moved = withPoints(SETTINGS, at, [
    [0, 0],
    [1, 1],
  ]);
  expect(moved.lines[0]).toMatchObject({ start: [0, 0], end: [1, 1], name: "Gate" });
  expect(pointsOf(moved, at)).toHaveLength(2);
  expect(without(moved, at).lines).toEqual([]);
});

describe("a draft", () => {
  test("is still there on coming back, and is saved as a whole", async () => {
    const app = withDoing(fakeApp());
    const draft = await draftOf(app, "front");
    draft.change({ ...draft.settings, name: "Back door" });
    const again = await draftOf(app, "front");
    expect(again.settings.name).toBe("Back door");
    await again.save();
    expect(again.isChanged).toBe(false);
    expect(app.sent.at(-1)).toMatchObject({
      type: "secure_video/cameras/change",
      camera_id: "front",
      settings: { name: "Back door", zones: [{ id: "path" }, { id: "street" }] },
    });
  });

  test("that was not changed gives way to what Home Assistant has now", async () => {
    const app = withDoing(fakeApp());
    const first = await draftOf(app, "front");
    expect(await draftOf(app, "front")).not.toBe(first);
  });

  test("keeps what was entered if saving fails", async () => {
    const app = withDoing(fakeApp());
    const draft = await draftOf(app, "front");
    draft.change({ ...draft.settings, seconds_before: 9 });
    app.answers["cameras/change"] = () => {
      throw new Error("no");
    };
    await expect(draft.save()).rejects.toThrow("no");
    expect(draft.isChanged).toBe(true);
    expect(draft.settings.seconds_before).toBe(9);
  });
});
