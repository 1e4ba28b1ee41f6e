// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { localizer } from "../../../src/localize/localize.ts";
import type { LendDialog } from "../../../src/views/player/lend-dialog.ts";
import "../../../src/views/player/lend-dialog.ts";

test("what was chosen stays chosen, whatever changes around it meanwhile", async () => {
  const dialog = document.createElement("secure-video-lend-dialog") as LendDialog;
  dialog.t = localizer("en");
  document.body.append(dialog);
  await dialog.updateComplete;
  const lent: number[] = [];
  dialog.addEventListener("lent", (event) => lent.push((event as CustomEvent<number>).detail));
  const find = (selector: string) => dialog.shadowRoot?.querySelector<HTMLElement>(selector);
  find("secure-video-select")?.dispatchEvent(new CustomEvent("selected", { detail: "300" }));
  dialog.t = localizer("de");
  await dialog.updateComplete;
  find("secure-video-button")?.click();
  expect(lent).toEqual([300]);
});
