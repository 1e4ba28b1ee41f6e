import { mdiAccount, mdiCar, mdiLockOutline, mdiMotionSensor, mdiPackageVariant, mdiPaw } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { type CardClip, CardClips, type CardContent } from "./card-clips.ts";
import { type CardTexts, cardTexts } from "./card-texts.ts";
import type { HomeAssistant } from "./hass.ts";

export const CARD_ELEMENT = "secure-video-card";

const ICONS = {
  person: mdiAccount,
  vehicle: mdiCar,
  animal: mdiPaw,
  package: mdiPackageVariant,
  motion: mdiMotionSensor,
};
const COUNT = 4;
const MOST = 24;

interface CardConfig {
  readonly type: string;
  /** Our camera entity; left out: all cameras. */
  readonly camera?: string;
  readonly count?: number;
}

/**
 * The last incidents on a dashboard. It is on Home Assistant's page, where every other script can look: so it shows no
 * picture of what is sealed, only of what its user unlocked in Home Assistant anyway.
 */
export class SecureVideoCard extends LitElement {
  static override properties = { hass: { attribute: false }, config: { state: true }, content: { state: true } };
  declare hass: HomeAssistant;
  declare protected config: CardConfig | undefined;
  /** Undefined until something is known; null: Secure Video does not answer. */
  declare protected content: CardContent | null | undefined;
  #clips: CardClips | undefined;

  static override styles = css`
    ha-card {
      padding: 12px;
      block-size: 100%;
      box-sizing: border-box;
    }
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
      gap: 10px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    a {
      display: block;
      border-radius: 10px;
      overflow: hidden;
      color: var(--primary-text-color);
      text-decoration: none;
    }
    a:focus-visible {
      outline: 2px solid var(--primary-color);
      outline-offset: 2px;
    }
    .tile {
      position: relative;
      display: grid;
      place-items: center;
      aspect-ratio: 16 / 9;
      border-radius: 10px;
      overflow: hidden;
      color: var(--secondary-text-color);
      background: repeating-linear-gradient(
        -45deg,
        var(--secondary-background-color) 0 8px,
        color-mix(in srgb, var(--secondary-background-color) 88%, var(--primary-text-color)) 8px 9px
      );
    }
    img {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
    }
    svg {
      inline-size: 22px;
      block-size: 22px;
      fill: currentcolor;
    }
    .what {
      display: flex;
      align-items: center;
      gap: 6px;
      padding: 6px 2px 0;
      font-size: 0.875rem;
    }
    .what svg {
      flex: none;
      inline-size: 18px;
      block-size: 18px;
    }
    .what span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .when {
      margin: 0;
      padding: 0 2px 4px;
      font-size: 0.8125rem;
      color: var(--secondary-text-color);
    }
    p.empty {
      margin: 0;
      padding: 20px 8px;
      text-align: center;
      color: var(--secondary-text-color);
    }
  `;

  static getConfigForm() {
    return {
      schema: [
        { name: "camera", selector: { entity: { filter: { integration: "secure_video", domain: "camera" } } } },
        { name: "count", default: COUNT, selector: { number: { min: 1, max: MOST, mode: "box" } } },
      ],
      computeLabel: ({ name }: { readonly name: "camera" | "count" }) => pageTexts()[name],
    };
  }

  static getStubConfig(): Partial<CardConfig> {
    return { count: COUNT };
  }

  /** Home Assistant shows what is thrown here in place of the card. */
  setConfig(config: CardConfig): void {
    const { camera, count = COUNT } = config;
    if (camera !== undefined && !/^camera\.\w+$/.test(camera)) throw new Error(pageTexts().wrongCamera);
    if (!Number.isInteger(count) || count < 1 || count > MOST)
      throw new Error(`${pageTexts().count} (count): 1–${MOST}`);
    this.config = config;
  }

  getCardSize(): number {
    return 1 + 2 * Math.ceil((this.config?.count ?? COUNT) / 3);
  }

  getGridOptions() {
    return { columns: 12, min_columns: 4, min_rows: 2 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clips?.close();
    this.#clips = undefined;
  }

  override updated(changed: PropertyValues): void {
    // `hass` is another object whenever anything in the house changes: what was begun with the first goes on.
    if (changed.has("config") || !this.#clips) this.#begin();
  }

  override render() {
    const { hass, content } = this;
    if (!hass || content === undefined) return html`<ha-card></ha-card>`;
    const texts = cardTexts(hass.locale.language);
    if (!content?.clips.length) return html`<ha-card><p class="empty">${this.#nothing(content, texts)}</p></ha-card>`;
    return html`<ha-card>
      <ul>
        ${content.clips.map((clip) => html`<li>${this.#clip(clip, content, texts)}</li>`)}
      </ul>
    </ha-card>`;
  }

  #nothing(content: CardContent | null, texts: CardTexts): string {
    if (!content) return texts.failed;
    const { camera } = this.config ?? {};
    const isThere = content.cameras.some(({ entity_id }) => !camera || entity_id === camera);
    return isThere ? texts.empty : texts.unseen;
  }

  #clip(clip: CardClip, { cameras, pictures }: CardContent, texts: CardTexts) {
    const path = `/secure-video/clip/${clip.clip_id}`;
    const picture = pictures.get(clip.clip_id);
    const [label = "motion"] = clip.labels;
    const what = clip.labels.length ? clip.labels.map((each) => texts[each]).join(", ") : texts.recording;
    const camera = cameras.find(({ camera_id }) => camera_id === clip.camera_id)?.name;
    return html`<a href=${path} @click=${(event: MouseEvent) => go(event, path)}>
      <div class="tile" title=${picture ? nothing : texts.sealed}>
        ${picture ? html`<img src=${picture} alt="" />` : sign(mdiLockOutline)}
      </div>
      <div class="what">${sign(ICONS[label])}<span>${what}</span></div>
      <p class="when">${this.#when(clip.started_at)}${camera && !this.config?.camera ? ` · ${camera}` : nothing}</p>
    </a>`;
  }

  #when(at: string): string {
    const { locale, config } = this.hass;
    const started = new Date(at);
    const isToday = started.toDateString() === new Date().toDateString();
    return started.toLocaleString(locale.language, {
      hour: "numeric",
      minute: "2-digit",
      ...(!isToday && { day: "numeric", month: "short" }),
      ...(locale.time_zone === "server" && { timeZone: config.time_zone }),
      ...(locale.time_format === "12" && { hour12: true }),
      ...(locale.time_format === "24" && { hour12: false }),
    });
  }

  #begin(): void {
    this.#clips?.close();
    this.#clips = undefined;
    const { hass, config } = this;
    if (!hass || !config || !this.isConnected) return;
    const wanted = { entityId: config.camera ?? null, count: config.count ?? COUNT };
    this.#clips = new CardClips(hass, wanted, (content) => {
      this.content = content;
    });
    void this.#clips.open();
  }
}

/** In the page's language: Home Assistant asks before it gives the card anything. */
function pageTexts(): CardTexts {
  return cardTexts(document.documentElement.lang);
}

/** Into the panel without loading the page again, except where the browser is asked for another tab. */
function go(event: MouseEvent, path: string): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}

function sign(path: string) {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
}
