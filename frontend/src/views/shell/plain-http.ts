import { html } from "lit";
import "../../components/button.ts";
import "../../components/dialog.ts";
import type { Localize } from "../../localize/localize.ts";

export interface PlainHttpAnswers {
  readonly leave: () => void;
  readonly goOn: () => void;
}

/** What comes first where Home Assistant is reached without encryption. */
export function plainHttp(t: Localize, { leave, goOn }: PlainHttpAnswers) {
  return html`<secure-video-dialog open blocking heading=${t("plain_http.title")}>
    <div class="warning">
      <p>${t("plain_http.what")}</p>
      <p>${t("plain_http.why")}</p>
      <p>${t("plain_http.try")}</p>
    </div>
    <secure-video-button slot="actions" kind="primary" @click=${leave}>${t("plain_http.leave")}</secure-video-button>
    <secure-video-button slot="actions" kind="danger" @click=${goOn}>${t("plain_http.go_on")}</secure-video-button>
  </secure-video-dialog>`;
}
