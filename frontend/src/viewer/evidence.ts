import { mdiAlertCircleOutline, mdiCheckDecagramOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import "../components/error.ts";
import { icon } from "../components/icon.ts";
import "../components/progress.ts";
import { base } from "../components/styles.ts";
import type { TextKey } from "../localize/localize.ts";
import { Times } from "../localize/times.ts";
import type { ClipCheck } from "../vault/service.ts";
import type { ViewerKey } from "./texts.ts";
import type { ViewerApp } from "./viewer.ts";

const SAID: Readonly<Record<Exclude<ClipCheck["verdict"], "recorded">, TextKey | ViewerKey>> = {
  not_in_log: "viewer.proof_none",
  bad_proof: "viewer.proof_bad",
  changed: "verify.changed",
  changed_description: "verify.changed_description",
};

/** Checks the proof of a clip that came in an evidence bundle, and tells what it says. Takes no key. */
export class EvidenceCheck extends LitElement {
  static override properties = {
    app: { attribute: false },
    clipId: { type: String },
    check: { state: true },
    error: { state: true },
  };
  declare app: ViewerApp;
  declare clipId: string;
  declare protected check: ClipCheck | null;
  declare protected error: unknown;

  constructor() {
    super();
    this.check = null;
  }

  static override styles = [
    base,
    css`
      .verdict {
        display: flex;
        gap: 12px;
      }
      .words {
        display: grid;
        gap: 6px;
        min-inline-size: 0;
      }
      .good svg.icon {
        color: var(--sv-success);
      }
      .bad svg.icon {
        color: var(--sv-error);
      }
      code {
        overflow-wrap: anywhere;
        user-select: all;
      }
    `,
  ];

  override render() {
    const { t } = this.app;
    if (this.error !== undefined) {
      return html`<secure-video-error .t=${t} what=${t("viewer.proof_not_checked")} .error=${this.error}></secure-video-error>`;
    }
    if (!this.check) return html`<secure-video-progress label=${t("viewer.proof_checking")}></secure-video-progress>`;
    const isGood = this.check.verdict === "recorded";
    return html`<section class="verdict ${isGood ? "good" : "bad"}" role="status">
      ${icon(isGood ? mdiCheckDecagramOutline : mdiAlertCircleOutline)}
      <div class="words">
        <h3>${t("verify.title")}</h3>
        ${this.#said(this.check)}
      </div>
    </section>`;
  }

  override async firstUpdated(): Promise<void> {
    try {
      this.check = await this.app.vault.call("checkClip", this.clipId);
    } catch (error) {
      this.error = error;
    }
  }

  #said({ verdict, key, loggedAt }: ClipCheck) {
    const { t, context } = this.app;
    if (verdict !== "recorded") {
      return html`<p>${t(SAID[verdict])}</p>
        <p>${t("viewer.proof_advice")}</p>`;
    }
    const when = loggedAt === null ? "" : new Times(context.value).say(Date.parse(loggedAt), "stamp");
    return html`<p>${t("viewer.proof_recorded", { when })}</p>
      ${key === null ? nothing : html`<p class="small">${t("viewer.key")}: <code>${key.trim()}</code></p>`}
      <p class="small muted">${t("viewer.key_text")}</p>`;
  }
}

customElements.define("secure-video-evidence", EvidenceCheck);
