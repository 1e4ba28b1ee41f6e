// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { localizer, TEXTS } from "../../../src/localize/localize.ts";
import { Key, newIdentity } from "../../../src/vault/age/keys.ts";
import { keysIn } from "../../../src/vault/keyring.ts";
import { kitFile } from "../../../src/views/setup/kit-sheet.ts";

const recoveryIdentity = await newIdentity("hybrid");
const kit = {
  recoveryIdentity,
  recoveryRecipient: (await Key.parse(recoveryIdentity)).recipient,
  ownerRecipient: "age1owner",
  passphrase: "one-two-three-four-five-six-seven",
  fingerprints: { owner: "amber violin", recovery: "otter lantern" },
};
const file = (language: string, name = "Anna") =>
  kitFile({ t: localizer(language), kit, name, date: "21 November 2026" }, { lang: language, dir: "ltr" });

test("the file holds the key so that the vault finds it, in every language", async () => {
  for (const language of Object.keys(TEXTS)) {
    const keys = await keysIn(file(language));
    expect(keys.map(({ recipient }) => recipient)).toEqual([kit.recoveryRecipient]);
  }
});

test("it holds all that opens a clip, and asks no other place for anything", () => {
  const saved = file("en");
  for (const part of [
    kit.passphrase,
    "otter lantern",
    "amber violin",
    "age -d -i key.txt",
    "<svg",
    "21 November 2026",
  ]) {
    expect(saved).toContain(part);
  }
  expect(saved).toContain("default-src 'none'");
  expect(saved).not.toMatch(/(src|href)=|url\(|<script|<!--/);
});

test("a name cannot write into the page", () => {
  expect(file("en", "<img src=x onerror=alert(1)>")).not.toContain("<img");
});
