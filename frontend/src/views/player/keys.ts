export type PlayerAction =
  | { readonly kind: "play" | "mute" | "full_screen" | "boxes" | "snapshot" }
  | { readonly kind: "seek"; readonly seconds: number }
  | { readonly kind: "frame" | "neighbour"; readonly direction: -1 | 1 };

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

const KEYS: Readonly<Record<string, PlayerAction>> = {
  " ": { kind: "play" },
  k: { kind: "play" },
  j: { kind: "seek", seconds: -10 },
  l: { kind: "seek", seconds: 10 },
  arrowleft: { kind: "seek", seconds: -1 },
  arrowright: { kind: "seek", seconds: 1 },
  home: { kind: "seek", seconds: Number.NEGATIVE_INFINITY },
  ",": { kind: "frame", direction: -1 },
  ".": { kind: "frame", direction: 1 },
  "[": { kind: "neighbour", direction: -1 },
  "]": { kind: "neighbour", direction: 1 },
  m: { kind: "mute" },
  f: { kind: "full_screen" },
  b: { kind: "boxes" },
  s: { kind: "snapshot" },
};

/** What a key means in the player. */
export function playerKey({ key, ctrlKey, metaKey, altKey }: Pressed): PlayerAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const name = key.toLowerCase();
  return Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
}
