import { LABELS, type Label } from "../../api/messages.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import { type Cover, type Lane, labelsOf, visible } from "./lanes.ts";
import type { Palette } from "./palette.ts";
import { type TimeWindow, ticks } from "./window.ts";

export const LANE_HEIGHT = 58;
export const AXIS_HEIGHT = 28;
const NAME_HEIGHT = 22;
const BAND_HEIGHT = 30;
// The narrowest span that can be seen and hit.
const NARROWEST = 3;

export interface Scene {
  readonly window: TimeWindow;
  readonly lanes: readonly Lane[];
  readonly width: number;
  readonly now: number;
  /** The moment under the pointer. */
  readonly hover: number | null;
  readonly selected: string | null;
  /** Milliseconds that the user's clock is ahead of UTC. */
  readonly offset: number;
  readonly isRightToLeft: boolean;
  readonly clock: (moment: number) => string;
  readonly stateName: (state: Cover["state"]) => string;
}

/** Draws what is in the window and nothing else: as quick with thousands of clips as with ten. */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  #palette: Palette;
  #hatch: CanvasPattern | null;

  constructor(context: CanvasRenderingContext2D, palette: Palette) {
    this.#context = context;
    this.#palette = palette;
    this.#hatch = hatch(context, palette.muted);
  }

  paint(scene: Scene): void {
    const context = this.#context;
    const { width, lanes, window } = scene;
    const height = AXIS_HEIGHT + lanes.length * LANE_HEIGHT;
    const scale = width / (window.to - window.from);
    const x = (moment: number) => (moment - window.from) * scale;
    context.clearRect(0, 0, width, height);
    this.#axis(scene, x, height);
    lanes.forEach((lane, index) => {
      const top = AXIS_HEIGHT + index * LANE_HEIGHT;
      this.#name(scene, lane, top);
      const bandTop = top + NAME_HEIGHT;
      context.save();
      context.beginPath();
      context.roundRect(0, bandTop, width, BAND_HEIGHT, 8);
      context.clip();
      this.#covers(scene, lane, bandTop, x);
      this.#clips(scene, lane, bandTop, x);
      context.restore();
    });
    this.#now(scene, x, height);
    this.#hover(scene, x, height);
  }

  #axis(scene: Scene, x: (moment: number) => number, height: number): void {
    const context = this.#context;
    const { muted, line, font } = this.#palette;
    context.font = `12px ${font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const moment of ticks(scene.window, scene.width, 84, scene.offset)) {
      const at = Math.round(x(moment)) + 0.5;
      context.fillStyle = line;
      context.fillRect(at, AXIS_HEIGHT - 4, 1, height - AXIS_HEIGHT + 4);
      context.fillStyle = muted;
      if (at > 24 && at < scene.width - 24) this.#write(scene, scene.clock(moment), at, 12);
    }
  }

  /** Earlier is at the left in every language, as on all clocks' scales here; the canvas as a whole is mirrored for RTL. */
  #write(scene: Scene, text: string, x: number, y: number): void {
    const context = this.#context;
    if (!scene.isRightToLeft) {
      context.fillText(text, x, y);
      return;
    }
    context.save();
    context.translate(x, y);
    context.scale(-1, 1);
    context.fillText(text, 0, 0);
    context.restore();
  }

  #name(scene: Scene, lane: Lane, top: number): void {
    const context = this.#context;
    context.font = `500 13px ${this.#palette.font}`;
    context.textBaseline = "middle";
    context.textAlign = scene.isRightToLeft ? "right" : "left";
    context.direction = scene.isRightToLeft ? "rtl" : "ltr";
    context.fillStyle = this.#palette.text;
    const width = context.measureText(lane.name).width;
    context.save();
    context.globalAlpha = 0.85;
    context.fillStyle = this.#palette.card;
    context.fillRect(0, top + 2, width + 10, NAME_HEIGHT - 4);
    context.restore();
    this.#write(scene, lane.name, 2, top + NAME_HEIGHT / 2);
  }

  #covers(scene: Scene, lane: Lane, top: number, x: (moment: number) => number): void {
    const context = this.#context;
    const { window } = scene;
    context.font = `12px ${this.#palette.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (lane.covers.length === 0) {
      context.fillStyle = this.#palette.band;
      context.fillRect(0, top, Math.min(scene.width, x(scene.now)), BAND_HEIGHT);
    }
    for (const { since, until, state } of lane.covers) {
      if (until <= window.from || since >= window.to) continue;
      const left = Math.max(0, x(since));
      const width = Math.min(scene.width, x(until)) - left;
      context.fillStyle = this.#palette.band;
      context.fillRect(left, top, width, BAND_HEIGHT);
      if (state === "watched") continue;
      context.globalAlpha = state === "unknown" ? 0.35 : 0.7;
      context.fillStyle = this.#hatch ?? this.#palette.line;
      context.fillRect(left, top, width, BAND_HEIGHT);
      context.globalAlpha = 1;
      this.#word(scene, scene.stateName(state), left, width, top);
    }
  }

  #word(scene: Scene, word: string, left: number, width: number, top: number): void {
    const context = this.#context;
    const needed = context.measureText(word).width + 16;
    if (width < needed + 8) return;
    const middle = left + width / 2;
    context.fillStyle = this.#palette.band;
    context.beginPath();
    context.roundRect(middle - needed / 2, top + 5, needed, BAND_HEIGHT - 10, 10);
    context.fill();
    context.fillStyle = this.#palette.text;
    this.#write(scene, word, middle, top + BAND_HEIGHT / 2 + 0.5);
  }

  #clips(scene: Scene, lane: Lane, top: number, x: (moment: number) => number): void {
    const context = this.#context;
    const shown = lane.clips.slice(...visible(lane.clips, scene.window));
    // One path for each colour, the most telling on top.
    for (const label of [...LABELS].reverse()) {
      context.beginPath();
      this.#spans(shown, label, top, x);
      context.fillStyle = this.#palette.labels[label];
      context.fill();
    }
    for (const clip of shown) {
      if (clip.is_protected || clip.unlocked_until || clip.clip_id === scene.selected) this.#mark(scene, clip, top, x);
    }
  }

  /** Add those of one label to the path. A clip with several is shared by their colours. */
  #spans(clips: readonly ShelvedClip[], label: Label, top: number, x: (moment: number) => number): void {
    let filled = Number.NEGATIVE_INFINITY;
    for (const clip of clips) {
      const labels = labelsOf(clip);
      const place = labels.indexOf(label);
      if (place < 0) continue;
      const left = x(clip.begins);
      const width = Math.max(NARROWEST, x(clip.ends) - left);
      // Where spans are closer than a pixel, one is enough.
      if (labels.length === 1 && left + width < filled + 1) continue;
      if (labels.length === 1) filled = left + width;
      const share = (BAND_HEIGHT - 6) / labels.length;
      this.#context.rect(left, top + 3 + place * share, width, share);
    }
  }

  /** Protected: a line above. Lent to Home Assistant: a line below. Selected: a frame. */
  #mark(scene: Scene, clip: ShelvedClip, top: number, x: (moment: number) => number): void {
    const context = this.#context;
    const left = x(clip.begins);
    const width = Math.max(NARROWEST, x(clip.ends) - left);
    context.fillStyle = this.#palette.text;
    if (clip.is_protected) context.fillRect(left, top, Math.max(5, width), 3);
    if (clip.unlocked_until && Date.parse(clip.unlocked_until) > scene.now) {
      context.fillRect(left, top + BAND_HEIGHT - 3, Math.max(5, width), 3);
    }
    if (clip.clip_id === scene.selected) {
      context.strokeStyle = this.#palette.text;
      context.lineWidth = 2;
      context.strokeRect(left - 2, top + 1, width + 4, BAND_HEIGHT - 2);
    }
  }

  #now(scene: Scene, x: (moment: number) => number, height: number): void {
    if (scene.now < scene.window.from || scene.now > scene.window.to) return;
    const context = this.#context;
    const at = x(scene.now);
    context.fillStyle = this.#palette.accent;
    context.fillRect(at - 1, AXIS_HEIGHT - 2, 2, height - AXIS_HEIGHT + 2);
    context.beginPath();
    context.arc(at, AXIS_HEIGHT - 2, 4, 0, 2 * Math.PI);
    context.fill();
  }

  #hover(scene: Scene, x: (moment: number) => number, height: number): void {
    if (scene.hover === null) return;
    const context = this.#context;
    const at = x(scene.hover);
    context.fillStyle = this.#palette.text;
    context.globalAlpha = 0.5;
    context.fillRect(at, AXIS_HEIGHT, 1, height - AXIS_HEIGHT);
    context.globalAlpha = 1;
    context.font = `500 12px ${this.#palette.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const text = scene.clock(scene.hover);
    const half = context.measureText(text).width / 2 + 8;
    const middle = Math.min(scene.width - half, Math.max(half, at));
    context.beginPath();
    context.roundRect(middle - half, 1, half * 2, 22, 11);
    context.fill();
    context.fillStyle = this.#palette.card;
    this.#write(scene, text, middle, 12.5);
  }
}

function hatch(context: CanvasRenderingContext2D, color: string): CanvasPattern | null {
  const tile = new OffscreenCanvas(8, 8);
  const paint = tile.getContext("2d");
  if (!paint) return null;
  paint.strokeStyle = color;
  paint.lineWidth = 1.5;
  paint.beginPath();
  for (const shift of [-8, 0, 8]) {
    paint.moveTo(shift, 8);
    paint.lineTo(shift + 8, 0);
  }
  paint.stroke();
  return context.createPattern(tile, "repeat");
}
