import { mdiCalendarBlankOutline, mdiCctv, mdiFilterOffOutline, mdiLockOpenVariantOutline } from "@mdi/js";
import { html, type TemplateResult } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/empty.ts";
import "../../components/error.ts";
import "../../components/progress.ts";
import type { Localize } from "../../localize/localize.ts";

interface Ways {
  readonly clear: () => void;
  /** To the clip before what is shown, if there is one. */
  readonly last: (() => void) | undefined;
  readonly wider: () => void;
}

/** Where the window holds no clip: because of the filters, or because nothing happened. */
export function nothingShown(t: Localize, isFiltering: boolean, ways: Ways): TemplateResult {
  if (isFiltering) {
    return html`<secure-video-empty heading=${t("timeline.none_match")} .icon=${mdiFilterOffOutline}>
      <p>${t("timeline.none_match_text")}</p>
      <secure-video-button @click=${ways.clear}>${t("timeline.clear_filters")}</secure-video-button>
    </secure-video-empty>`;
  }
  return html`<secure-video-empty heading=${t("timeline.none")} .icon=${mdiCalendarBlankOutline}>
    <p>${t("timeline.none_text")}</p>
    <secure-video-button @click=${ways.last ?? ways.wider}
      >${t(ways.last ? "timeline.go_to_last" : "timeline.wider")}</secure-video-button
    >
  </secure-video-empty>`;
}

export function noCamera({ t, context }: App, setUp: () => void): TemplateResult {
  const { isAdmin } = context.value.user;
  return html`<secure-video-empty heading=${t("timeline.no_camera")} .icon=${mdiCctv}>
    <p>${t(isAdmin ? "timeline.no_camera_text" : "timeline.no_camera_ask")}</p>
    ${isAdmin ? html`<secure-video-button kind="primary" @click=${setUp}>${t("view.setup")}</secure-video-button>` : ""}
  </secure-video-empty>`;
}

/** Clips are listed, and the key is not here. */
export function sealed(t: Localize, open: () => void): TemplateResult {
  return html`<div class="locked">
    <p>${t("timeline.locked")}</p>
    <secure-video-button kind="primary" .icon=${mdiLockOpenVariantOutline} @click=${open}
      >${t("unlock.open")}</secure-video-button
    >
  </div>`;
}

export function readingZones(t: Localize, share: number, cancel: () => void): TemplateResult {
  return html`<secure-video-progress
    label=${t("timeline.reading_zones")}
    .value=${share}
    cancelLabel=${t("do.cancel")}
    @cancelled=${cancel}
  ></secure-video-progress>`;
}

export function notLoaded(t: Localize, error: unknown, retry: () => void): TemplateResult {
  return html`<secure-video-error
    .t=${t}
    what=${t("timeline.not_loaded")}
    .error=${error}
    retryable
    @retried=${retry}
  ></secure-video-error>`;
}
