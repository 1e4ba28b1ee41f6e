// @vitest-environment happy-dom
import { expect, test } from "vitest";
import "../../src/components/button.ts";
import type { Button } from "../../src/components/button.ts";

async function shown(change: Partial<Button>): Promise<HTMLButtonElement> {
  const button = document.createElement("secure-video-button") as Button;
  Object.assign(button, change);
  document.body.append(button);
  await button.updateComplete;
  return button.renderRoot.querySelector("button") as HTMLButtonElement;
}

test("what is spoken is on the button itself, not around it", async () => {
  expect((await shown({ spoken: "Add Yard" })).getAttribute("aria-label")).toBe("Add Yard");
  expect((await shown({ label: "Close" })).getAttribute("aria-label")).toBe("Close");
  expect((await shown({})).hasAttribute("aria-label")).toBe(false);
});
