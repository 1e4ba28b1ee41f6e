import {
  mdiFullscreen,
  mdiPause,
  mdiPictureInPictureBottomRight,
  mdiPlay,
  mdiSkipNext,
  mdiSkipPrevious,
  mdiStepBackward,
  mdiStepForward,
  mdiVectorSquare,
  mdiVolumeHigh,
  mdiVolumeOff,
} from "@mdi/js";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/error.ts";
import "../../components/progress.ts";
import "../../components/select.ts";
import { placeIn } from "../../localize/times.ts";
import { Playback } from "../../player/playback.ts";
import type { DescribedIncident } from "../../vault/service.ts";
import type { Descriptions } from "../descriptions.ts";
import { paintBoxes } from "./box-painter.ts";
import { boxesAt } from "./boxes.ts";
import type { PlayerAction } from "./keys.ts";
import { beginning } from "./lead-in.ts";
import type { Sought } from "./seek-bar.ts";
import "./seek-bar.ts";
import { stageStyles } from "./stage-styles.ts";

const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4];

/** The video of one clip, what was seen in it, and everything that moves it. Tells `neighbour` with a direction. */
export class Stage extends LitElement {
  static override properties = {
    app: { attribute: false },
    descriptions: { attribute: false },
    clipId: { type: String },
    incidents: { attribute: false },
    hasBefore: { type: Boolean },
    hasAfter: { type: Boolean },
    isReady: { state: true },
    isPlaying: { state: true },
    isMuted: { state: true },
    showsBoxes: { state: true },
    time: { state: true },
    duration: { state: true },
    speed: { state: true },
    error: { state: true },
  };
  declare app: App;
  declare descriptions: Descriptions;
  declare clipId: string;
  declare incidents: readonly DescribedIncident[];
  declare hasBefore: boolean;
  declare hasAfter: boolean;
  declare private isReady: boolean;
  declare private isPlaying: boolean;
  declare private isMuted: boolean;
  declare private showsBoxes: boolean;
  declare private time: number;
  declare private duration: number;
  declare private speed: number;
  declare private error: unknown;
  #playback: Playback | undefined;
  #opening = "";
  #frame = 0;

  constructor() {
    super();
    this.incidents = [];
    this.hasBefore = false;
    this.hasAfter = false;
    this.isReady = false;
    this.isPlaying = false;
    this.isMuted = false;
    this.showsBoxes = true;
    this.time = 0;
    this.duration = 0;
    this.speed = 1;
  }

  static override styles = stageStyles;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#open();
    this.#frame = requestAnimationFrame(this.#drawn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#close();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("clipId")) void this.#open();
  }

  get video(): HTMLVideoElement {
    const video = this.renderRoot.querySelector("video");
    if (!video) throw new Error("The stage is not there yet.");
    return video;
  }

  override render() {
    const { t } = this.app;
    return html`<div class="stage">
      <div class="picture">
        <video
          playsinline
          .muted=${this.isMuted}
          @click=${() => this.do({ kind: "play" })}
          @play=${() => {
            this.isPlaying = true;
          }}
          @pause=${() => {
            this.isPlaying = false;
          }}
          @timeupdate=${this.#timed}
          @durationchange=${this.#timed}
        ></video>
        <canvas></canvas>
        ${this.isReady || this.error ? nothing : html`<div class="wait"><secure-video-progress label=${t("player.opening")}></secure-video-progress></div>`}
        ${
          this.error
            ? html`<div class="wait">
                <secure-video-error
                  .t=${t}
                  what=${t("player.not_played")}
                  .error=${this.error}
                  retryable
                  @retried=${() => this.#open()}
                ></secure-video-error>
              </div>`
            : nothing
        }
      </div>
      <div class="controls">
        <secure-video-seek-bar
          label=${t("player.seek")}
          .time=${this.time}
          .duration=${this.duration}
          .incidents=${this.incidents}
          @sought=${({ detail }: CustomEvent<Sought>) => this.seek(detail.seconds, detail.isRough)}
        ></secure-video-seek-bar>
        ${this.#buttons()}
      </div>
    </div>`;
  }

  #buttons() {
    const { t } = this.app;
    const button = (
      icon: string,
      label: string,
      action: PlayerAction,
      extra: { disabled?: boolean; pressed?: boolean } = {},
    ) =>
      html`<secure-video-button
        kind="quiet"
        .icon=${icon}
        label=${label}
        .pressed=${extra.pressed}
        ?disabled=${extra.disabled ?? false}
        @click=${() => this.do(action)}
      ></secure-video-button>`;
    return html`<div class="row" dir="ltr">
      ${button(mdiSkipPrevious, t("player.before"), { kind: "neighbour", direction: -1 }, { disabled: !this.hasBefore })}
      ${button(mdiStepBackward, t("player.frame_back"), { kind: "frame", direction: -1 })}
      ${button(this.isPlaying ? mdiPause : mdiPlay, t(this.isPlaying ? "player.pause" : "player.play"), { kind: "play" })}
      ${button(mdiStepForward, t("player.frame_on"), { kind: "frame", direction: 1 })}
      ${button(mdiSkipNext, t("player.after"), { kind: "neighbour", direction: 1 }, { disabled: !this.hasAfter })}
      <span class="time">${placeIn(this.time)} / ${placeIn(this.duration)}</span>
      <span class="space"></span>
      <secure-video-select
        label-hidden
        label=${t("player.speed")}
        .value=${String(this.speed)}
        .options=${SPEEDS.map((speed) => ({ value: String(speed), label: `${speed} ×` }))}
        @selected=${(event: CustomEvent<string>) => this.#setSpeed(Number(event.detail))}
      ></secure-video-select>
      ${button(mdiVectorSquare, t("player.boxes"), { kind: "boxes" }, { pressed: this.showsBoxes })}
      ${button(this.isMuted ? mdiVolumeOff : mdiVolumeHigh, t(this.isMuted ? "player.unmute" : "player.mute"), { kind: "mute" })}
      ${
        document.pictureInPictureEnabled
          ? html`<secure-video-button
              kind="quiet"
              .icon=${mdiPictureInPictureBottomRight}
              label=${t("player.picture_in_picture")}
              @click=${this.#float}
            ></secure-video-button>`
          : nothing
      }
      ${document.fullscreenEnabled ? button(mdiFullscreen, t("player.full_screen"), { kind: "full_screen" }) : nothing}
    </div>`;
  }

  /** What a key or a button means. A snapshot is not made here. */
  do(action: PlayerAction): void {
    switch (action.kind) {
      case "play":
        if (this.video.paused) void this.#play();
        else this.video.pause();
        break;
      case "seek":
        this.seek((this.#playback?.time ?? 0) + action.seconds);
        break;
      case "frame":
        void this.#playback?.step(action.direction);
        break;
      case "neighbour":
        this.dispatchEvent(new CustomEvent("neighbour", { detail: action.direction }));
        break;
      case "mute":
        this.isMuted = !this.isMuted;
        break;
      case "boxes":
        this.showsBoxes = !this.showsBoxes;
        break;
      case "full_screen":
        void this.#fill();
    }
  }

  /** Go to a second of the clip; `isRough` while somebody is still choosing. */
  seek(seconds: number, isRough = false): void {
    this.time = Math.max(0, Math.min(this.duration, seconds));
    void this.#playback?.seek(this.time, { isRough }).catch((error: unknown) => {
      this.error = error;
    });
  }

  async #open(): Promise<void> {
    this.#close();
    const { clipId } = this;
    const { vault } = this.app;
    this.#opening = clipId;
    this.error = undefined;
    this.time = 0;
    try {
      const from = beginning(this.descriptions, clipId);
      const { size } = await vault.call("openClip", clipId);
      const read = (start: number, end: number) => vault.call("read", clipId, start, end);
      const failed = (error: unknown) => {
        if (this.clipId === clipId) this.error = error;
      };
      const playback = await Playback.start(this.video, { size, read }, failed, await from);
      if (this.#opening !== clipId || !this.isConnected) {
        playback.dispose();
        void vault.call("closeClip", clipId);
        return;
      }
      this.#playback = playback;
      this.isReady = true;
      this.#setSpeed(this.speed);
      await this.#play();
    } catch (error) {
      if (this.#opening === clipId) this.error = error;
    }
  }

  #close(): void {
    this.isReady = false;
    if (!this.#playback) return;
    this.#playback.dispose();
    this.#playback = undefined;
    void this.app.vault.call("closeClip", this.#opening);
  }

  async #play(): Promise<void> {
    try {
      await this.video.play();
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      // Without a click just now, browsers play in silence only.
      this.isMuted = true;
      this.video.muted = true;
      await this.video.play().catch(() => undefined);
    }
  }

  #timed(): void {
    const { duration } = this.video;
    this.time = this.#playback?.time ?? 0;
    this.duration = Number.isFinite(duration) ? duration : 0;
    // Whoever watches is there, though nothing is touched.
    if (this.isPlaying) window.dispatchEvent(new Event("still-here"));
  }

  #setSpeed(speed: number): void {
    this.speed = speed;
    this.video.playbackRate = speed;
  }

  async #fill(): Promise<void> {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.requestFullscreen().catch(() => undefined);
  }

  async #float(): Promise<void> {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await this.video.requestPictureInPicture().catch(() => undefined);
  }

  readonly #drawn = (): void => {
    this.#frame = requestAnimationFrame(this.#drawn);
    const canvas = this.renderRoot.querySelector("canvas");
    const context = canvas?.getContext("2d");
    const { videoWidth, videoHeight, currentTime } = this.video;
    if (!canvas || !context || videoWidth === 0) return;
    if (canvas.width !== videoWidth) Object.assign(canvas, { width: videoWidth, height: videoHeight });
    context.clearRect(0, 0, videoWidth, videoHeight);
    if (this.showsBoxes) paintBoxes(context, boxesAt(this.incidents, currentTime), getComputedStyle(this));
  };
}

customElements.define("secure-video-stage", Stage);
