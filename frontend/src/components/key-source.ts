import { mdiFileOutline, mdiQrcodeScan } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { Localize } from "../localize/localize.ts";
import "./button.ts";
import "./field.ts";
import { readQr } from "./qr-photo.ts";
import { base } from "./styles.ts";

/** Larger than any sheet or key file, and read in a moment. */
const MOST_BYTES = 1_000_000;

/**
 * Where a key comes from: a file, a photo of its QR code, or pasted text. Tells `key-text` with the text, as it is: what
 * it holds is for others to find out.
 */
export class KeySource extends LitElement {
  static override properties = {
    t: { attribute: false },
    pasteLabel: { type: String },
    error: { type: String },
    isBusy: { type: Boolean },
    isFileOffered: { type: Boolean },
    problem: { state: true },
    pasted: { state: true },
  };
  declare t: Localize;
  declare pasteLabel: string;
  /** What was wrong with the last text. */
  declare error: string;
  declare isBusy: boolean;
  declare isFileOffered: boolean;
  declare protected problem: "" | "key_source.no_code" | "key_source.not_text";
  declare protected pasted: string;

  constructor() {
    super();
    this.pasteLabel = "";
    this.error = "";
    this.isBusy = false;
    this.isFileOffered = true;
    this.problem = "";
    this.pasted = "";
  }

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 14px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }
      .wrong {
        color: var(--sv-error);
      }
      input {
        display: none;
      }
    `,
  ];

  override render() {
    const { t } = this;
    return html`<div class="row">
        ${
          this.isFileOffered
            ? html`<secure-video-button
                kind="primary"
                .icon=${mdiFileOutline}
                ?busy=${this.isBusy}
                @click=${() => this.#choose("#file")}
                >${t("key_source.file")}</secure-video-button
              >`
            : nothing
        }
        <secure-video-button .icon=${mdiQrcodeScan} ?disabled=${this.isBusy} @click=${() => this.#choose("#photo")}
          >${t("key_source.photo")}</secure-video-button
        >
      </div>
      <input id="file" type="file" accept=".html,.txt,.age,text/*,image/*" @change=${this.#chosen} />
      <input id="photo" type="file" accept="image/*" capture="environment" @change=${this.#chosen} />
      <secure-video-field
        label=${this.pasteLabel}
        .value=${this.pasted}
        rows="3"
        @changed=${this.#typed}
      ></secure-video-field>
      ${this.pasted.trim() ? html`<div class="row"><secure-video-button ?busy=${this.isBusy} @click=${() => this.#tell(this.pasted)}>${t("key_source.use")}</secure-video-button></div>` : nothing}
      ${this.problem || this.error ? html`<p class="wrong" role="alert">${this.problem ? t(this.problem) : this.error}</p>` : nothing}`;
  }

  /** Forget what was pasted. */
  clear(): void {
    this.pasted = "";
    this.problem = "";
  }

  #choose(input: "#file" | "#photo"): void {
    this.renderRoot.querySelector<HTMLInputElement>(input)?.click();
  }

  async #chosen(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    // So that the same file can be chosen again.
    input.value = "";
    if (!file) return;
    this.problem = "";
    if (file.type.startsWith("image/")) {
      const text = await readQr(file).catch(() => null);
      if (text) this.#tell(text);
      else this.problem = "key_source.no_code";
    } else if (file.size > MOST_BYTES || file.type === "application/pdf") {
      this.problem = "key_source.not_text";
    } else {
      this.#tell(await file.text());
    }
  }

  #typed(event: CustomEvent<string>): void {
    this.pasted = event.detail;
    this.problem = "";
  }

  #tell(text: string): void {
    this.dispatchEvent(new CustomEvent("key-text", { detail: text.trim() }));
  }
}

customElements.define("secure-video-key-source", KeySource);
