/**
 * Measures a minute of 1080p in a real browser: `node tests/player/bench.ts`. Prints milliseconds to the first picture and to
 * the picture after a seek, and how fast the worker opens a clip that it reads whole.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Encrypter } from "age-encryption";
import { KEYS } from "../vault/data.ts";
import { openTheatre } from "./browser.ts";
import type { Stage } from "./stage.ts";

declare const stage: Stage;

const CLIP = "a".repeat(32);
const RUNS = 5;
const PLACES = [50, 10, 30, 58, 3, 44, 21, 37];
const PICTURES = ["-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=25", "-f", "lavfi", "-i", "sine", "-t", "60"];
const CODECS = [
  "-c:v",
  "libx264",
  "-preset",
  "veryfast",
  "-b:v",
  "4M",
  "-g",
  "50",
  "-bf",
  "0",
  "-pix_fmt",
  "yuv420p",
  "-c:a",
  "aac",
];
const FRAGMENTS = ["-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "2000000"];

function clip(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    execFileSync("ffmpeg", ["-v", "error", ...PICTURES, ...CODECS, ...FRAGMENTS, join(folder, "clip.mp4")]);
    return new Uint8Array(readFileSync(join(folder, "clip.mp4")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const told = (values: readonly number[]) =>
  `median ${median(values).toFixed(0)} ms, longest ${Math.max(...values).toFixed(0)} ms`;

const video = clip();
const encrypter = new Encrypter();
encrypter.addRecipient(KEYS.hybrid.recipient);
const sealed = await encrypter.encrypt(video);
const theatre = await openTheatre(new Map([[`/api/secure_video/clips/${CLIP}/sealed`, sealed]]));
const given = { identity: KEYS.hybrid.identity, clip: CLIP, places: PLACES };
const [firsts, seeks, speeds]: [number[], number[], number[]] = [[], [], []];
for (let run = 0; run < RUNS; run++) {
  await theatre.page.reload();
  firsts.push(await theatre.page.evaluate(({ identity, clip }) => stage.play(identity, clip), given));
  seeks.push(
    ...(await theatre.page.evaluate(async ({ places }) => {
      const taken = [];
      for (const place of places) taken.push(await stage.seek(place));
      return taken;
    }, given)),
  );
  await theatre.page.reload();
  const seconds = await theatre.page.evaluate(async ({ identity, clip }) => {
    await stage.vault.call("unlockWith", identity);
    const begin = performance.now();
    await Array.fromAsync(stage.vault.stream("plainCopy", clip));
    return (performance.now() - begin) / 1000;
  }, given);
  speeds.push(video.length / 2 ** 20 / seconds);
}
await theatre.close();
process.stdout.write(
  [
    `clip            ${(video.length / 2 ** 20).toFixed(1)} MiB, 60 s of 1080p`,
    `first picture   ${told(firsts)}`,
    `after a seek    ${told(seeks)}`,
    `opened whole    median ${median(speeds).toFixed(0)} MiB/s`,
    "",
  ].join("\n"),
);
