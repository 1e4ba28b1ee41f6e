import { mdiDeleteOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/dialog.ts";
import "../../components/progress.ts";
import "../../components/select.ts";
import { base } from "../../components/styles.ts";
import "../../components/switch.ts";
import { Playback } from "../../player/playback.ts";
import type { Path } from "../../vault/service.ts";
import { keyed } from "./area-keys.ts";
import { AreaPen } from "./area-pen.ts";
import type { Region } from "./boxes.ts";
import { redactedCopy } from "./redacted-copy.ts";
import { hiddenAt, isPlaceUnknown, type Redaction, type Veil, veil } from "./redaction.ts";

/** Makes a copy for strangers: shows what will be hidden, lets areas be drawn. Tells `copied` with a RedactedCopy, `closed`, `failed` with an error. */
export class RedactDialog extends LitElement {
  static override properties = {
    app: { attribute: false },
    clipId: { type: String },
    people: { attribute: false },
    areas: { state: true },
    hidesPeople: { state: true },
    veil: { state: true },
    share: { state: true },
    isReady: { state: true },
  };
  declare app: App;
  declare clipId: string;
  declare people: readonly Path[];
  declare private areas: readonly Region[];
  declare private hidesPeople: boolean;
  declare private veil: Veil;
  /** Of the way, while the copy is made. */
  declare private share: number | null;
  declare private isReady: boolean;
  #playback: Playback | undefined;
  #abort: AbortController | undefined;
  readonly #pen = new AreaPen();
  #frame = 0;

  constructor() {
    super();
    this.areas = [];
    this.hidesPeople = true;
    this.veil = "black";
    this.share = null;
    this.isReady = false;
  }

  static override styles = [
    base,
    css`
      .content {
        display: grid;
        gap: 12px;
      }
      .picture {
        position: relative;
        display: grid;
        background: #000;
        border-radius: 8px;
        overflow: hidden;
        aspect-ratio: 16 / 9;
        max-block-size: 46vh;
      }
      video,
      canvas {
        grid-area: 1 / 1;
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 0;
        object-fit: contain;
      }
      canvas {
        cursor: crosshair;
        touch-action: none;
      }
      canvas:focus-visible {
        outline-offset: -3px;
      }
      input {
        inline-size: 100%;
        min-block-size: 32px;
        accent-color: var(--sv-accent);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px 16px;
      }
      .warning {
        padding: 12px 16px;
        border-radius: var(--sv-radius);
        background: var(--sv-warning-tint);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#abort?.abort();
    if (!this.#playback) return;
    this.#playback.dispose();
    void this.app.vault.call("closeClip", this.clipId);
  }

  protected override firstUpdated(): void {
    void this.#open();
  }

  override render() {
    const { t } = this.app;
    const isMaking = this.share !== null;
    return html`<secure-video-dialog
      open
      wide
      ?blocking=${isMaking}
      heading=${t("save.redacted")}
      closeLabel=${t("do.close")}
      @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}
    >
      <div class="content">
        <p>${t("redact.text")}</p>
        ${this.hidesPeople && isPlaceUnknown(this.people) ? html`<p class="warning" role="alert">${t("redact.unknown")}</p>` : nothing}
        <div class="picture">
          <video muted playsinline></video>
          <canvas
            tabindex="0"
            role="application"
            aria-label=${t("redact.keys")}
            @keydown=${this.#keyed}
            @pointerdown=${this.#began}
            @pointermove=${(event: PointerEvent) => this.#pen.move(event)}
            @pointerup=${this.#ended}
          ></canvas>
        </div>
        ${
          isMaking
            ? html`<secure-video-progress
                label=${t("redact.making")}
                .value=${this.share}
                cancelLabel=${t("do.cancel")}
                @cancelled=${() => this.#abort?.abort()}
              ></secure-video-progress>`
            : this.#choices()
        }
      </div>
      <secure-video-button
        slot="actions"
        kind="primary"
        ?disabled=${!this.isReady || isMaking || (!this.hidesPeople && this.areas.length === 0)}
        @click=${this.#make}
        >${t("redact.make")}</secure-video-button
      >
    </secure-video-dialog>`;
  }

  #choices() {
    const { t } = this.app;
    return html`<input
        type="range"
        min="0"
        max="1"
        step="0.005"
        value="0"
        aria-label=${t("player.seek")}
        @input=${(event: Event) => this.#seek(Number((event.target as HTMLInputElement).value))}
      />
      <secure-video-switch
        .isOn=${this.hidesPeople}
        @switched=${(event: CustomEvent<boolean>) => {
          this.hidesPeople = event.detail;
        }}
        >${t("redact.people")}</secure-video-switch
      >
      <div class="row">
        <secure-video-select
          label=${t("redact.how")}
          .value=${this.veil}
          .options=${[{ value: "black", label: t("redact.black") }, { value: "pixels", label: t("redact.pixels") }]}
          @selected=${(event: CustomEvent<Veil>) => {
            this.veil = event.detail;
          }}
        ></secure-video-select>
        ${
          this.areas.length > 0
            ? html`<secure-video-button
                .icon=${mdiDeleteOutline}
                @click=${() => {
                  this.areas = [];
                }}
                >${t("redact.clear", { count: this.areas.length })}</secure-video-button
              >`
            : nothing
        }
      </div>`;
  }

  get #video(): HTMLVideoElement | null {
    return this.renderRoot.querySelector("video");
  }

  async #open(): Promise<void> {
    const { clipId, app } = this;
    const video = this.#video;
    if (!video) return;
    try {
      const { size } = await app.vault.call("openClip", clipId);
      const read = (start: number, end: number) => app.vault.call("read", clipId, start, end);
      this.#playback = await Playback.start(video, { size, read }, (error) => this.#failed(error));
      this.isReady = true;
      this.#frame = requestAnimationFrame(this.#paint);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.dispatchEvent(new CustomEvent("failed", { detail: error }));
  }

  #redaction(areas: readonly Region[]): Redaction {
    return { people: this.hidesPeople ? this.people : [], areas };
  }

  #seek(share: number): void {
    const video = this.#video;
    if (video && Number.isFinite(video.duration)) video.currentTime = share * video.duration;
  }

  readonly #paint = (): void => {
    this.#frame = requestAnimationFrame(this.#paint);
    const video = this.#video;
    const canvas = this.renderRoot.querySelector("canvas");
    const context = canvas?.getContext("2d");
    if (!video || !canvas || !context || video.videoWidth === 0) return;
    if (canvas.width !== video.videoWidth)
      Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
    context.drawImage(video, 0, 0);
    const areas = this.#pen.area ? [...this.areas, this.#pen.area] : this.areas;
    veil(context, hiddenAt(this.#redaction(areas), video.currentTime), this.veil);
  };

  #began(event: PointerEvent): void {
    if (this.share === null) this.#pen.begin(event);
  }

  #ended(): void {
    const area = this.#pen.end();
    if (area) this.areas = [...this.areas, area];
  }

  #keyed(event: KeyboardEvent): void {
    const areas = this.share === null ? keyed(this.areas, event) : undefined;
    if (!areas) return;
    event.preventDefault();
    this.areas = areas;
  }

  async #make(): Promise<void> {
    const video = this.#video;
    if (!video) return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.share = 0;
    try {
      // Written down before there is a copy, and not made where it cannot be.
      await this.app.api.tell(this.clipId, "redacted_copy");
      const copy = await redactedCopy({
        video,
        redaction: this.#redaction(this.areas),
        veil: this.veil,
        signal,
        progress: (share) => {
          this.share = share;
        },
      });
      this.dispatchEvent(new CustomEvent("copied", { detail: copy }));
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    } finally {
      this.share = null;
    }
  }
}

customElements.define("secure-video-redact-dialog", RedactDialog);
