/** What Home Assistant's page does for the frame, which cannot reach the network itself. */

/** What to wait until Home Assistant is asked again. It restarts in less than a minute; asking this often costs nothing. */
export const AGAIN_MILLISECONDS = 4_000;

/** A request to Home Assistant; the page adds the user's access token. Only paths below /api/ are passed on. */
export interface HttpRequest {
  readonly path: string;
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `headers` has lower-case names. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ArrayBuffer;
}

/** What the app has to know of the page around it. */
export interface HostContext {
  /** BCP 47, as the user chose it in Home Assistant. */
  readonly language: string;
  /** IANA name of the time zone that times are shown in. */
  readonly timeZone: string;
  /** Undefined: as the language has it. */
  readonly hour12: boolean | undefined;
  readonly isDark: boolean;
  /** Custom properties of Home Assistant's theme, with their names (`--primary-color`). */
  readonly theme: Readonly<Record<string, string>>;
  /** Phone: Home Assistant's sidebar is hidden, and we show the button that opens it. */
  readonly isNarrow: boolean;
  readonly isRightToLeft: boolean;
  readonly user: { readonly id: string; readonly name: string; readonly isAdmin: boolean };
  /** False where anybody in the same network could change the page: plain http, and not this very machine. */
  readonly isSecure: boolean;
  /** What follows /secure-video in the address, with its query: "/clip/…", "" at first. */
  readonly route: string;
}

/** Things that outlive the frame in this browser. Nothing secret: other scripts of the page can read and change it. */
export type MemoryKey = "checkpoint" | "identity" | "passkey" | "preferences";

/** A passkey of this device, and the secret that it gives whenever the person agrees: 32 bytes. */
export interface Passkey {
  readonly id: string;
  readonly secret: ArrayBuffer;
}

/** A font of the page, as a file: `weight` as in CSS. */
export interface FontFile {
  readonly family: string;
  readonly weight: string;
  readonly bytes: ArrayBuffer;
}

export interface HostService {
  /** Send a command over Home Assistant's websocket. Fails with Home Assistant's error code and message. */
  ws(message: { readonly type: string; readonly [name: string]: unknown }): Promise<unknown>;
  /** Subscribe over Home Assistant's websocket. It ends with the connection: ask again. */
  subscribe(message: { readonly type: string; readonly [name: string]: unknown }): AsyncIterable<unknown>;
  /** Fails with "refused" if the path is not one of Home Assistant's, "offline" if there is no answer. */
  fetch(request: HttpRequest): Promise<HttpAnswer>;
  /** The same for an answer that comes slowly: the status first (with an empty body), then pieces of the body. */
  fetchStream(request: HttpRequest): AsyncIterable<HttpAnswer | ArrayBuffer>;
  /** The context now, and whenever it changes. */
  context(): AsyncIterable<HostContext>;
  /** What Home Assistant's own texts are set in, as far as they are files of its own. */
  fonts(): Promise<readonly FontFile[]>;
  /** Go to a path of Home Assistant: "/secure-video/live", "/config/integrations". */
  navigate(path: string, options?: { readonly replace?: boolean }): Promise<void>;
  moreInfo(entityId: string): Promise<void>;
  toggleMenu(): Promise<void>;
  remember(key: MemoryKey, value: string | null): Promise<void>;
  recall(key: MemoryKey): Promise<string | null>;
  /** Passkeys belong to Home Assistant's address, so its page has to ask for them. */
  passkeysAreHere(): Promise<boolean>;
  /** Make one. Fails with "not_made" if the person or the device does not want to. */
  makePasskey(): Promise<Passkey>;
  /** Ask one for its secret. Fails with "not_made". */
  askPasskey(id: string): Promise<Passkey>;
}

/** How the page hands the frame its two ports: one for the app, one for the vault's worker. */
export interface Greeting {
  readonly kind: "secure-video-host";
  readonly version: 1;
}
