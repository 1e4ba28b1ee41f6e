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
export type KeyOf<T> = keyof T extends infer K ? (K extends `${infer Base}_${PluralEnding}` ? Base : K) : never;
export type TextKey = KeyOf<typeof en>;

export type Localize<Key extends string = TextKey> = (
  key: Key,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** By language. */
export type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const TEXTS: Texts = { en, de, es, fr, pl };

/** Texts in this language (BCP 47), in English where there are none. `more` has others in the same languages. */
export function localizer<Key extends string = TextKey>(language: string, more: Texts = {}): Localize<TextKey | Key> {
  const own = Object.hasOwn(TEXTS, language) ? language : (language.split("-")[0] ?? "en");
  const code = Object.hasOwn(TEXTS, own) ? own : "en";
  const texts: Readonly<Record<string, string>> = { ...TEXTS[code], ...more[code] };
  const plurals = new Intl.PluralRules(code);
  return (key, values = {}) => {
    const { count } = values;
    const ending = typeof count === "number" ? `_${plurals.select(count)}` : "";
    const text = texts[`${key}${ending}`] ?? texts[`${key}_other`] ?? texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}
