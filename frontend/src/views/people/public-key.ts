/** A public key in what somebody pasted or photographed. Pure. */
export type FoundKey = { readonly kind: "key"; readonly key: string } | { readonly kind: "private" | "none" };

const PUBLIC = /\bage1[a-z0-9]{30,}\b/gi;
const PRIVATE = /AGE-SECRET-KEY-/i;

/** QR codes hold keys in capitals, which need less room. A private key is never passed on, whatever is beside it. */
export function publicKeyIn(text: string): FoundKey {
  if (PRIVATE.test(text)) return { kind: "private" };
  const keys = new Set([...text.matchAll(PUBLIC)].map(([key]) => key.toLowerCase()));
  const [key] = keys;
  return key && keys.size === 1 ? { kind: "key", key } : { kind: "none" };
}
