import { html, LitElement } from "lit";
import "../../components/button.ts";
import "../../components/dialog.ts";
import "../../components/select.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";

const HOUR = 3600;

/** Asks for how long, after what lending means was said. Tells `lent` with seconds, `closed` when there is no more to ask. */
export class LendDialog extends LitElement {
  static override properties = { t: { attribute: false }, seconds: { state: true } };
  declare t: Localize;
  declare private seconds: number;

  constructor() {
    super();
    this.seconds = HOUR;
  }

  static override styles = base;

  override render() {
    const { t } = this;
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
      @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}
    >
      <p>${t("lend.text")}</p>
      <p style="padding-block: 12px">${t("lend.meaning")}</p>
      <secure-video-select
        label=${t("lend.how_long")}
        .value=${String(this.seconds)}
        .options=${choices.map(({ value, label }) => ({ value: String(value), label }))}
        @selected=${(event: CustomEvent<string>) => {
          this.seconds = Number(event.detail);
        }}
      ></secure-video-select>
      <secure-video-button
        slot="actions"
        kind="primary"
        @click=${() => this.dispatchEvent(new CustomEvent("lent", { detail: this.seconds }))}
        >${t("lend.do")}</secure-video-button
      >
    </secure-video-dialog>`;
  }
}

customElements.define("secure-video-lend-dialog", LendDialog);
