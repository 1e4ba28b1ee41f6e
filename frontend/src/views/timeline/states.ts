import { mdiCalendarBlankOutline, mdiCctv, mdiFilterOffOutline } from "@mdi/js";
import { html, type TemplateResult } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/empty.ts";
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
