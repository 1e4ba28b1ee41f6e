import { expect, test } from "vitest";
import { LABELS } from "../../src/api/messages.ts";
import { tokens } from "../../src/components/tokens.ts";

type Three = readonly [number, number, number];

/** Of the light theme, then of the dark one. */
const THEMES = [...tokens.cssText.matchAll(/:root[^{]*\{([^}]*)\}/g)].map(([, rules = ""]) => rules);

/** In linear light. */
function colorOf(rules: string, name: string): Three {
  const hex = new RegExp(`--sv-${name}: #([0-9a-f]{6})`).exec(rules)?.[1];
  if (!hex) throw new Error(`There is no colour for ${name}.`);
  const channel = (at: number) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2;
  return [channel(0), channel(2), channel(4)];
}

// Machado, Oliveira and Fernandes 2009, at full severity.
const EYES: Readonly<Record<string, readonly [Three, Three, Three]>> = {
  most: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const times = (row: Three, color: Three) => row[0] * color[0] + row[1] * color[1] + row[2] * color[2];

/** Oklab (Ottosson 2020), where equal distances look equally different. */
function lab(color: Three): Three {
  const cone = (row: Three) => Math.cbrt(Math.max(0, times(row, color)));
  const cones: Three = [
    cone([0.4122214708, 0.5363325363, 0.0514459929]),
    cone([0.2119034982, 0.6806995451, 0.1073969566]),
    cone([0.0883024619, 0.2817188376, 0.6299787005]),
  ];
  return [
    times([0.2104542553, 0.793617785, -0.0040720468], cones),
    times([1.9779984951, -2.428592205, 0.4505937099], cones),
    times([0.0259040371, 0.7827717662, -0.808675766], cones),
  ];
}

// Some four times what can just be told side by side.
const FAR_ENOUGH = 0.08;

test.each(Object.entries(EYES))("eyes of the kind %s tell the classes apart by colour, in both themes", (_, rows) => {
  expect(THEMES).toHaveLength(2);
  for (const rules of THEMES) {
    const seen = LABELS.map((label) => {
      const color = colorOf(rules, label);
      const [red, green, blue] = rows.map((row) => Math.max(0, times(row, color)));
      return { label, place: lab([red ?? 0, green ?? 0, blue ?? 0]) };
    });
    for (const one of seen) {
      for (const other of seen.filter(({ label }) => label !== one.label)) {
        const away = Math.hypot(...one.place.map((value, at) => value - (other.place[at] ?? 0)));
        expect(away, `${one.label} and ${other.label}`).toBeGreaterThan(FAR_ENOUGH);
      }
    }
  }
});
