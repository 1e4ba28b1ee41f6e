import { mdiArrowLeft, mdiArrowULeftTop, mdiArrowURightTop, mdiChevronLeft, mdiChevronRight } from "@mdi/js";
import { html, type TemplateResult } from "lit";

/** What points to where one came from, or to what comes next: the other way where one reads from the right. */
const DIRECTED = new Set([mdiArrowLeft, mdiArrowULeftTop, mdiArrowURightTop, mdiChevronLeft, mdiChevronRight]);

/** One of the Material Design Icons that Home Assistant uses, by its path (`mdi…` of @mdi/js). Never alone without a name. */
export function icon(path: string): TemplateResult {
  const kind = DIRECTED.has(path) ? "icon directed" : "icon";
  return html`<svg class=${kind} viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
}
