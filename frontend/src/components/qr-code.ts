import { svg, type TemplateResult } from "lit";
import encodeQR from "qr";

/** A QR code to be looked at, printed or saved: black on white, as readers want it. */
export function qrCode(text: string, name: string): TemplateResult {
  const rows = encodeQR(text, "raw", { ecc: text.length > 500 ? "low" : "medium", border: 4 });
  const runs = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  const size = rows.length;
  return svg`<svg class="qr" role="img" aria-label=${name} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
    <rect width="100%" height="100%" fill="#fff" /><path d=${runs.join("")} fill="#000" />
  </svg>` as TemplateResult;
}
