import { decodeQR } from "qr/decode.js";

// Enough for the modules of a large code, and quick on a phone.
const LONGEST_SIDE = 1600;
const RETRY_MILLISECONDS = 1500;

/** The text of the QR code in a photo, read here; null if none is found. Fails if the file is no picture. */
export async function readQr(photo: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(photo);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  try {
    return decodeQR(context.getImageData(0, 0, width, height), { timeLimit: RETRY_MILLISECONDS });
  } catch {
    return null;
  }
}
