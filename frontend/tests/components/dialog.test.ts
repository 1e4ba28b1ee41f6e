// @vitest-environment happy-dom
import { expect, test } from "vitest";
import "../../src/components/dialog.ts";
import type { Dialog } from "../../src/components/dialog.ts";

async function shown() {
  const dialog = document.createElement("secure-video-dialog") as Dialog;
  const told: string[] = [];
  dialog.addEventListener("closed", () => told.push("closed"));
  dialog.isOpen = true;
  document.body.append(dialog);
  await dialog.updateComplete;
  const inner = dialog.renderRoot.querySelector("dialog") as HTMLDialogElement;
  return { dialog, inner, told };
}

test("that it is closed is told at once, and once", async () => {
  const { dialog, inner, told } = await shown();
  expect(inner.open).toBe(true);
  dialog.close();
  expect(inner.open).toBe(false);
  expect(told).toEqual(["closed"]);
  await dialog.updateComplete;
  // The browser tells of it later.
  inner.dispatchEvent(new Event("close"));
  dialog.close();
  expect(told).toEqual(["closed"]);
});

test("what the browser closed is told, too", async () => {
  const { inner, told } = await shown();
  inner.close();
  expect(told).toEqual(["closed"]);
});

test("one that is open again stays so when the browser tells of the time before", async () => {
  const { dialog, inner } = await shown();
  inner.addEventListener("close", (event) => event.stopImmediatePropagation(), { capture: true, once: true });
  dialog.close();
  dialog.isOpen = true;
  await dialog.updateComplete;
  inner.dispatchEvent(new Event("close"));
  expect(inner.open).toBe(true);
});
