import { css } from "lit";
import type { HostContext } from "../link/host.ts";

/**
 * The design language, from the theme of Home Assistant: set once for the document, inherited into every shadow root.
 * Text on the primary colour and in it is mixed until it can be read (WCAG AA), whatever the theme.
 */
export const tokens = css`
  :root {
    color-scheme: light;
    --sv-background: var(--primary-background-color, #f5f6f8);
    --sv-card: var(--ha-card-background, var(--card-background-color, #ffffff));
    --sv-sunken: var(--secondary-background-color, #e9ecef);
    --sv-text: var(--primary-text-color, #17191c);
    --sv-muted: color-mix(in srgb, var(--sv-text) 68%, var(--sv-card));
    --sv-line: var(--divider-color, rgb(0 0 0 / 12%));
    --sv-accent: color-mix(in srgb, var(--primary-color, #009ac7) 68%, black);
    --sv-on-accent: #ffffff;
    --sv-tint: color-mix(in srgb, var(--sv-accent) 12%, var(--sv-card));
    --sv-error: color-mix(in srgb, var(--error-color, #db4437) 82%, black);
    --sv-error-tint: color-mix(in srgb, var(--sv-error) 10%, var(--sv-card));
    --sv-warning: color-mix(in srgb, var(--warning-color, #b26a00) 62%, black);
    --sv-warning-tint: color-mix(in srgb, var(--warning-color, #ffa600) 16%, var(--sv-card));
    --sv-success: color-mix(in srgb, var(--success-color, #2e7d32) 70%, black);
    --sv-shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 4px 16px rgb(0 0 0 / 6%);
    --sv-radius: var(--ha-card-border-radius, 12px);
    --sv-touch: 44px;
    --sv-person: #c93400;
    --sv-vehicle: #0774cd;
    --sv-animal: #047855;
    --sv-package: #8c2687;
    --sv-motion: #8a9195;
    font-family: var(--ha-font-family-body, Roboto, system-ui, sans-serif);
    font-size: 16px;
    line-height: 1.5;
    background: var(--sv-background);
    color: var(--sv-text);
  }
  :root[data-dark] {
    color-scheme: dark;
    --sv-background: var(--primary-background-color, #111315);
    --sv-card: var(--ha-card-background, var(--card-background-color, #1c1e21));
    --sv-sunken: var(--secondary-background-color, #2a2d31);
    --sv-text: var(--primary-text-color, #e6e8ea);
    --sv-line: var(--divider-color, rgb(255 255 255 / 14%));
    --sv-accent: color-mix(in srgb, var(--primary-color, #03a9f4) 72%, white);
    --sv-on-accent: #08141b;
    --sv-error: color-mix(in srgb, var(--error-color, #ef5350) 62%, white);
    --sv-warning: color-mix(in srgb, var(--warning-color, #ffa600) 72%, white);
    --sv-success: color-mix(in srgb, var(--success-color, #4caf50) 65%, white);
    --sv-shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 4px 16px rgb(0 0 0 / 30%);
    --sv-person: #ff7333;
    --sv-vehicle: #259afb;
    --sv-animal: #5de09c;
    --sv-package: #e457cc;
    --sv-motion: #818483;
  }
  [data-narrow] body {
    --sv-lower-edge: 64px;
  }
  body {
    margin: 0;
    overflow: hidden;
  }
`;

/** Follow Home Assistant's theme, direction and language. Called at first and whenever the context changes. */
export function applyContext(context: HostContext, root: HTMLElement = document.documentElement): void {
  if (tokens.styleSheet && !document.adoptedStyleSheets.includes(tokens.styleSheet)) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, tokens.styleSheet];
  }
  for (const name of [...root.style])
    if (name.startsWith("--") && !(name in context.theme)) root.style.removeProperty(name);
  for (const [name, value] of Object.entries(context.theme)) root.style.setProperty(name, value);
  root.toggleAttribute("data-dark", context.isDark);
  root.toggleAttribute("data-narrow", context.isNarrow);
  root.lang = context.language;
  root.dir = context.isRightToLeft ? "rtl" : "ltr";
}
