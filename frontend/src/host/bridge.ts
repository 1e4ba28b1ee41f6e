import type { HostContext, HostService, MemoryKey, Passkey } from "../link/host.ts";
import { LinkError, moved } from "../link/link.ts";
import { fontsOf } from "./fonts.ts";
import type { HomeAssistant } from "./hass.ts";
import { askPasskey, makePasskey, passkeysAreHere } from "./passkey.ts";
import { Pushed } from "./pushed.ts";
import { answerOf, request } from "./requests.ts";

interface Rejection {
  readonly code?: string;
  readonly message?: string;
  readonly translation_domain?: string;
  readonly translation_key?: string;
  readonly translation_placeholders?: Readonly<Record<string, unknown>>;
}

/** What the bridge asks of the panel that it belongs to. */
export interface Panel extends EventTarget {
  readonly hass: HomeAssistant;
  readonly context: HostContext;
}

/**
 * What Home Assistant's page does for the frame. Each service is for one port; `push` tells it that the context changed.
 * Subscriptions are left when the frame leaves them, or when the panel ends them all.
 */
export function bridgeTo(panel: Panel): { service: HostService; push(): void; end(): void } {
  const contexts = new Set<Pushed<HostContext>>();
  const subscriptions = new Set<() => void>();

  const service: HostService = {
    async ws(message) {
      return await panel.hass.callWS(message).catch((error) => raise(error, panel.hass));
    },

    async *subscribe(message) {
      const events = new Pushed<unknown>();
      const { connection } = panel.hass;
      const unsubscribe = await connection
        .subscribeMessage((event) => events.push(event), message, { resubscribe: false })
        .catch((error) => raise(error, panel.hass));
      // The connection may be gone by then, and with it the subscription.
      const leave = () => void unsubscribe().catch(() => undefined);
      const lost = () => events.end();
      connection.addEventListener("disconnected", lost);
      subscriptions.add(leave);
      try {
        yield* events;
      } finally {
        connection.removeEventListener("disconnected", lost);
        subscriptions.delete(leave);
        leave();
      }
    },

    async fetch(wanted) {
      const response = await request(panel.hass, wanted);
      const body = await response.arrayBuffer();
      return moved(answerOf(response, body), body);
    },

    async *fetchStream(wanted) {
      const abort = new AbortController();
      try {
        const response = await request(panel.hass, wanted, abort.signal);
        yield answerOf(response, new ArrayBuffer(0));
        for await (const piece of response.body ?? []) {
          const body = new Uint8Array(piece).buffer;
          yield moved(body, body);
        }
      } finally {
        abort.abort();
      }
    },

    async *context() {
      const pushed = new Pushed<HostContext>({ newestOnly: true });
      contexts.add(pushed);
      pushed.push(panel.context);
      try {
        yield* pushed;
      } finally {
        contexts.delete(pushed);
      }
    },

    async fonts() {
      const files = await fontsOf(panel.context.theme["--ha-font-family-body"] ?? "");
      return moved(files, ...files.map(({ bytes }) => bytes));
    },

    async navigate(path, options) {
      const { origin, pathname, search } = new URL(path, location.origin);
      if (origin !== location.origin) throw new LinkError("refused", "Only Home Assistant's own pages can be opened.");
      const replace = options?.replace ?? false;
      history[replace ? "replaceState" : "pushState"](history.state, "", `${pathname}${search}`);
      window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace } }));
    },

    async moreInfo(entityId) {
      tell(panel, "hass-more-info", { entityId });
    },

    async toggleMenu() {
      tell(panel, "hass-toggle-menu");
    },

    async remember(key, value) {
      const name = memoryName(panel, key);
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    },

    async recall(key) {
      return localStorage.getItem(memoryName(panel, key));
    },

    passkeysAreHere,

    async makePasskey() {
      return moveSecret(await makePasskey(panel.context.user));
    },

    async askPasskey(id) {
      return moveSecret(await askPasskey(id));
    },
  };

  return {
    service,
    push() {
      for (const each of contexts) each.push(panel.context);
    },
    end() {
      for (const each of contexts) each.end();
      for (const leave of subscriptions) leave();
      subscriptions.clear();
    },
  };
}

function tell(panel: Panel, name: string, detail: object = {}): void {
  panel.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

function moveSecret(passkey: Passkey): Passkey {
  return moved(passkey, passkey.secret);
}

function memoryName(panel: Panel, key: MemoryKey): string {
  return `secure_video.${panel.context.user.id}.${key}`;
}

/** Home Assistant rejects with plain objects, and says in English what its translations say in the user's language. */
async function raise(error: unknown, hass: HomeAssistant): Promise<never> {
  const { code, message, translation_domain, translation_key, translation_placeholders } = Object(error) as Rejection;
  const translated =
    translation_domain && translation_key
      ? await hass
          .loadBackendTranslation("exceptions", translation_domain)
          .then(() =>
            hass.localize(
              `component.${translation_domain}.exceptions.${translation_key}.message`,
              translation_placeholders ?? {},
            ),
          )
          .catch(() => "")
      : "";
  throw new LinkError(
    code ?? "offline",
    translated || message || "Home Assistant does not answer.",
    // What the message says, for programs.
    translation_key ? { translation_key } : {},
  );
}
