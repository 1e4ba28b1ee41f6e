import { mdiContentSaveOutline, mdiLockOpenVariantOutline, mdiSkipNext, mdiSkipPrevious } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import "../components/button.ts";
import "../components/dialog.ts";
import { download } from "../components/download.ts";
import "../components/error.ts";
import "../components/progress.ts";
import { base } from "../components/styles.ts";
import { LinkError } from "../link/link.ts";
import { Playback } from "../player/playback.ts";
import { PlaybackError } from "../player/playback_error.ts";
import type { ClipEnding } from "../vault/service.ts";
import type { Descriptions } from "../views/descriptions.ts";
import { beginning } from "../views/player/lead-in.ts";
import "./evidence.ts";
import type { ClipFile } from "./files.ts";
import type { ViewerApp } from "./viewer.ts";

/** Plays one clip as far as it goes, checks its proof if it is evidence, and saves it. Tells `closed`, and `key-wanted` where there is no key. */
export class Screen extends LitElement {
  static override properties = {
    app: { attribute: false },
    descriptions: { attribute: false },
    clip: { attribute: false },
    heading: { type: String },
    error: { state: true },
    saved: { state: true },
    ending: { state: true },
  };
  declare app: ViewerApp;
  declare descriptions: Descriptions;
  declare clip: ClipFile;
  declare heading: string;
  declare protected error: unknown;
  /** How much of a plain copy is there; null while none is made. */
  declare protected saved: number | null;
  declare protected ending: ClipEnding;
  #playback: Playback | null = null;
  #isOver = false;

  constructor() {
    super();
    this.heading = "";
    this.saved = null;
    this.ending = "whole";
  }

  static override styles = [
    base,
    css`
      video {
        display: block;
        inline-size: 100%;
        max-block-size: 60vh;
        border-radius: var(--sv-radius);
        background: black;
      }
      /* What is said of the proof is to be seen without scrolling. */
      video.beside {
        max-block-size: 34vh;
      }
      .content {
        display: grid;
        gap: 12px;
      }
    `,
  ];

  override render() {
    const { t } = this.app;
    const { clipId, isEvidence } = this.clip;
    return html`<secure-video-dialog
      open
      wide
      heading=${this.heading}
      closeLabel=${t("do.close")}
      @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}
    >
      <div class="content">
        <video class=${isEvidence ? "beside" : ""} controls playsinline aria-label=${this.heading} ?hidden=${this.error !== undefined}></video>
        ${this.error === undefined ? this.#howFar() : this.#why()}
        ${
          isEvidence ? html`<secure-video-evidence .app=${this.app} clipId=${clipId}></secure-video-evidence>` : nothing
        }
        ${
          this.saved === null
            ? html`<p class="small muted">${t("viewer.save_text")}</p>`
            : html`<secure-video-progress label=${t("viewer.saving")} .value=${this.saved}></secure-video-progress>`
        }
      </div>
      ${this.error === undefined ? this.#steps() : nothing}
      <secure-video-button
        slot="actions"
        .icon=${mdiContentSaveOutline}
        ?disabled=${this.saved !== null || isLocked(this.error)}
        @click=${this.#save}
        >${t("viewer.save")}</secure-video-button
      >
    </secure-video-dialog>`;
  }

  override async firstUpdated(): Promise<void> {
    const { vault } = this.app;
    const { clipId } = this.clip;
    const video = this.renderRoot.querySelector("video");
    if (!video) return;
    try {
      const from = beginning(this.descriptions, clipId);
      const { size, ending } = await vault.call("openClip", clipId);
      this.ending = ending;
      const bytes = { size, read: (start: number, end: number) => vault.call("read", clipId, start, end) };
      this.#playback = await Playback.start(video, bytes, (fault) => this.#fail(fault), await from);
      if (this.#isOver) this.#playback.dispose();
      // Browsers may want a click first.
      else await video.play().catch(() => undefined);
    } catch (error) {
      this.#fail(error);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#isOver = true;
    this.#playback?.dispose();
    void this.app.vault.call("closeClip", this.clip.clipId).catch(() => undefined);
  }

  #steps() {
    const { t } = this.app;
    const step = (direction: 1 | -1) => void this.#playback?.step(direction);
    return html`<secure-video-button
        slot="actions"
        kind="quiet"
        .icon=${mdiSkipPrevious}
        label=${t("viewer.frame_before")}
        @click=${() => step(-1)}
      ></secure-video-button>
      <secure-video-button
        slot="actions"
        kind="quiet"
        .icon=${mdiSkipNext}
        label=${t("viewer.frame_after")}
        @click=${() => step(1)}
      ></secure-video-button>`;
  }

  #howFar() {
    const { t } = this.app;
    if (this.ending === "whole") return nothing;
    return html`<p role="status">
      ${t("player.incomplete_text")} ${this.ending === "unreadable" ? t("viewer.cut_unreadable") : nothing}
    </p>`;
  }

  #why() {
    const { t } = this.app;
    if (isLocked(this.error)) {
      return html`<p>${t("fault.locked.why")}</p>
        <div>
          <secure-video-button
            kind="primary"
            .icon=${mdiLockOpenVariantOutline}
            @click=${() => this.dispatchEvent(new CustomEvent("key-wanted"))}
            >${t("unlock.open")}</secure-video-button
          >
        </div>`;
    }
    const error = this.error instanceof PlaybackError ? new LinkError(this.error.code, this.error.message) : this.error;
    if (this.error instanceof PlaybackError && this.error.code === "unsupported") {
      return html`<p role="alert">${t("viewer.unsupported", { codec: this.error.codec })}</p>`;
    }
    if (this.clip.isPart && !this.#playback && error instanceof LinkError && error.code === "damaged") {
      return html`<p role="alert">${t("viewer.cut_empty")}</p>`;
    }
    return html`<secure-video-error .t=${t} what=${t("viewer.not_played")} .error=${error}></secure-video-error>`;
  }

  async #save(): Promise<void> {
    this.saved = 0;
    try {
      for await (const made of this.app.vault.stream("plainCopy", this.clip.clipId)) {
        if (this.#isOver) return;
        if (typeof made === "number") this.saved = made;
        else download(made, this.clip.name.replace(/\.age(\.part)?$/i, ""));
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.saved = null;
    }
  }

  #fail(error: unknown): void {
    if (!this.#isOver) this.error = error;
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof LinkError && error.code === "locked";
}

customElements.define("secure-video-screen", Screen);
