import { mdiAlertOctagonOutline, mdiShieldCheckOutline, mdiShieldSearch } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { confirm } from "../../components/dialog.ts";
import "../../components/error.ts";
import { icon } from "../../components/icon.ts";
import "../../components/progress.ts";
import { base } from "../../components/styles.ts";
import type { LogCheck, LogVerdict } from "../../vault/service.ts";

type Result = Extract<LogCheck, { kind: "result" }>;

/** How much a verdict should worry. One that proves nothing is neither good nor bad. */
export function worryOf(verdict: LogVerdict): "good" | "unsure" | "bad" {
  if (verdict === "sound" || verdict === "first") return "good";
  return verdict === "new_log" || verdict === "not_comparable" ? "unsure" : "bad";
}

/** Checks the signed log in this browser, and says in words what was found and what to do. */
export class LogChecker extends LitElement {
  static override properties = {
    app: { attribute: false },
    result: { state: true },
    progress: { state: true },
    error: { state: true },
  };
  declare app: App;
  declare private result: Result | null;
  declare private progress: { readonly done: number; readonly total: number } | null;
  declare private error: unknown;
  #run = 0;

  constructor() {
    super();
    this.result = null;
    this.progress = null;
  }

  static override styles = [
    base,
    css`
      .card {
        display: grid;
        gap: 12px;
      }
      .card.bad {
        background: var(--sv-error-tint);
        border-color: var(--sv-error);
      }
      .verdict {
        display: flex;
        gap: 16px;
      }
      .verdict > div {
        display: grid;
        gap: 4px;
      }
      .verdict svg.icon {
        inline-size: 32px;
        block-size: 32px;
        color: var(--sv-accent);
      }
      .good .verdict svg.icon {
        color: var(--sv-success);
      }
      .unsure .verdict svg.icon {
        color: var(--sv-warning);
      }
      .bad .verdict svg.icon {
        color: var(--sv-error);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#run++;
  }

  override render() {
    const { t } = this.app;
    return html`<section class="card ${this.result ? worryOf(this.result.verdict) : ""}">
      ${this.result ? this.#verdict(this.result) : this.#intro()}
      ${
        this.error
          ? html`<secure-video-error .t=${t} what=${t("check.not_done")} .error=${this.error}></secure-video-error>`
          : nothing
      }
      ${
        this.progress
          ? html`<secure-video-progress
              label=${t("check.running", { done: this.progress.done, total: this.progress.total })}
              .value=${this.progress.total > 0 ? this.progress.done / this.progress.total : null}
              cancelLabel=${t("do.cancel")}
              @cancelled=${this.#cancel}
            ></secure-video-progress>`
          : this.#buttons()
      }
    </section>`;
  }

  #buttons() {
    const { t, context } = this.app;
    return html`<div class="row">
      <secure-video-button kind="primary" .icon=${mdiShieldCheckOutline} @click=${() => this.#check(false)}
        >${t("check.quick")}</secure-video-button
      >
      ${
        context.value.user.isAdmin
          ? html`<secure-video-button @click=${() => this.#check(true)}>${t("check.full")}</secure-video-button>`
          : nothing
      }
      ${
        this.result && worryOf(this.result.verdict) !== "good"
          ? html`<secure-video-button kind="danger" @click=${this.#accept}>${t("check.accept")}</secure-video-button>`
          : nothing
      }
    </div>`;
  }

  #intro() {
    const { t } = this.app;
    return html`<div class="verdict">
      ${icon(mdiShieldSearch)}
      <div>
        <h2>${t("check.title")}</h2>
        <p class="muted">${t("check.text")}</p>
      </div>
    </div>`;
  }

  #verdict({ verdict, size, rememberedSize, isFull }: Result) {
    const { t } = this.app;
    const worry = worryOf(verdict);
    return html`<div class="verdict" role=${worry === "bad" ? "alert" : "status"}>
      ${icon(worry === "good" ? mdiShieldCheckOutline : mdiAlertOctagonOutline)}
      <div>
        <h2>${t(`check.${verdict}`)}</h2>
        <p>
          ${t(isFull ? "check.read_full" : "check.read_quick", { count: size })}
          ${rememberedSize === null ? t("check.remembered_first") : t("check.remembered", { count: rememberedSize })}
        </p>
        ${worry === "good" ? nothing : html`<p>${t(`check.advice_${worry}`)}</p>`}
      </div>
    </div>`;
  }

  async #check(full: boolean): Promise<void> {
    const run = ++this.#run;
    this.error = undefined;
    this.result = null;
    this.progress = { done: 0, total: 0 };
    try {
      for await (const step of this.app.vault.stream("checkLog", { full })) {
        // Leaving the loop ends the vault's work, too.
        if (run !== this.#run) return;
        if (step.kind === "result") this.result = step;
        else this.progress = step;
      }
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
    if (run === this.#run) this.progress = null;
  }

  #cancel(): void {
    this.#run++;
    this.progress = null;
  }

  async #accept(): Promise<void> {
    const { t, vault } = this.app;
    const isSure = await confirm({
      heading: t("check.accept"),
      text: t("check.accept_sure"),
      confirm: t("check.accept"),
      cancel: t("do.cancel"),
      isDestructive: true,
    });
    if (!isSure) return;
    try {
      await vault.call("acceptLog");
      await this.#check(false);
    } catch (error) {
      this.error = error;
    }
  }
}

customElements.define("secure-video-log-check", LogChecker);
