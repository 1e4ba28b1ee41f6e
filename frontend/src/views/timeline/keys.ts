export type TimelineAction =
  | { readonly kind: "pan"; readonly share: number }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "step"; readonly direction: -1 | 1 }
  | { readonly kind: "open" | "choose" | "delete" | "leave" | "day_start" | "now" };

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** What a key means on the timeline. Enter is left to what has the focus. */
export function timelineKey(pressed: Pressed, isRightToLeft: boolean): TimelineAction | undefined {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return undefined;
  const later = isRightToLeft ? -1 : 1;
  switch (pressed.key.toLowerCase()) {
    case "arrowleft":
      return { kind: "pan", share: -0.25 * later };
    case "arrowright":
      return { kind: "pan", share: 0.25 * later };
    case "+":
    case "=":
      return { kind: "zoom", factor: 0.5 };
    case "-":
      return { kind: "zoom", factor: 2 };
    case "j":
      return { kind: "step", direction: -1 };
    case "l":
      return { kind: "step", direction: 1 };
    case "k":
      return { kind: "open" };
    case "x":
      return { kind: "choose" };
    case "delete":
      return { kind: "delete" };
    case "escape":
      return { kind: "leave" };
    case "home":
      return { kind: "day_start" };
    case "end":
      return { kind: "now" };
    default:
      return undefined;
  }
}
