import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CHROMIUM, launch } from "../player/browser.ts";
import { CLIP, KEYS, LOG, SEALED_CLIP, SEALED_META, VIDEO } from "../vault/data.ts";

describe.skipIf(!CHROMIUM)("the offline viewer in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  let folder: string;
  let page: Page;
  const asked: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "viewer-"));
    execFileSync(process.execPath, [new URL("../../build.ts", import.meta.url).pathname, join(folder, "built")], {
      // As for everybody else: of what a test may be, Vite would build something for developers.
      env: { ...process.env, NODE_ENV: "production" },
    });
    writeFileSync(join(folder, `${CLIP}.mp4.age`), SEALED_CLIP);
    writeFileSync(join(folder, `${CLIP}.meta.age`), SEALED_META);
    writeFileSync(join(folder, "key.txt"), KEYS.file);
    writeFileSync(join(folder, "proof.tlog-proof"), LOG.proof);
    writeFileSync(join(folder, "public-key.txt"), LOG.key);
    browser = await launch();
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    const context = await browser.newContext({ locale: "de-DE", reducedMotion: "reduce" });
    page = await context.newPage();
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`file://${join(folder, "built", "viewer.html")}`);
  });

  afterEach(() => page.context().close());

  const openClips = () =>
    page.setInputFiles("#files", [join(folder, `${CLIP}.mp4.age`), join(folder, `${CLIP}.meta.age`)]);

  async function unlock(): Promise<void> {
    await page.getByRole("button", { name: "Entsperren" }).first().click();
    await page.getByRole("textbox").fill(`${KEYS.classic.identity}\n${KEYS.hybrid.identity}`);
    await page.getByRole("button", { name: "Diesen Text verwenden" }).click();
    await page.getByRole("button", { name: "Jetzt sperren" }).waitFor();
  }

  test("opens, describes, plays and saves a clip, and asks no network for anything", async () => {
    await openClips();
    await unlock();
    const picture = page.locator("img");
    await expect.poll(() => picture.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(160);
    await page.getByText("Front door").click();
    const video = page.locator("video");
    await expect.poll(() => video.evaluate((shown: HTMLVideoElement) => shown.currentTime)).toBeGreaterThan(0);
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Offene Kopie speichern" }).click();
    const saved = await (await saving).path();
    expect(new Uint8Array(readFileSync(saved))).toEqual(VIDEO);
    expect(asked.filter((url) => !/^(file|blob|data):/.test(url))).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("opens a folder", async () => {
    await page.setInputFiles("#folder", folder);
    await page.getByText(`${CLIP}.mp4.age`).waitFor();
    expect(await page.getByText("Ein Clip").count()).toBe(1);
  });

  test("opens the key from its sealed file", async () => {
    await openClips();
    await page.getByRole("button", { name: "Entsperren" }).first().click();
    await page.locator("input#file").setInputFiles(join(folder, "key.txt"));
    await page.getByLabel("Passphrase").fill(KEYS.passphrase.replaceAll("-", " "));
    await page.keyboard.press("Enter");
    await page.getByText("Front door").waitFor();
  });

  test("shows nothing that was opened once it is locked", async () => {
    await openClips();
    await unlock();
    await page.getByText("Front door").waitFor();
    await page.getByRole("button", { name: "Jetzt sperren" }).click();
    await page.getByText(`${CLIP}.mp4.age`).waitFor();
    expect(await page.getByText("Front door").count()).toBe(0);
    expect(await page.locator("img").count()).toBe(0);
  });

  test("says what it needs where there are no clips, and why one does not open", async () => {
    await page.setInputFiles("#files", join(folder, "key.txt"));
    await page.getByText("Es wurden keine versiegelten Clips gefunden").waitFor();
    await openClips();
    await page.getByRole("button", { name: "Entsperren" }).first().click();
    await page.getByRole("textbox").fill(KEYS.classic.identity);
    await page.getByRole("button", { name: "Diesen Text verwenden" }).click();
    await page.getByText("Front door").click();
    await page.getByText("Der Clip lässt sich nicht abspielen").waitFor();
  });

  const openEvidence = () =>
    page.setInputFiles(
      "#files",
      ["proof.tlog-proof", "public-key.txt", `${CLIP}.mp4.age`].map((name) => join(folder, name)),
    );

  const nothing = async () => undefined;
  const openClip = () => page.getByText("Front door").click();
  const openProven = () => page.getByText("Beweis").click();
  const proved = () => page.getByText("Es ist genau das, was aufgezeichnet wurde.").waitFor();

  test.each([
    ["clips", [nothing, openClips, unlock, openClip]],
    ["evidence", [openEvidence, openProven, proved]],
  ])("can be used by everybody, as far as axe can tell: %s", async (_, acts) => {
    for (const act of acts) {
      await act();
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run({ exclude: ["video"] }),
      );
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    }
  });
});
