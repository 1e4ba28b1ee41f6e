import type { SeenBox } from "./boxes.ts";

/** Draw boxes over a picture as large as the canvas, with how sure it was of each. Colours and font are the style's. */
export function paintBoxes(
  context: CanvasRenderingContext2D,
  boxes: readonly SeenBox[],
  style: CSSStyleDeclaration,
): void {
  const { width, height } = context.canvas;
  const line = Math.max(2, width / 480);
  context.lineWidth = line;
  context.font = `500 ${line * 7}px ${style.fontFamily}`;
  for (const { label, score, left, top, right, bottom } of boxes) {
    const x = left * width;
    const y = top * height;
    context.strokeStyle = style.getPropertyValue(`--sv-${label}`);
    context.strokeRect(x, y, (right - left) * width, (bottom - top) * height);
    const text = `${Math.round(score * 100)} %`;
    context.fillStyle = context.strokeStyle;
    context.fillRect(x - line / 2, y - line * 10, context.measureText(text).width + line * 4, line * 10);
    context.fillStyle = style.getPropertyValue("--sv-card");
    context.fillText(text, x + line * 1.5, y - line * 2.5);
  }
}
