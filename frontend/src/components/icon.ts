import { html, type TemplateResult } from "lit";

/** One of the Material Design Icons that Home Assistant uses, by its path (`mdi…` of @mdi/js). Never alone without a name. */
export function icon(path: string): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
}
