/** The recovery sheet: what is shown, printed and saved is the same page. */
import { html, render, type TemplateResult } from "lit";
import { qrCode } from "../../components/qr-code.ts";
import type { Localize } from "../../localize/localize.ts";
import type { RecoveryKit } from "../../vault/service.ts";

export const KIT_NAME = "secure-video-recovery.html";

export interface KitContext {
  readonly t: Localize;
  readonly kit: RecoveryKit;
  /** Of whom the daily key is. */
  readonly name: string;
  /** As the user writes dates. */
  readonly date: string;
}

const STYLE = `
  .kit { font: 11pt/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 46rem; margin: 0 auto; padding: 24px; }
  .kit h1 { font-size: 1.5em; line-height: 1.2; margin: 0 0 4px; font-weight: 600; }
  .kit h2 { font-size: 1.05em; margin: 20px 0 6px; font-weight: 600; }
  .kit p, .kit ol { margin: 0 0 6px; }
  .kit ol { padding-inline-start: 1.4em; list-style: decimal; }
  .kit li { margin-block-end: 4px; }
  .kit .key { display: flex; gap: 20px; align-items: center; flex-wrap: wrap; border: 1px solid #bbb; border-radius: 10px; padding: 14px; margin: 12px 0; }
  .kit .key > div { flex: 1 1 15rem; min-width: 0; }
  .kit .qr { width: 150px; height: 150px; flex: none; }
  .kit code { font: 0.92em/1.5 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; word-break: break-all; }
  .kit .words code { word-break: normal; }
  .kit pre { background: #f1f1f1; border-radius: 8px; padding: 10px 12px; margin: 6px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  .kit .words { font-size: 1.15em; font-weight: 600; }
  .kit small { color: #555; font-size: 0.85em; }
  @media print { .kit { padding: 0; max-width: none; } .kit pre { border: 1px solid #bbb; background: none; } }
`;

/** The sheet itself. */
export function kitSheet({ t, kit, name, date }: KitContext): TemplateResult {
  return html`<style>
      ${STYLE}
    </style>
    <article class="kit">
      <h1>${t("kit.title")}</h1>
      <p>${t("kit.intro")}</p>
      <div class="key">
        ${qrCode(kit.recoveryIdentity, t("kit.code"))}
        <div>
          <h2 style="margin-top: 0">${t("kit.key")}</h2>
          <code>${kit.recoveryIdentity}</code>
          <p><small>${t("kit.fingerprint", { words: kit.fingerprints.recovery })}</small></p>
        </div>
      </div>
      <h2>${t("kit.passphrase", { name })}</h2>
      <p class="words"><code>${kit.passphrase}</code></p>
      <p>${t("kit.passphrase_about")}</p>
      <p><small>${t("kit.fingerprint", { words: kit.fingerprints.owner })}</small></p>
      <h2>${t("kit.how")}</h2>
      <ol>
        <li>${t("kit.how_panel")}</li>
        <li>${t("kit.how_viewer")}</li>
        <li>
          ${t("kit.how_age")}
          <pre><code dir="ltr">age -d -i key.txt -o clip.mp4 clip.mp4.age</code></pre>
        </li>
      </ol>
      <h2>${t("kit.keep")}</h2>
      <p>${t("kit.keep_about")}</p>
      <p><small>${t("kit.made", { date })}</small></p>
    </article>`;
}

/** The sheet as one file that needs nothing else, not even a network. */
export function kitFile(context: KitContext, root: Pick<HTMLElement, "lang" | "dir">): string {
  const place = document.createElement("div");
  render(kitSheet(context), place);
  // Lit's own marks say nothing to whoever reads the file.
  const body = place.innerHTML.replace(/<!--.*?-->/gs, "");
  return `<!doctype html>
<html lang="${root.lang}" dir="${root.dir}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${context.t("kit.title")}</title>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Print the sheet, and nothing of what is around it. */
export function printKit(context: KitContext): void {
  const place = document.createElement("div");
  render(
    html`<style>
        @media screen {
          .to-print {
            display: none;
          }
        }
        @media print {
          body > :not(.to-print) {
            display: none !important;
          }
          html,
          body {
            background: #fff !important;
            overflow: visible !important;
          }
        }
      </style>
      ${kitSheet(context)}`,
    place,
  );
  place.className = "to-print";
  document.body.append(place);
  // Printing blocks, except where a phone prints later from what it saw.
  addEventListener("afterprint", () => place.remove(), { once: true });
  print();
}
