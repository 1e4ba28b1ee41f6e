import type { KeyOf, Texts } from "../localize/localize.ts";
import de from "./texts/de.json" with { type: "json" };
import en from "./texts/en.json" with { type: "json" };
import es from "./texts/es.json" with { type: "json" };
import fr from "./texts/fr.json" with { type: "json" };
import pl from "./texts/pl.json" with { type: "json" };

/** Texts that the viewer alone has: the panel need not carry them. */
export const VIEWER_TEXTS: Texts = { en, de, es, fr, pl };

export type ViewerKey = KeyOf<typeof en>;
