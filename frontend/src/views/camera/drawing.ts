import { html, LitElement, nothing, type PropertyValues, svg } from "lit";
import type { CameraSettings } from "../../api/messages.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import { drawingStyles } from "./drawing-styles.ts";
import { type Extent, middle, middles, type Point, pointAt, shifted, snapped } from "./geometry.ts";
import type { SeenMiss } from "./near-misses.ts";
import { lineArrow, missBox, shapeClass } from "./shape-marks.ts";
import { pointsOf, type Selection, type ShapeKind } from "./shapes.ts";

/** What was done to a shape. `step` is the same for all changes of one movement. */
export interface Drawn {
  readonly at: Selection;
  readonly points: readonly Point[];
  readonly step: string;
}

/** Of the picture's shorter side; by keyboard, with and without Shift. */
const NUDGE = 0.01;
const LEAP = 0.05;
/** Units of the screen: as large as a fingertip's middle. */
const REACH = 24;

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** `points` are those when it began; `index` the point that is held, -1: all of them. */
interface Hold {
  readonly pointer: number;
  readonly at: Selection;
  readonly index: number;
  readonly from: Point;
  readonly points: readonly Point[];
  readonly step: string;
}

/**
 * A camera's picture with its areas, lines and masks, to be changed by mouse, finger and keyboard. Tells `chosen` with a
 * selection or null, `drawn` with what was changed, and `removed` with a selection.
 */
export class Drawing extends LitElement {
  static override properties = {
    t: { attribute: false },
    picture: { attribute: false },
    aspect: { type: Number },
    settings: { attribute: false },
    selected: { attribute: false },
    misses: { attribute: false },
    extent: { state: true },
  };
  declare t: Localize;
  declare picture: string | null;
  /** Width by height. */
  declare aspect: number;
  declare settings: CameraSettings;
  declare selected: Selection | null;
  declare misses: readonly SeenMiss[];
  declare protected extent: Extent;
  #hold: Hold | null = null;
  #steps = 0;
  #focus: string | null = null;
  readonly #resized = new ResizeObserver(([entry]) => {
    if (entry) this.extent = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  static override styles = [base, drawingStyles];

  constructor() {
    super();
    this.picture = null;
    this.aspect = 16 / 9;
    this.selected = null;
    this.misses = [];
    this.extent = { width: 640, height: 360 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  override render() {
    const { width, height } = this.extent;
    return html`${this.picture ? html`<img src=${this.picture} alt="" />` : nothing}
      <svg
        viewBox="0 0 ${width} ${height}"
        class=${this.selected ? "editing" : ""}
        role="group"
        aria-label=${this.t("draw.picture")}
        @pointerdown=${this.#pressed}
        @pointermove=${this.#moved}
        @pointerup=${this.#released}
        @pointercancel=${this.#released}
      >
        <defs>
          <pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="10" class="hatch" />
          </pattern>
        </defs>
        ${this.misses.map((miss) => missBox(miss, this.extent))} ${this.#shapes("masks")} ${this.#shapes("zones")}
        ${this.#shapes("lines")} ${this.selected ? this.#handles(this.selected) : nothing}
      </svg>`;
  }

  override updated(_: PropertyValues<this>): void {
    this.style.aspectRatio = String(this.aspect);
    if (!this.#focus) return;
    this.renderRoot.querySelector<SVGElement>(this.#focus)?.focus();
    this.#focus = null;
  }

  #shapes(kind: ShapeKind) {
    return this.settings[kind].map((_, index) => this.#shape({ kind, index }));
  }

  #shape(at: Selection) {
    const shape = this.settings[at.kind][at.index];
    if (!shape) return nothing;
    const points = pointsOf(this.settings, at);
    const [x, y] = this.#onScreen(at.kind === "lines" ? (points[0] ?? [0, 0]) : middle(points));
    const isSelected = this.#isSelected(at);
    const line = at.kind === "lines" ? this.settings.lines[at.index] : undefined;
    return svg`<g
        class="shape ${shapeClass(this.settings, at)} ${isSelected ? "selected" : ""}"
        data-shape="${at.kind}/${at.index}"
        tabindex="0" role="button" aria-pressed=${String(isSelected)} aria-label=${shape.name}
        @keydown=${(event: KeyboardEvent) => this.#shapeKey(event, at)}>
      ${
        line
          ? svg`<polyline class="reach" points=${this.#path(points)} /><polyline class="outline" points=${this.#path(points)} />${lineArrow(line, this.extent)}`
          : svg`<polygon class="outline" points=${this.#path(points)} />`
      }
      <text x=${x} y=${line ? y - 14 : y}>${shape.name}</text>
    </g>`;
  }

  #handles(at: Selection) {
    const points = pointsOf(this.settings, at);
    const between = at.kind === "lines" ? [] : middles(points);
    return svg`${between.map((point, index) => {
      const [x, y] = this.#onScreen(point);
      return svg`<g class="add" data-add=${index} tabindex="0" role="button"
          aria-label=${this.t("draw.add_point", { number: index + 1 })}
          @keydown=${(event: KeyboardEvent) => this.#addKey(event, at, index, point)}>
        <circle cx=${x} cy=${y} r="16" class="reach" /><circle cx=${x} cy=${y} r="5" />
      </g>`;
    })}
    ${points.map((point, index) => {
      const [x, y] = this.#onScreen(point);
      return svg`<g class="point" data-point=${index} tabindex="0" role="button"
          aria-label=${this.t("draw.point", { number: index + 1, x: percent(point[0]), y: percent(point[1]) })}
          @keydown=${(event: KeyboardEvent) => this.#pointKey(event, at, index)}>
        <circle cx=${x} cy=${y} r="22" class="reach" /><circle cx=${x} cy=${y} r="8" />
      </g>`;
    })}`;
  }

  // --- mouse and finger

  readonly #pressed = (event: PointerEvent): void => {
    if (!event.isPrimary || event.button !== 0) return;
    const from = this.#inPicture(event);
    const hold = this.#grip(event, from);
    if (!hold) {
      this.#choose(this.#shapeOf(event));
      return;
    }
    event.preventDefault();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#hold = hold;
  };

  /** What was taken hold of: a point, the middle of a side, or the whole shape that is selected. */
  #grip(event: PointerEvent, from: Point): Hold | null {
    const at = this.selected;
    if (!at) return null;
    const points = pointsOf(this.settings, at);
    const step = `${++this.#steps}`;
    const rest = { pointer: event.pointerId, at, from, step };
    const index = pointAt(points, from, this.extent, REACH);
    if (index >= 0) return { ...rest, index, points };
    const side = at.kind === "lines" ? -1 : pointAt(middles(points), from, this.extent, REACH * 0.7);
    if (side >= 0) return { ...rest, index: side + 1, points: points.toSpliced(side + 1, 0, from) };
    const shape = this.#shapeOf(event);
    return shape && this.#isSelected(shape) ? { ...rest, index: -1, points } : null;
  }

  readonly #moved = (event: PointerEvent): void => {
    const hold = this.#hold;
    if (hold?.pointer !== event.pointerId) return;
    const to = this.#inPicture(event);
    const points =
      hold.index < 0
        ? shifted(hold.points, [to[0] - hold.from[0], to[1] - hold.from[1]])
        : hold.points.with(hold.index, snapped(to));
    this.#draw(hold.at, points, hold.step);
  };

  readonly #released = (event: PointerEvent): void => {
    if (this.#hold?.pointer === event.pointerId) this.#hold = null;
  };

  // --- keyboard

  #shapeKey(event: KeyboardEvent, at: Selection): void {
    const way = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") this.#choose(at);
    else if (event.key === "Escape") this.#choose(null);
    else if (event.key === "Delete" || event.key === "Backspace") this.#tell("removed", at);
    else if (way && this.#isSelected(at))
      this.#draw(at, shifted(pointsOf(this.settings, at), nudge(way, event)), "keys");
    else return;
    event.preventDefault();
  }

  #pointKey(event: KeyboardEvent, at: Selection, index: number): void {
    const points = pointsOf(this.settings, at);
    const point = points[index];
    const way = ARROWS[event.key];
    if (!point) return;
    if (way) {
      const [dx, dy] = nudge(way, event);
      this.#draw(at, points.with(index, snapped([point[0] + dx, point[1] + dy], 0)), `keys-${index}`);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (at.kind !== "lines" && points.length > 3) this.#draw(at, points.toSpliced(index, 1), `cut-${++this.#steps}`);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #addKey(event: KeyboardEvent, at: Selection, index: number, point: Point): void {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.#focus = `[data-point="${index + 1}"]`;
    this.#draw(at, pointsOf(this.settings, at).toSpliced(index + 1, 0, snapped(point)), `add-${++this.#steps}`);
  }

  // --- places

  #onScreen([x, y]: Point): Point {
    return [x * this.extent.width, y * this.extent.height];
  }

  #path(points: readonly Point[]): string {
    return points.map((point) => this.#onScreen(point).join(",")).join(" ");
  }

  #inPicture(event: PointerEvent): Point {
    const { left, top, width, height } = this.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  #shapeOf(event: Event): Selection | null {
    const place = (event.target as Element).closest<SVGElement>("[data-shape]")?.dataset.shape;
    const [kind, index] = place?.split("/") ?? [];
    return kind ? { kind: kind as ShapeKind, index: Number(index) } : null;
  }

  #isSelected({ kind, index }: Selection): boolean {
    return this.selected?.kind === kind && this.selected.index === index;
  }

  #choose(at: Selection | null): void {
    this.#tell("chosen", at);
  }

  #draw(at: Selection, points: readonly Point[], step: string): void {
    this.#tell("drawn", { at, points, step: `${at.kind}-${at.index}-${step}` } satisfies Drawn);
  }

  #tell(name: "chosen" | "drawn" | "removed", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function nudge([dx, dy]: Point, { shiftKey }: KeyboardEvent): Point {
  const by = shiftKey ? LEAP : NUDGE;
  return [dx * by, dy * by];
}

const percent = (value: number) => Math.round(value * 100);

customElements.define("secure-video-drawing", Drawing);
