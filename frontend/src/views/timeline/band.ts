import { css, html, LitElement, type PropertyValues } from "lit";
import { base } from "../../components/styles.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import { type Lane, nearest } from "./lanes.ts";
import { AXIS_HEIGHT, LANE_HEIGHT, Painter, type Scene } from "./painter.ts";
import { paletteOf } from "./palette.ts";
import { moved, type TimeWindow, zoomed } from "./window.ts";

// How far beside a span one may point, and how far a finger moves that only taps.
const REACH_PIXELS = 12;
const TAP_PIXELS = 6;
const WHEEL_ZOOM = 0.0016;

/** What is pointed at: a clip, and where in the band. */
export interface Aim {
  readonly clip: ShelvedClip;
  /** Pixels from the inline start, and from the top to the lane's lower edge. */
  readonly x: number;
  readonly y: number;
}

export type Words = Pick<Scene, "offset" | "isRightToLeft" | "clock" | "stateName">;

/**
 * The drawn part of the timeline. It owns its window while it is dragged, so that nothing else has to keep up; tells
 * `moved` with the window, `aimed` with what is pointed at (or null), `chosen` with the clip that was clicked.
 */
export class Band extends LitElement {
  static override properties = {
    label: { type: String },
    lanes: { attribute: false },
    window: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
    selected: { type: String },
    theme: { attribute: false },
  };
  declare label: string;
  declare lanes: readonly Lane[];
  declare window: TimeWindow;
  declare words: Words;
  declare now: number;
  declare selected: string | null;
  /** Anything that is another one when the theme is. */
  declare theme: unknown;
  #painter: Painter | undefined;
  #width = 0;
  #hover: number | null = null;
  #aim: Aim | null = null;
  #frame = 0;
  readonly #fingers = new Map<number, PointerEvent>();
  #travelled = 0;
  readonly #resized = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.label = "";
    this.lanes = [];
    this.now = Date.now();
    this.selected = null;
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      canvas {
        display: block;
        inline-size: 100%;
        touch-action: pan-y;
        cursor: crosshair;
        border-radius: 8px;
        user-select: none;
        -webkit-user-select: none;
      }
      canvas.mirrored {
        transform: scaleX(-1);
      }
      canvas.dragged {
        cursor: grabbing;
      }
    `,
  ];

  override render() {
    return html`<canvas
      class=${this.words.isRightToLeft ? "mirrored" : ""}
      tabindex="0"
      role="img"
      aria-label=${this.label}
      @pointerdown=${this.#pressed}
      @pointermove=${this.#pointed}
      @pointerup=${this.#released}
      @pointercancel=${this.#released}
      @pointerleave=${this.#left}
    ></canvas>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override firstUpdated(): void {
    // Not passive: what zooms here must not scroll the page.
    this.#canvas?.addEventListener("wheel", this.#turned, { passive: false });
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("theme") || !this.#painter) {
      const context = this.#canvas?.getContext("2d");
      if (context) this.#painter = new Painter(context, paletteOf(this));
    }
    if (changed.has("lanes")) this.#fit();
    this.#paint();
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector("canvas");
  }

  #fit(): void {
    const canvas = this.#canvas;
    if (!canvas || this.clientWidth === 0) return;
    const height = AXIS_HEIGHT + this.lanes.length * LANE_HEIGHT;
    const ratio = devicePixelRatio;
    this.#width = this.clientWidth;
    canvas.width = Math.round(this.#width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.blockSize = `${height}px`;
    canvas.getContext("2d")?.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#paint();
  }

  #paint(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const { words, lanes, window, now, selected } = this;
      if (this.#width === 0) return;
      this.#painter?.paint({ ...words, lanes, window, now, selected, width: this.#width, hover: this.#hover });
    });
  }

  #move(window: TimeWindow): void {
    this.window = window;
    this.dispatchEvent(new CustomEvent("moved", { detail: window }));
  }

  /** Milliseconds of one pixel. */
  get #grain(): number {
    return (this.window.to - this.window.from) / this.#width;
  }

  /** Pixels from the edge where time begins. */
  #along(event: MouseEvent): number {
    return this.words.isRightToLeft ? this.#width - event.offsetX : event.offsetX;
  }

  #momentAt(event: MouseEvent): number {
    return this.window.from + this.#along(event) * this.#grain;
  }

  readonly #turned = (event: WheelEvent): void => {
    event.preventDefault();
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isSideways) {
      const sideways = (event.deltaX || event.deltaY) * (this.words.isRightToLeft ? -1 : 1);
      this.#move(moved(this.window, sideways * this.#grain, this.now));
    } else {
      this.#move(zoomed(this.window, Math.exp(event.deltaY * WHEEL_ZOOM), this.#momentAt(event), this.now));
    }
  };

  #pressed(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#canvas?.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, event);
    if (this.#fingers.size === 1) this.#travelled = 0;
  }

  #pointed(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (!before) {
      this.#aimAt(event);
      return;
    }
    const [other] = [...this.#fingers.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
    this.#fingers.set(event.pointerId, event);
    const shift = this.#along(before) - this.#along(event);
    this.#travelled += Math.abs(shift);
    if (other) this.#pinch(before, event, other);
    else if (this.#travelled > TAP_PIXELS) {
      this.#canvas?.classList.add("dragged");
      this.#unaim();
      this.#move(moved(this.window, shift * this.#grain, this.now));
    }
  }

  #pinch(before: PointerEvent, now: PointerEvent, other: PointerEvent): void {
    const wide = Math.max(10, Math.abs(this.#along(before) - this.#along(other)));
    const wider = Math.max(10, Math.abs(this.#along(now) - this.#along(other)));
    const middle = (this.#along(now) + this.#along(other)) / 2;
    this.#move(zoomed(this.window, wide / wider, this.window.from + middle * this.#grain, this.now));
  }

  #released(event: PointerEvent): void {
    const wasTap = this.#fingers.size === 1 && this.#travelled <= TAP_PIXELS && event.type === "pointerup";
    this.#fingers.delete(event.pointerId);
    this.#canvas?.classList.remove("dragged");
    if (!wasTap) return;
    const aimed = this.#aim?.clip.clip_id;
    this.#aimAt(event);
    // A finger cannot hover: its first tap shows, its second opens.
    const clip = this.#aim?.clip;
    if (clip && (event.pointerType === "mouse" || clip.clip_id === aimed)) {
      this.dispatchEvent(new CustomEvent("chosen", { detail: clip }));
    }
  }

  #left(event: PointerEvent): void {
    if (event.pointerType === "mouse") this.#unaim();
  }

  #unaim(): void {
    this.#hover = null;
    this.#tellAim(null);
    this.#paint();
  }

  #aimAt(event: PointerEvent): void {
    const moment = this.#momentAt(event);
    this.#hover = moment;
    const index = Math.floor((event.offsetY - AXIS_HEIGHT) / LANE_HEIGHT);
    const clip = nearest(this.lanes[index]?.clips ?? [], moment, REACH_PIXELS * this.#grain);
    const y = AXIS_HEIGHT + (index + 1) * LANE_HEIGHT;
    this.#tellAim(clip ? { clip, x: this.#along(event), y } : null);
    this.#paint();
  }

  #tellAim(aim: Aim | null): void {
    if (aim === null && this.#aim === null) return;
    this.#aim = aim;
    this.dispatchEvent(new CustomEvent("aimed", { detail: aim }));
  }
}

customElements.define("secure-video-band", Band);
