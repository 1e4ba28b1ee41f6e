import { LABELS, type Label } from "../../api/messages.ts";

/** The colours of the theme that a canvas paints with, read once per theme. */
export interface Palette {
  readonly labels: Readonly<Record<Label, string>>;
  readonly band: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly card: string;
  readonly accent: string;
  readonly font: string;
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const color = (name: string) => resolved(element, style.getPropertyValue(name).trim());
  return {
    labels: Object.fromEntries(LABELS.map((label) => [label, color(`--sv-${label}`)])) as Record<Label, string>,
    band: color("--sv-sunken"),
    line: color("--sv-line"),
    text: color("--sv-text"),
    muted: color("--sv-muted"),
    card: color("--sv-card"),
    accent: color("--sv-accent"),
    font: style.fontFamily,
  };
}

// A canvas does not know custom properties, and not every browser's knows color-mix().
function resolved(element: Element, color: string): string {
  const probe = document.createElement("span");
  probe.style.color = color;
  (element.shadowRoot ?? element).append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found || color;
}
