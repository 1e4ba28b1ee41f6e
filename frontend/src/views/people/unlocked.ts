import { mdiLockClock } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { Clip } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import { errorText } from "../../localize/errors.ts";
import { countdown, lentUntil } from "./lent.ts";

/** Which clips Home Assistant can open at the moment, for how long yet, and how to end that. */
class Unlocked extends LitElement {
  static override properties = { app: { attribute: false }, clips: { state: true }, isBusy: { state: true } };
  declare app: App;
  /** Those that are, or were, unlocked. */
  declare protected clips: ReadonlyMap<string, Clip>;
  declare protected isBusy: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isGone = false;

  static override styles = [
    base,
    css`
      section.card {
        display: grid;
        gap: 12px;
        padding: 18px 20px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }
      .time {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  constructor() {
    super();
    this.clips = new Map();
    this.isBusy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#isGone = false;
    this.#timer = setInterval(() => this.clips.size && this.requestUpdate(), 1000);
    void this.#follow().catch(() => undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#isGone = true;
    clearInterval(this.#timer);
  }

  override render() {
    const { t } = this.app;
    const { isAdmin } = this.app.context.value.user;
    const now = Date.now();
    const { count, until } = lentUntil(this.clips.values(), now);
    return html`<section class="card">
      <h2>${t("unlocked.title")}</h2>
      <p class="small muted">${t("unlocked.about")}</p>
      <p class="time">
        ${count ? t("unlocked.some", { count, time: countdown(until - now) }) : t("unlocked.none")}
      </p>
      <div class="row">
        ${
          count
            ? html`<secure-video-button kind="primary" .icon=${mdiLockClock} ?busy=${this.isBusy} @click=${() => this.#lock(false)}
                >${t("unlocked.lock")}</secure-video-button
              >`
            : nothing
        }
        ${
          isAdmin
            ? html`<secure-video-button ?disabled=${this.isBusy} @click=${() => this.#lock(true)}
                >${t("unlocked.lock_all")}</secure-video-button
              >`
            : nothing
        }
      </div>
    </section>`;
  }

  async #follow(): Promise<void> {
    const { api } = this.app;
    const { clips } = await api.clips({ limit: 5000 });
    this.#take(clips);
    for await (const { changed, removed } of api.clipChanges()) {
      if (this.#isGone) return;
      this.#take(changed);
      this.clips = new Map([...this.clips].filter(([clipId]) => !removed.includes(clipId)));
    }
  }

  #take(clips: readonly Clip[]): void {
    const taken = new Map(this.clips);
    for (const clip of clips) {
      if (clip.unlocked_until) taken.set(clip.clip_id, clip);
      else taken.delete(clip.clip_id);
    }
    this.clips = taken;
  }

  async #lock(everyone: boolean): Promise<void> {
    const { t, api } = this.app;
    this.isBusy = true;
    try {
      await api.lockClips(everyone);
      this.clips = new Map();
      toast({ text: t("unlocked.locked") });
    } catch (error) {
      toast({ text: errorText(t, error), isError: true });
    } finally {
      this.isBusy = false;
    }
  }
}

customElements.define("secure-video-unlocked", Unlocked);
