import { offerCard } from "./card.ts";
import { SecureVideoPanel } from "./panel.ts";

// Home Assistant may load the module twice: for the panel, and for the card on every page.
if (!customElements.get("secure-video-panel")) customElements.define("secure-video-panel", SecureVideoPanel);
offerCard();
