import { CARD_ELEMENT, SecureVideoCard } from "./card.ts";
import { cardTexts } from "./card-texts.ts";
import type { HomeAssistant } from "./hass.ts";

/** How Home Assistant knows a card of others. It reads this when somebody adds one: by then it knows their language. */
interface CustomCard {
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly preview: boolean;
  readonly documentationURL: string;
  /** What to suggest to somebody who chose an entity first; null: nothing. */
  getEntitySuggestion(hass: HomeAssistant, entityId: string): { readonly config: object } | null;
}

/** What Home Assistant is told of it. */
export const OFFER: CustomCard = {
  type: CARD_ELEMENT,
  name: "Secure Video",
  preview: true,
  documentationURL: "https://github.com/secure-video/secure-video-home-assistant/blob/main/docs/panel.md#the-card",

  get description() {
    return cardTexts(document.documentElement.lang).about;
  },

  getEntitySuggestion(hass, entityId) {
    const isOurs = entityId.startsWith("camera.") && hass.entities[entityId]?.platform === "secure_video";
    return isOurs ? { config: { type: `custom:${CARD_ELEMENT}`, camera: entityId } } : null;
  },
};

/** Let Home Assistant offer it where cards are added. */
export function offerCard(): void {
  if (customElements.get(CARD_ELEMENT)) return;
  customElements.define(CARD_ELEMENT, SecureVideoCard);
  const page = window as { customCards?: CustomCard[] };
  page.customCards ??= [];
  page.customCards.push(OFFER);
}
