import { describe, expect, test } from "vitest";
import { localizer, TEXTS } from "../../src/localize/localize.ts";

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const base = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");
const isPlural = (key: string) => base(key) !== key;

test("an unknown language is shown in English, a regional one in its language", () => {
  expect(localizer("tlh")("app.title")).toBe(TEXTS.en?.["app.title"]);
  expect(localizer("de-AT")("app.title")).toBe(TEXTS.de?.["app.title"]);
});

describe.each(Object.keys(TEXTS).filter((language) => language !== "en"))("%s", (language) => {
  const texts = TEXTS[language] ?? {};
  const english = TEXTS.en ?? {};

  test("has every text and no other", () => {
    expect([...new Set(Object.keys(texts).map(base))].sort()).toEqual(
      [...new Set(Object.keys(english).map(base))].sort(),
    );
  });

  test("has a text for every plural category of the language", () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of new Set(Object.keys(english).filter(isPlural).map(base))) {
      expect(Object.keys(texts), key).toEqual(expect.arrayContaining(needed.map((category) => `${key}_${category}`)));
    }
  });

  test("fills in the same values", () => {
    for (const [key, text] of Object.entries(texts)) {
      const original = english[key] ?? english[`${base(key)}_other`] ?? "";
      // "One clip" needs no number.
      const wanted = placeholders(original).filter((name) => name !== "count");
      expect(
        placeholders(text).filter((name) => name !== "count"),
        key,
      ).toEqual(wanted);
    }
  });
});
