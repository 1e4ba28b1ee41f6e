import de from "./de.json" with { type: "json" };
import en from "./en.json" with { type: "json" };
import es from "./es.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import pl from "./pl.json" with { type: "json" };

/**
 * Texts are flat: "view.place.what". Where a number decides, there is one text for each plural category of the language
 * (`_one`, `_few`, `_many`, `_other`), the number is `{count}`, and the key is used without the ending.
 */
type PluralEnding = "one" | "two" | "few" | "many" | "other" | "zero";
type EnglishKey = keyof typeof en;
export type TextKey = EnglishKey extends infer K ? (K extends `${infer Base}_${PluralEnding}` ? Base : K) : never;

export type Localize = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export const TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, de, es, fr, pl };

/** Texts in this language (BCP 47); in English where there are none. */
export function localizer(language: string): Localize {
  const code = Object.hasOwn(TEXTS, language) ? language : (language.split("-")[0] ?? "en");
  const texts: Readonly<Record<string, string>> = TEXTS[code] ?? en;
  const plurals = new Intl.PluralRules(texts === en ? "en" : code);
  return (key, values = {}) => {
    const { count } = values;
    const ending = typeof count === "number" ? `_${plurals.select(count)}` : "";
    const text = texts[`${key}${ending}`] ?? texts[`${key}_other`] ?? texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}
