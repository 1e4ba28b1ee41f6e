import type { Region } from "./boxes.ts";

// Smaller is a slip of the hand.
const SMALLEST = 0.02;

/** Draws an area by mouse or finger, on a canvas that shows the picture. */
export class AreaPen {
  #from: { readonly x: number; readonly y: number } | undefined;
  #area: Region | undefined;

  /** The one that is being drawn. */
  get area(): Region | undefined {
    return this.#area;
  }

  begin(event: PointerEvent): void {
    (event.target as HTMLCanvasElement).setPointerCapture(event.pointerId);
    this.#from = placeOf(event);
  }

  move(event: PointerEvent): void {
    if (!this.#from) return;
    const { x, y } = placeOf(event);
    this.#area = {
      left: Math.min(x, this.#from.x),
      top: Math.min(y, this.#from.y),
      right: Math.max(x, this.#from.x),
      bottom: Math.max(y, this.#from.y),
    };
  }

  /** What was drawn, if it is more than a slip. */
  end(): Region | undefined {
    const area = this.#area;
    this.#from = undefined;
    this.#area = undefined;
    return area && area.right - area.left > SMALLEST && area.bottom - area.top > SMALLEST ? area : undefined;
  }
}

/** Fractions of the picture, which may be letterboxed in the canvas. */
function placeOf(event: PointerEvent): { readonly x: number; readonly y: number } {
  const canvas = event.target as HTMLCanvasElement;
  const scale = Math.min(canvas.clientWidth / canvas.width, canvas.clientHeight / canvas.height);
  const across = canvas.width * scale;
  const down = canvas.height * scale;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return {
    x: clamp((event.offsetX - (canvas.clientWidth - across) / 2) / across),
    y: clamp((event.offsetY - (canvas.clientHeight - down) / 2) / down),
  };
}
