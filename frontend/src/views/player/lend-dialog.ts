import { html } from "lit";
import "../../components/button.ts";
import "../../components/dialog.ts";
import "../../components/select.ts";
import type { Localize } from "../../localize/localize.ts";

const HOUR = 3600;

/** Asks for how long. What lending means is said before anything is lent. */
export function lendDialog(t: Localize, answered: (seconds: number | null) => void) {
  let seconds = HOUR;
  const choices = [
    { value: 300, label: t("lend.minutes", { count: 5 }) },
    { value: HOUR, label: t("lend.hours", { count: 1 }) },
    { value: 8 * HOUR, label: t("lend.hours", { count: 8 }) },
    { value: 24 * HOUR, label: t("lend.hours", { count: 24 }) },
  ];
  return html`<secure-video-dialog
    open
    heading=${t("lend.title")}
    closeLabel=${t("do.close")}
    @closed=${() => answered(null)}
  >
    <p>${t("lend.text")}</p>
    <p style="padding-block: 12px">${t("lend.meaning")}</p>
    <secure-video-select
      label=${t("lend.how_long")}
      .value=${String(seconds)}
      .options=${choices.map(({ value, label }) => ({ value: String(value), label }))}
      @selected=${(event: CustomEvent<string>) => {
        seconds = Number(event.detail);
      }}
    ></secure-video-select>
    <secure-video-button slot="actions" kind="primary" @click=${() => answered(seconds)}>${t("lend.do")}</secure-video-button>
  </secure-video-dialog>`;
}
