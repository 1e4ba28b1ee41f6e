import type { Greeting, HostContext } from "../link/host.ts";
import { serve } from "../link/link.ts";
import { bridgeTo } from "./bridge.ts";
import { contextOf } from "./context.ts";
import type { HomeAssistant } from "./hass.ts";

/** Filled in by the build: where the frame is. */
declare const FRAME_URL: string;

/**
 * The page in Home Assistant's sidebar: an iframe of an origin of its own, which nothing else on the page can look into, and
 * the bridge that passes its calls on. All that is shown, and every key, is in there.
 */
export class SecureVideoPanel extends HTMLElement {
  #hass: HomeAssistant | undefined;
  #isNarrow = false;
  #route = "";
  #bridge: ReturnType<typeof bridgeTo> | undefined;

  set hass(hass: HomeAssistant) {
    this.#hass = hass;
    this.#changed();
  }

  get hass(): HomeAssistant {
    if (!this.#hass) throw new Error("Home Assistant sets hass before it shows a panel.");
    return this.#hass;
  }

  set narrow(isNarrow: boolean) {
    this.#isNarrow = isNarrow;
    this.#changed();
  }

  set route(route: { readonly path: string } | undefined) {
    this.#route = route?.path ?? "";
    this.#changed();
  }

  get context(): HostContext {
    return contextOf(this.hass, { isNarrow: this.#isNarrow, route: `${this.#route}${location.search}` }, this);
  }

  connectedCallback(): void {
    const frame = document.createElement("iframe");
    // Without allow-same-origin: an origin that nobody else has.
    frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-modals");
    frame.allow = "fullscreen; autoplay; picture-in-picture";
    frame.title = "Secure Video";
    frame.src = FRAME_URL;
    frame.style.cssText = "display: block; border: 0; inline-size: 100%; block-size: 100%; color-scheme: normal;";
    frame.addEventListener("load", () => this.#greet(frame));
    // Home Assistant gives a panel a place, and no height.
    this.style.cssText = "display: block; block-size: 100dvh; inline-size: 100%;";
    this.replaceChildren(frame);
  }

  disconnectedCallback(): void {
    // With the frame go its keys.
    this.#bridge?.end();
    this.#bridge = undefined;
    this.replaceChildren();
  }

  #greet(frame: HTMLIFrameElement): void {
    this.#bridge?.end();
    this.#bridge = bridgeTo(this);
    const app = new MessageChannel();
    const vault = new MessageChannel();
    serve(app.port1, this.#bridge.service);
    serve(vault.port1, this.#bridge.service);
    const greeting: Greeting = { kind: "secure-video-host", version: 1 };
    // An opaque origin has no name that could be given instead of "*"; the ports go to this very frame.
    frame.contentWindow?.postMessage(greeting, "*", [app.port2, vault.port2]);
  }

  #changed(): void {
    if (this.#hass) this.#bridge?.push();
  }
}
