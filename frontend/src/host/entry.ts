import { offerCard } from "./card-offer.ts";
import { SecureVideoPanel } from "./panel.ts";

// Home Assistant exchanges the registry of elements while it starts, and does not find what was defined in the first one.
await customElements.whenDefined("home-assistant");
// It may load the module twice: for the panel, and for the card on every page.
if (!customElements.get("secure-video-panel")) customElements.define("secure-video-panel", SecureVideoPanel);
offerCard();
