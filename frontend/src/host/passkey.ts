import type { Passkey } from "../link/host.ts";
import { LinkError } from "../link/link.ts";

/** What the authenticator mixes with its own secret (WebAuthn Level 3, "prf"). Nobody else asks with this. */
const SALT = new TextEncoder().encode("secure-video-panel/identity/1");
const PRF = { eval: { first: SALT } };

/** Whether this browser has passkeys at all: not over plain http, not in Home Assistant's apps, not under a bare IP address. */
export async function passkeysAreHere(): Promise<boolean> {
  // An IP address names no site that a passkey could belong to (WebAuthn, section 5.1.3).
  const isNamed = !/^[\d.]+$|^\[/.test(location.hostname);
  if (!isNamed || !window.isSecureContext || !window.PublicKeyCredential) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** Make a passkey on this device, and ask it once. Fails with "not_made" if the person or the device does not want to. */
export async function makePasskey(user: { readonly id: string; readonly name: string }): Promise<Passkey> {
  const credential = await answered(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        rp: { name: "Secure Video" },
        user: {
          id: new TextEncoder().encode(`secure-video/${user.id}`.slice(0, 64)),
          name: user.name,
          displayName: user.name,
        },
        pubKeyCredParams: [
          { type: "public-key", alg: -8 },
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required" },
        extensions: { prf: PRF },
      },
    }),
  );
  // Many say only now whether they can, and the secret when they are asked for it.
  return askPasskey(credential.id);
}

/** Ask the passkey for its secret: the same each time. Fails with "not_made". */
export async function askPasskey(id: string): Promise<Passkey> {
  const credential = await answered(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: "public-key", id: bytesOf(id) }],
        userVerification: "required",
        extensions: { prf: PRF },
      },
    }),
  );
  const secret = credential.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw new LinkError("not_made", "This device's passkeys cannot hold a key.");
  const bytes = ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
  return { id, secret: new Uint8Array(bytes).buffer };
}

async function answered(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await ask().catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw new LinkError("not_made", "The passkey was not given.");
  return credential;
}

function bytesOf(id: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(id.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}
