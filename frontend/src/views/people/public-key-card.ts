import { html, type TemplateResult } from "lit";
import "../../components/button.ts";
import { qrCode } from "../../components/qr-code.ts";
import { toast } from "../../components/toast.ts";
import type { Localize } from "../../localize/localize.ts";

/** A public key for others: to be photographed, compared or copied. In capitals the code needs fewer squares. */
export function publicKey(t: Localize, recipient: string, words: string): TemplateResult {
  return html`<div style="display: grid; gap: 12px; justify-items: start">
    <div style="inline-size: min(340px, 100%); background: #fff; border-radius: 12px; overflow: hidden; line-height: 0">
      ${qrCode(recipient.toUpperCase(), t("my_key.code"))}
    </div>
    <p>${t("my_key.words")} <strong>${words}</strong></p>
    <secure-video-button kind="quiet" @click=${() => copy(t, recipient)}>${t("my_key.copy")}</secure-video-button>
  </div>`;
}

/** The frame may not use the clipboard's newer interface: browsers give it to pages of the same origin only. */
function copy(t: Localize, text: string): void {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  toast({ text: t(isCopied ? "my_key.copied" : "my_key.not_copied"), isError: !isCopied });
}
