import { mdiAccountConvertOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { Api } from "../../api/client.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { confirm } from "../../components/dialog.ts";
import "../../components/progress.ts";
import { base } from "../../components/styles.ts";
import { errorText } from "../../localize/errors.ts";
import { Watch } from "../../store.ts";

const PAGE = 5000;

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly failed: readonly string[];
}

/** Gives the clips that are there to the people who can open new ones. */
class OldClips extends LitElement {
  static override properties = {
    app: { attribute: false },
    progress: { state: true },
    isRunning: { state: true },
    error: { state: true },
  };
  declare app: App;
  declare protected progress: Progress | null;
  declare protected isRunning: boolean;
  declare protected error: string;
  #isCancelled = false;

  static override styles = [
    base,
    css`
      section.card {
        display: grid;
        gap: 12px;
        justify-items: start;
        padding: 18px 20px;
      }
      secure-video-progress {
        inline-size: 100%;
      }
      .wrong {
        color: var(--sv-error);
      }
    `,
  ];

  constructor() {
    super();
    this.progress = null;
    this.isRunning = false;
    this.error = "";
    new Watch(this, () => [this.app.context, this.app.vaultState]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#isCancelled = true;
  }

  override render() {
    const { t } = this.app;
    const { isOpen } = this.app.vaultState.value;
    return html`<section class="card">
      <h2>${t("old_clips.title")}</h2>
      <p class="small muted">${t("old_clips.about")}</p>
      ${this.isRunning ? this.#running() : this.#result()}
      ${this.error ? html`<p class="wrong" role="alert">${this.error}</p>` : nothing}
      ${
        this.isRunning
          ? nothing
          : html`<secure-video-button .icon=${mdiAccountConvertOutline} @click=${isOpen ? this.#run : this.#unlock}
              >${t(isOpen ? "old_clips.run" : "old_clips.unlock")}</secure-video-button
            >`
      }
    </section>`;
  }

  #running() {
    const { t } = this.app;
    const { done = 0, total = 0 } = this.progress ?? {};
    return html`<secure-video-progress
      label=${t("old_clips.progress", { done, total })}
      .value=${total ? done / total : null}
      cancelLabel=${t("do.cancel")}
      @cancelled=${() => {
        this.#isCancelled = true;
      }}
    ></secure-video-progress>`;
  }

  #result() {
    const { t } = this.app;
    if (!this.progress) return nothing;
    const { done, failed } = this.progress;
    return html`<p role="status">
      ${t("old_clips.done", { count: done - failed.length })}
      ${failed.length ? t("old_clips.failed", { count: failed.length }) : nothing}
    </p>`;
  }

  readonly #unlock = (): void => {
    this.dispatchEvent(new CustomEvent("key-wanted", { bubbles: true, composed: true }));
  };

  readonly #run = async (): Promise<void> => {
    const { t } = this.app;
    const isSure = await confirm({
      heading: t("old_clips.title"),
      text: t("old_clips.sure"),
      confirm: t("old_clips.run"),
      cancel: t("do.cancel"),
    });
    if (!isSure) return;
    this.#isCancelled = false;
    this.error = "";
    this.progress = null;
    this.isRunning = true;
    try {
      const clipIds = await allSealed(this.app.api);
      for await (const progress of this.app.vault.stream("rewrap", clipIds)) {
        this.progress = progress;
        if (this.#isCancelled) break;
      }
    } catch (error) {
      this.error = errorText(t, error);
    } finally {
      this.isRunning = false;
    }
  };
}

async function allSealed(api: Api): Promise<string[]> {
  const clipIds: string[] = [];
  let after: string | undefined;
  do {
    const { clips, has_more } = await api.clips({ limit: PAGE, ...(after && { after }) });
    clipIds.push(...clips.filter(({ state }) => state === "sealed").map(({ clip_id }) => clip_id));
    after = has_more ? clips.at(-1)?.clip_id : undefined;
  } while (after);
  return clipIds;
}

customElements.define("secure-video-old-clips", OldClips);
