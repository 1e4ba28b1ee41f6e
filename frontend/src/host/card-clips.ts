import { array, type InferOutput, literal, nullable, object, parse, picklist, string, union } from "valibot";
import { AGAIN_MILLISECONDS } from "../link/host.ts";
import type { HomeAssistant } from "./hass.ts";

const LABEL = picklist(["person", "vehicle", "animal", "package", "motion"]);
// Only what the card shows: it is on every page, and has no room for all messages.
const CLIP = object({
  clip_id: string(),
  camera_id: nullable(string()),
  started_at: string(),
  labels: array(LABEL),
  state: union([literal("recording"), literal("sealed"), literal("incomplete")]),
  unlocked_until: nullable(string()),
});
const CLIPS = object({ clips: array(CLIP) });
const OVERVIEW = object({
  cameras: array(object({ camera_id: string(), name: string(), entity_id: nullable(string()) })),
});

export type CardClip = InferOutput<typeof CLIP>;
export type CardCamera = InferOutput<typeof OVERVIEW>["cameras"][number];

/** What the card shows. */
export interface CardContent {
  readonly cameras: readonly CardCamera[];
  readonly clips: readonly CardClip[];
  /** Addresses of the pictures of those that are unlocked in Home Assistant, by clip. */
  readonly pictures: ReadonlyMap<string, string>;
}

/** The last clips of one camera (null: of all), kept up to date until it is closed. */
export class CardClips {
  readonly #hass: HomeAssistant;
  readonly #entityId: string | null;
  readonly #count: number;
  readonly #tell: (content: CardContent | null) => void;
  readonly #leave: (() => Promise<void>)[] = [];
  #cameras: readonly CardCamera[] | null = null;
  #pictures = new Map<string, string>();
  #isClosed = false;
  /** Which of the attempts to follow it is that counts: what an earlier one still gets is left again. */
  #attempt = 0;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `tell` gets null when Secure Video does not answer. */
  constructor(
    hass: HomeAssistant,
    wanted: { readonly entityId: string | null; readonly count: number },
    tell: (content: CardContent | null) => void,
  ) {
    this.#hass = hass;
    this.#entityId = wanted.entityId;
    this.#count = wanted.count;
    this.#tell = tell;
  }

  async open(): Promise<void> {
    this.#hass.connection.addEventListener("disconnected", this.#again);
    await this.#begin();
  }

  close(): void {
    this.#isClosed = true;
    this.#hass.connection.removeEventListener("disconnected", this.#again);
    this.#end();
    this.#keepPictures([]);
  }

  async #begin(): Promise<void> {
    const attempt = this.#attempt;
    try {
      await this.#follow(attempt, "overview/subscribe", (event) => {
        this.#cameras = parse(OVERVIEW, event).cameras;
      });
      await this.#follow(attempt, "clips/subscribe", () => undefined);
    } catch {
      if (attempt !== this.#attempt) return;
      this.#tell(null);
      this.#again();
    }
  }

  /** Home Assistant restarts: the card stays on its wall. */
  readonly #again = (): void => {
    this.#end();
    this.#timer = setTimeout(() => void this.#begin(), AGAIN_MILLISECONDS);
  };

  #end(): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    // The connection may be gone by then, and with it the subscription.
    for (const leave of this.#leave.splice(0)) void leave().catch(() => undefined);
  }

  async #follow(attempt: number, command: string, take: (event: unknown) => void): Promise<void> {
    if (attempt !== this.#attempt) return;
    const leave = await this.#hass.connection.subscribeMessage(
      (event) => {
        take(event);
        void this.#load();
      },
      { type: `secure_video/${command}` },
      { resubscribe: false },
    );
    if (attempt === this.#attempt) this.#leave.push(leave);
    else await leave();
  }

  async #load(): Promise<void> {
    const round = ++this.#round;
    const cameras = this.#cameras;
    if (!cameras) return;
    const camera = cameras.find(({ entity_id }) => entity_id === this.#entityId);
    if (this.#entityId !== null && !camera) return this.#tell({ cameras, clips: [], pictures: new Map() });
    try {
      const message = {
        type: "secure_video/clips/list",
        limit: this.#count,
        ...(camera && { camera_id: camera.camera_id }),
      };
      const { clips } = parse(CLIPS, await this.#hass.callWS(message));
      await this.#fetchPictures(clips);
      if (round === this.#round && !this.#isClosed) this.#tell({ cameras, clips, pictures: new Map(this.#pictures) });
    } catch {
      if (round === this.#round && !this.#isClosed) this.#tell(null);
    }
  }

  async #fetchPictures(clips: readonly CardClip[]): Promise<void> {
    const unlocked = clips.filter(isUnlocked);
    this.#keepPictures(unlocked);
    await Promise.all(unlocked.map(({ clip_id }) => this.#fetchPicture(clip_id)));
  }

  async #fetchPicture(clipId: string): Promise<void> {
    if (this.#pictures.has(clipId)) return;
    const response = await this.#hass.fetchWithAuth(`/api/secure_video/clips/${clipId}/thumbnail`).catch(() => null);
    if (!response?.ok) return;
    const address = URL.createObjectURL(await response.blob());
    if (this.#isClosed || this.#pictures.has(clipId)) URL.revokeObjectURL(address);
    else this.#pictures.set(clipId, address);
  }

  /** What was locked again, or is no longer shown, is let go. */
  #keepPictures(clips: readonly CardClip[]): void {
    const kept = new Set(clips.map(({ clip_id }) => clip_id));
    for (const [clipId, address] of this.#pictures) {
      if (kept.has(clipId)) continue;
      URL.revokeObjectURL(address);
      this.#pictures.delete(clipId);
    }
  }
}

function isUnlocked({ unlocked_until }: CardClip): boolean {
  return unlocked_until !== null && Date.parse(unlocked_until) > Date.now();
}
