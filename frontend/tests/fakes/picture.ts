import { chance } from "./household.ts";

/** A synthetic picture of a made-up yard with something in it: nobody's camera was used. */
export function paintYard(canvas: OffscreenCanvas, seed: number, isPerson: boolean, share = 0.5): void {
  const next = chance(seed);
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width, height } = canvas;
  const isNight = next() < 0.35;
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, isNight ? "#1d2733" : "#9dc3dd");
  sky.addColorStop(0.5, isNight ? "#2c3946" : "#dfe9ee");
  sky.addColorStop(0.52, isNight ? "#28332b" : "#8fa476");
  sky.addColorStop(1, isNight ? "#1a211c" : "#6d8358");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.fillStyle = isNight ? "#39424c" : "#c7b9a5";
  context.fillRect(width * 0.62, height * 0.16, width * 0.4, height * 0.42);
  context.fillStyle = isNight ? "#e8c870" : "#5f7f96";
  context.fillRect(width * 0.7, height * 0.26, width * 0.07, height * 0.13);
  context.fillRect(width * 0.84, height * 0.26, width * 0.07, height * 0.13);
  context.fillStyle = isNight ? "#3a3f40" : "#b9b3a8";
  context.beginPath();
  context.moveTo(width * 0.5, height * 0.56);
  context.lineTo(width * 0.66, height * 0.56);
  context.lineTo(width * 0.5, height);
  context.lineTo(width * 0.1, height);
  context.fill();
  const left = width * (0.12 + 0.5 * share + 0.1 * next());
  const ground = height * (0.8 + 0.1 * next());
  context.fillStyle = isNight ? "#a9b4bd" : "#2d3a49";
  if (isPerson) {
    const tall = height * 0.4;
    context.beginPath();
    context.arc(left, ground - tall * 0.88, tall * 0.11, 0, 7);
    context.fill();
    context.beginPath();
    context.roundRect(left - tall * 0.14, ground - tall * 0.76, tall * 0.28, tall * 0.45, tall * 0.09);
    context.fill();
    context.fillRect(left - tall * 0.12, ground - tall * 0.34, tall * 0.1, tall * 0.34);
    context.fillRect(left + tall * 0.03, ground - tall * 0.34, tall * 0.1, tall * 0.34);
  } else {
    const long = width * 0.26;
    context.beginPath();
    context.roundRect(left - long / 2, ground - long * 0.24, long, long * 0.2, long * 0.06);
    context.roundRect(left - long / 4, ground - long * 0.4, long * 0.55, long * 0.2, long * 0.08);
    context.fill();
    context.fillStyle = "#14181c";
    for (const wheel of [-0.28, 0.28]) {
      context.beginPath();
      context.arc(left + long * wheel, ground - long * 0.04, long * 0.08, 0, 7);
      context.fill();
    }
  }
}

export async function yard(seed: number, isPerson: boolean): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(320, 180);
  paintYard(canvas, seed, isPerson);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  return await blob.arrayBuffer();
}
