import { html } from "lit";
import "../../components/dialog.ts";
import type { Localize, TextKey } from "../../localize/localize.ts";

const KEYS: readonly (readonly [heading: TextKey, keys: readonly (readonly [key: string, text: TextKey])[]])[] = [
  [
    "view.timeline",
    [
      ["J  L", "keys.incident"],
      ["K", "keys.open"],
      ["←  →", "keys.pan"],
      ["+  −", "keys.zoom"],
      ["Home  End", "keys.ends"],
      ["X", "choice.begin"],
      ["Del", "player.delete"],
      ["Esc", "do.cancel"],
    ],
  ],
  [
    "view.clip",
    [
      ["Space  K", "keys.play"],
      ["J  L", "keys.jump"],
      ["←  →  Home", "keys.seek"],
      [",  .", "keys.frame"],
      ["[  ]", "keys.neighbour"],
      ["M  F", "keys.mute_full"],
      ["B  S", "keys.boxes_snapshot"],
    ],
  ],
];

export function keyboardHelp(t: Localize, closed: () => void) {
  return html`<secure-video-dialog open heading=${t("keys.title")} closeLabel=${t("do.close")} @closed=${closed}>
    <style>
      .keys {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px 20px;
        margin: 8px 0 20px;
      }
      .keys dt {
        font-family: ui-monospace, monospace;
        white-space: pre;
      }
      .keys dd {
        margin: 0;
      }
    </style>
    ${KEYS.map(
      ([heading, keys]) => html`<h3>${t(heading)}</h3>
        <dl class="keys">${keys.map(([key, text]) => html`<dt>${key}</dt><dd>${t(text)}</dd>`)}</dl>`,
    )}
  </secure-video-dialog>`;
}
