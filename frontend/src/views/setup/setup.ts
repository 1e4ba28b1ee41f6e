import { mdiAccountLockOutline, mdiArrowLeft } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import type { Overview } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/empty.ts";
import { base } from "../../components/styles.ts";
import { errorText } from "../../localize/errors.ts";
import type { Store } from "../../store.ts";
import { pathTo } from "../route.ts";
import "./cameras-step.ts";
import "./clip-step.ts";
import "./keys-step.ts";
import "./kit-step.ts";
import "./proof-step.ts";
import { besides, canGoBack, isDone, type SetupState, STEPS, setupOf, wouldLoseKeys } from "./session.ts";
import type { SetupStepElement } from "./step.ts";
import "./welcome-step.ts";

/** The set-up: from nothing to the first sealed clip. */
export class SetupView extends LitElement {
  static override properties = {
    app: { attribute: false },
    overview: { attribute: false },
    isBusy: { state: true },
    error: { state: true },
  };
  declare app: App;
  declare overview: Overview;
  declare protected isBusy: boolean;
  declare protected error: string;
  #session: Store<SetupState> | undefined;
  #leave: (() => void) | undefined;

  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding-block: 24px 96px;
        padding-inline: max(16px, calc(50% - 364px));
      }
      .steps {
        display: flex;
        gap: 6px;
        margin-block-end: 20px;
      }
      .steps i {
        flex: 1;
        block-size: 4px;
        border-radius: 2px;
        background: var(--sv-line);
      }
      .steps i.done {
        background: var(--sv-accent);
      }
      h1 {
        margin-block-end: 16px;
        outline: none;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 10px;
        margin-block-start: 28px;
      }
      .wrong {
        flex-basis: 100%;
        color: var(--sv-error);
      }
      .space {
        flex: 1;
      }
    `,
  ];

  constructor() {
    super();
    this.isBusy = false;
    this.error = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#session = setupOf(this.app, this.overview.is_ready);
    this.#leave = this.#session.watch(() => this.requestUpdate());
    window.addEventListener("beforeunload", this.#warn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    window.removeEventListener("beforeunload", this.#warn);
  }

  override render() {
    const { t } = this.app;
    const session = this.#session;
    if (!session) return nothing;
    if (!this.app.context.value.user.isAdmin) {
      return html`<secure-video-empty .icon=${mdiAccountLockOutline} heading=${t("setup.not_admin")}>
        <p>${t("setup.not_admin_about")}</p>
      </secure-video-empty>`;
    }
    const { step } = session.value;
    const number = STEPS.indexOf(step);
    const values = { number: number + 1, total: STEPS.length };
    return html`<div class="steps" role="img" aria-label=${t("setup.progress", values)}>
        ${STEPS.map((_, index) => html`<i class=${index <= number ? "done" : ""}></i>`)}
      </div>
      <h1 tabindex="-1">${t(`setup.${step}.title`)}</h1>
      ${this.#step(session)} ${this.#footer(session.value)}`;
  }

  #step(session: Store<SetupState>) {
    const tag = unsafeStatic(`secure-video-setup-${session.value.step}`);
    return staticHtml`<${tag} class="step" .app=${this.app} .session=${session} .cameras=${this.overview.cameras}></${tag}>`;
  }

  #footer(state: SetupState) {
    const { t } = this.app;
    const isLast = state.step === "clip";
    return html`<footer>
      ${this.error ? html`<p class="wrong" role="alert">${this.error}</p>` : nothing}
      ${
        canGoBack(state)
          ? html`<secure-video-button kind="quiet" ?disabled=${this.isBusy} .icon=${mdiArrowLeft} @click=${() => this.#go(-1)}
              >${t("setup.back")}</secure-video-button
            >`
          : nothing
      }
      <span class="space"></span>
      ${wouldLoseKeys(state) ? html`<span class="small muted">${t("setup.unfinished")}</span>` : nothing}
      <secure-video-button
        kind=${isLast ? "plain" : "primary"}
        ?disabled=${!isDone(state)}
        ?busy=${this.isBusy}
        @click=${isLast ? this.#finish : () => this.#go(1)}
        >${t(isLast ? "setup.finish" : `setup.${state.step}.next`)}</secure-video-button
      >
    </footer>`;
  }

  async #go(by: 1 | -1): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.error = "";
    this.isBusy = true;
    try {
      if (by === 1) await this.renderRoot.querySelector<SetupStepElement>(".step")?.proceed();
      session.value = { ...session.value, step: besides(session.value.step, by) };
      await this.updateComplete;
      this.renderRoot.querySelector("h1")?.focus();
      this.scrollIntoView();
    } catch (error) {
      this.error = errorText(this.app.t, error);
    } finally {
      this.isBusy = false;
    }
  }

  async #finish(): Promise<void> {
    await this.app.host.call("navigate", pathTo("timeline"));
    // Whoever comes back wants to add a camera.
    if (this.#session) this.#session.value = { ...this.#session.value, step: "cameras" };
  }

  readonly #warn = (event: BeforeUnloadEvent): void => {
    if (this.#session && wouldLoseKeys(this.#session.value)) event.preventDefault();
  };
}

customElements.define("secure-video-setup", SetupView);
