// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import type { Button } from "../../../src/components/button.ts";
import type { Dialog } from "../../../src/components/dialog.ts";
import { ClipShelf } from "../../../src/views/clip-shelf.ts";
import { Descriptions } from "../../../src/views/descriptions.ts";
import type { ClipCard } from "../../../src/views/timeline/clip-card.ts";
import type { ClipList } from "../../../src/views/timeline/clip-list.ts";
import "../../../src/views/timeline/clip-list.ts";
import { fakeApp } from "../../fakes/app.ts";
import { shelvedAt } from "../../fakes/clips.ts";

afterEach(() => {
  document.body.replaceChildren();
});

async function shown(clips = [40, 30, 20, 10].map((seconds) => shelvedAt(seconds)), isAdmin = true) {
  const app = fakeApp({ user: { id: "a".repeat(32), name: "Anna", isAdmin } }, { isOpen: false });
  const shelf = new ClipShelf(app.api);
  shelf.change(...clips);
  const list = document.createElement("secure-video-clip-list") as ClipList;
  const surroundings = { app, overview: app.home.overview, shelf, descriptions: new Descriptions(app.vault) };
  Object.assign(list, { ...surroundings, clips, selected: null, scroller: document.body });
  document.body.append(list);
  const find = <T extends HTMLElement>(selector: string) => list.shadowRoot?.querySelector<T>(selector);
  const settle = async () => {
    await list.updateComplete;
    await find<ClipList>("secure-video-virtual-grid")?.updateComplete;
    await find<ClipList>("secure-video-clip-care")?.updateComplete;
  };
  await settle();
  const cards = () => [
    ...(find("secure-video-virtual-grid")?.shadowRoot?.querySelectorAll<ClipCard>("secure-video-clip-card") ?? []),
  ];
  const click = async (index: number, how: MouseEventInit = {}) => {
    cards()[index]?.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, ...how }));
    await settle();
  };
  const chosen = () => cards().flatMap((card) => (card.isChosen ? [card.clip.clip_id] : []));
  const buttons = () => [
    ...(find("secure-video-clip-care")?.shadowRoot?.querySelectorAll<Button>("secure-video-button") ?? []),
  ];
  const sent = (command: string) => app.sent.filter(({ type }) => type === `secure_video/clips/${command}`);
  const answer = async (name: string) => {
    const dialog = await vi.waitUntil(() => document.querySelector<Dialog>("secure-video-dialog"));
    const all = [...dialog.querySelectorAll<Button>("secure-video-button")];
    all.find(({ textContent }) => textContent?.trim() === name)?.click();
    return dialog;
  };
  return { app, shelf, list, find, settle, click, chosen, buttons, sent, answer };
}

test("a clip is opened, until clips are chosen", async () => {
  const { app, list, click, chosen, settle } = await shown();
  await click(0);
  expect(app.context.value.route).toBe("/clip/clip-40");
  await click(1, { ctrlKey: true });
  await click(3, { shiftKey: true });
  expect(chosen()).toEqual(["clip-30", "clip-20", "clip-10"]);
  expect(app.context.value.route).toBe("/clip/clip-40");
  list.leave();
  await settle();
  expect(chosen()).toEqual([]);
});

test("who may not delete a clip cannot choose any", async () => {
  const { app, find, click, chosen } = await shown(undefined, false);
  expect(find("secure-video-button")).toBeNull();
  await click(1, { ctrlKey: true });
  expect(chosen()).toEqual([]);
  expect(app.context.value.route).toBe("/clip/clip-30");
});

test("a finger that rests on a clip chooses it; one that scrolls or taps does not", async () => {
  vi.useFakeTimers();
  try {
    const { list, chosen, find, settle } = await shown();
    const card = find("secure-video-virtual-grid")?.shadowRoot?.querySelector("secure-video-clip-card");
    const touch = (type: string) =>
      card?.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, pointerType: "touch" }));
    touch("pointerdown");
    touch("pointercancel");
    vi.runAllTimers();
    await settle();
    expect(find(".bar")).toBeNull();
    touch("pointerdown");
    vi.runAllTimers();
    touch("pointerup");
    touch("click");
    await settle();
    expect(chosen()).toEqual(["clip-40"]);
    list.leave();
  } finally {
    vi.useRealTimers();
  }
});

test("what is protected is counted apart, and not deleted; the dialog says how many, and when they were", async () => {
  const { shelf, click, find, buttons, sent, answer } = await shown([
    shelvedAt(7200),
    shelvedAt(30, { is_protected: true }),
    shelvedAt(20),
  ]);
  await click(0, { metaKey: true });
  await click(2, { shiftKey: true });
  expect(find("[role=status]")?.textContent).toContain("Selected: 3 · Protected: 1");
  buttons()[1]?.click();
  const dialog = await answer("Delete");
  expect(dialog.heading).toBe("Delete: 2 clips");
  expect(dialog.textContent).toContain("Protected, so not deleted: 1");
  expect(dialog.textContent).toMatch(/Nov 21, 10:00\sAM\s?–\s?12:00\sPM/);
  await vi.waitFor(() => expect(shelf.clips.value.map(({ clip_id }) => clip_id)).toEqual(["clip-30"]));
  expect(sent("delete").map(({ clip_ids }) => clip_ids)).toEqual([["clip-7200", "clip-20"]]);
  await vi.waitFor(() => expect(find(".bar")).toBeNull());
});

test("what was refused stays chosen, with the reason; what was deleted does not", async () => {
  const { app, click, find, buttons, settle, answer } = await shown();
  app.answers["clips/delete"] = ({ clip_ids }) => ({
    clips: (clip_ids as string[]).map((clip_id) => ({
      clip_id,
      error: clip_id === "clip-20" ? { kind: "StoreError", message: "The disk is full." } : null,
    })),
  });
  await click(0, { metaKey: true });
  await click(3, { shiftKey: true });
  buttons()[1]?.click();
  await answer("Delete");
  const care = find("secure-video-clip-care");
  await vi.waitFor(() => expect(care?.shadowRoot?.querySelector("secure-video-error")).toBeTruthy());
  await settle();
  expect(find("[role=status]")?.textContent).toContain("Selected: 1");
});

test("nothing is deleted, and all stay chosen, when the question is answered with no", async () => {
  const { click, chosen, buttons, sent, answer } = await shown();
  await click(0, { metaKey: true });
  buttons()[1]?.click();
  await answer("Cancel");
  await vi.waitFor(() => expect(document.querySelector("secure-video-dialog")).toBeNull());
  expect(sent("delete")).toEqual([]);
  expect(chosen()).toEqual(["clip-40"]);
});

test("all are protected that are not yet, and none of them twice", async () => {
  const { shelf, click, buttons, sent } = await shown([shelvedAt(20), shelvedAt(10, { is_protected: true })]);
  await click(0, { metaKey: true });
  await click(1);
  buttons()[0]?.click();
  await vi.waitFor(() => expect(shelf.clips.value.every(({ is_protected }) => is_protected)).toBe(true));
  expect(sent("protect").map(({ clip_ids }) => clip_ids)).toEqual([["clip-20"]]);
});

test("thousands are asked for in as many commands as they need", async () => {
  const many = Array.from({ length: 2500 }, (_, second) => shelvedAt(second)).reverse();
  const { shelf, find, settle, buttons, sent, answer } = await shown(many);
  find("secure-video-button")?.click();
  await settle();
  find(".bar > secure-video-button:nth-of-type(2)")?.click();
  await settle();
  buttons()[1]?.click();
  await answer("Delete");
  await vi.waitFor(() => expect(shelf.clips.value).toEqual([]));
  expect(sent("delete").map(({ clip_ids }) => (clip_ids as string[]).length)).toEqual([1000, 1000, 500]);
});

test("a clip that vanishes meanwhile is not chosen any more", async () => {
  const { shelf, click, find, settle } = await shown();
  await click(0, { metaKey: true });
  await click(1);
  shelf.remove("clip-40");
  await settle();
  expect(find("[role=status]")?.textContent).toContain("Selected: 1");
});
