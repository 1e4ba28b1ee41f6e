import { troubleOf } from "../components/error.ts";
import type { Localize } from "./localize.ts";

/** What went wrong and what to try, in a sentence or two; Home Assistant's own messages say both. */
export function errorText(t: Localize, error: unknown): string {
  const { why, advice } = troubleOf(error, t);
  return advice === t("fault.other.advice") ? why : `${why} ${advice}`;
}
