import { expect, test } from "vitest";
import type { Descriptions, Opened } from "../../../src/views/descriptions.ts";
import { ZoneIndex } from "../../../src/views/timeline/zone-index.ts";
import { shelvedAt } from "../../fakes/clips.ts";

const clips = [shelvedAt(0), shelvedAt(60), shelvedAt(120, { state: "recording" })];

/** Each clip opens with one incident in the path, but for one that does not. */
const descriptions = {
  open: async (clipId: string) => {
    if (clipId === clips[1]?.clip_id) throw new Error("damaged");
    return { incidents: [{ zones: ["Path"] }] } as unknown as Opened;
  },
} as Descriptions;

test("what was opened is known, and a clip that does not open stops nothing", async () => {
  const index = new ZoneIndex();
  const shares: number[] = [];
  await index.fill(clips, descriptions, (share) => shares.push(share));
  expect(clips.map(({ clip_id }) => index.zonesOf(clip_id))).toEqual([["Path"], [], []]);
  expect(shares).toEqual([1]);
});

test("what is asked for next ends what was asked for before", async () => {
  const index = new ZoneIndex();
  const shares: string[] = [];
  const first = index.fill(clips, descriptions, () => shares.push("first"));
  await Promise.all([first, index.fill(clips, descriptions, () => shares.push("second"))]);
  expect(shares).toEqual(["second"]);
});
