import { describe, expect, test } from "vitest";
import { localizer, TEXTS } from "../../src/localize/localize.ts";
import { VIEWER_TEXTS, type ViewerKey } from "../../src/viewer/texts.ts";

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const base = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");
const isPlural = (key: string) => base(key) !== key;

test("an unknown language is shown in English, a regional one in its language", () => {
  expect(localizer("tlh")("app.title")).toBe(TEXTS.en?.["app.title"]);
  expect(localizer("de-AT")("app.title")).toBe(TEXTS.de?.["app.title"]);
});

test("the viewer's texts are in every language of the panel, beside them", () => {
  expect(Object.keys(VIEWER_TEXTS)).toEqual(Object.keys(TEXTS));
  const t = localizer<ViewerKey>("de-AT", VIEWER_TEXTS);
  expect(t("viewer.title")).toBe(VIEWER_TEXTS.de?.["viewer.title"]);
  expect(t("app.title")).toBe(TEXTS.de?.["app.title"]);
});

const TRANSLATED = Object.entries({ panel: TEXTS, viewer: VIEWER_TEXTS }).flatMap(([of, all]) =>
  Object.keys(all)
    .filter((language) => language !== "en")
    .map((language) => [of, language, all] as const),
);

describe.each(TRANSLATED)("%s in %s", (_, language, all) => {
  const texts = all[language] ?? {};
  const english = all.en ?? {};

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
