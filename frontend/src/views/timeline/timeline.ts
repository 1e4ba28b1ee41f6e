import { html, nothing, type PropertyValues } from "lit";
import type { Label } from "../../api/messages.ts";
import type { Day } from "../../localize/times.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import { Place } from "../place.ts";
import { isTyping } from "../typing.ts";
import type { Aim, Words } from "./band.ts";
import "./band.ts";
import type { ClipList } from "./clip-list.ts";
import "./clip-list.ts";
import "./day-bar.ts";
import "./filter-bar.ts";
import { ALL, countsOf, type Filters, filtered, isFiltering } from "./filters.ts";
import { type TimelineAction, timelineKey } from "./keys.ts";
import { firstFrom, following, type Lane, lanesOf } from "./lanes.ts";
import "./preview.ts";
import { Records } from "./records.ts";
import { noCamera, nothingShown, notLoaded, readingZones, sealed } from "./states.ts";
import { timelineStyles } from "./styles.ts";
import { centred, moved, type TimeWindow, zoomed } from "./window.ts";
import { ZoneIndex } from "./zone-index.ts";

const HOUR = 3_600_000;
const NOW_MILLISECONDS = 20_000;
// After the last movement: until then only the band is drawn.
const SETTLE_MILLISECONDS = 160;

/** A day and its incidents: the band, which shows all of it, and the list, which says the same in words and pictures. */
export class Timeline extends Place {
  static override properties = {
    ...Place.properties,
    window: { state: true },
    filters: { state: true },
    aim: { state: true },
    selected: { state: true },
    now: { state: true },
    isLoading: { state: true },
    error: { state: true },
    zoneShare: { state: true },
    loads: { state: true },
  };
  /** As it was when the band last came to rest. */
  declare private window: TimeWindow;
  declare private filters: Filters;
  declare private aim: Aim | null;
  declare private selected: string | null;
  declare private now: number;
  declare private isLoading: boolean;
  declare private error: unknown;
  /** How many of the descriptions that a zone needs are open; 1 when all are. */
  declare private zoneShare: number;
  /** Counts what arrived, so that it is shown. */
  declare private loads: number;
  #moving: TimeWindow;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #records!: Records;
  readonly #zones = new ZoneIndex();
  #wanted: readonly ShelvedClip[] = [];
  #lanes: readonly Lane[] = [];
  #listed: readonly ShelvedClip[] = [];
  #counts: ReadonlyMap<Label, number> = new Map();

  constructor() {
    super();
    this.now = Date.now();
    this.filters = ALL;
    this.aim = null;
    this.selected = null;
    this.isLoading = true;
    this.zoneShare = 1;
    this.loads = 0;
    this.window = { from: this.now - 24 * HOUR, to: this.now + HOUR };
    this.#moving = this.window;
  }

  static override styles = timelineStyles;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#begin();
    this.#records = new Records(this.app.api, this.shelf, this.overview, this.times);
    window.addEventListener("keydown", this.#pressed);
    this.#timer = setInterval(() => this.#tick(), NOW_MILLISECONDS);
    void this.#load().then(() => this.#showOpened());
    void this.#records.loadViewers().then(() => this.loads++);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#pressed);
    clearInterval(this.#timer);
    clearTimeout(this.#settle);
    this.#zones.stop();
  }

  protected override willUpdate(_: PropertyValues): void {
    const { cameras } = this.overview;
    if (!this.app.vaultState.value.isOpen) this.#zones.clear();
    const wanted = (filters: Filters) =>
      filtered(this.shelf.clips.value, filters, (id) => this.#zones.zonesOf(id), this.#records.viewers);
    this.#wanted = wanted(this.filters);
    this.#counts = countsOf(this.#shownOf(wanted({ ...this.filters, labels: [] })));
    const left = isFiltering(this.filters) ? this.#wanted : null;
    this.shelf.bookmark = { window: this.window, now: this.now, filters: this.filters, left };
    const shown = this.filters.cameraId
      ? cameras.filter(({ camera_id }) => camera_id === this.filters.cameraId)
      : cameras;
    this.#lanes = lanesOf(shown, this.#wanted, this.#records.coverage(), this.app.t("camera.removed"));
    this.#listed = this.#shownOf(this.#wanted).reverse();
  }

  #shownOf(clips: readonly ShelvedClip[]): ShelvedClip[] {
    const { from, to } = this.window;
    return clips.slice(firstFrom(clips, from), firstFrom(clips, to));
  }

  override render() {
    const { t, context, vaultState } = this.app;
    if (this.overview.cameras.length === 0 && this.shelf.clips.value.length === 0) {
      return noCamera(this.app, () => this.go("setup"));
    }
    const { isNarrow } = context.value;
    return html`<div class="top">
        <secure-video-day-bar
          .t=${t}
          .times=${this.times}
          .day=${this.#day}
          .today=${this.times.dayOf(this.now)}
          .isNarrow=${isNarrow}
          @day=${(event: CustomEvent<Day>) => this.#goToDay(event.detail)}
          @now=${() => this.#move(centred(this.#moving, this.now, this.now))}
          @zoom=${(event: CustomEvent<number>) => this.#zoom(event.detail)}
        ></secure-video-day-bar>
        <div class="band">
          <secure-video-band
            label=${t("timeline.band", { count: this.#listed.length })}
            .lanes=${this.#lanes}
            .window=${this.#moving}
            .words=${this.#words}
            .now=${this.now}
            .selected=${this.selected}
            .theme=${context.value}
            @moved=${(event: CustomEvent<TimeWindow>) => this.#move(event.detail)}
            @aimed=${(event: CustomEvent<Aim | null>) => {
              this.aim = event.detail;
            }}
            @chosen=${(event: CustomEvent<ShelvedClip>) => this.go("clip", event.detail.clip_id)}
          ></secure-video-band>
          ${this.aim ? this.#preview(this.aim) : nothing}
        </div>
        <div class="bar ${this.isLoading ? "busy" : ""}"></div>
      </div>
      <div class="body">
        <secure-video-filter-bar
          .t=${t}
          .overview=${this.overview}
          .filters=${this.filters}
          .counts=${this.#counts}
          .users=${this.#records.users}
          .isOpen=${vaultState.value.isOpen}
          @filters=${(event: CustomEvent<Filters>) => this.#filter(event.detail)}
        ></secure-video-filter-bar>
        ${this.#messages()}
        <secure-video-clip-list
          .app=${this.app}
          .overview=${this.overview}
          .shelf=${this.shelf}
          .descriptions=${this.descriptions}
          .clips=${this.#listed}
          .selected=${this.selected}
          .scroller=${this}
        ></secure-video-clip-list>
        ${this.#listed.length > 0 || this.isLoading ? nothing : this.#nothing()}
      </div>`;
  }

  #messages() {
    const { t, vaultState } = this.app;
    const isSealed = !vaultState.value.isOpen && this.overview.is_ready && this.#listed.length > 0;
    return html`${isSealed ? sealed(t, () => this.askForKey()) : nothing}
      ${this.zoneShare < 1 ? readingZones(t, this.zoneShare, () => this.#filter({ ...this.filters, zone: "" })) : nothing}
      ${this.error ? notLoaded(t, this.error, this.#load) : nothing}`;
  }

  #preview(aim: Aim) {
    return html`<secure-video-preview
      .aim=${aim}
      .t=${this.app.t}
      .times=${this.times}
      .descriptions=${this.descriptions}
      .isOpen=${this.app.vaultState.value.isOpen}
      cameraName=${this.cameraName(aim.clip.camera_id)}
      @click=${() => this.go("clip", aim.clip.clip_id)}
    ></secure-video-preview>`;
  }

  #nothing() {
    const last = following(this.#wanted, this.window.from, -1);
    return nothingShown(this.app.t, isFiltering(this.filters), {
      clear: () => this.#filter(ALL),
      last: last && (() => this.#select(last)),
      wider: () => this.#zoom(4),
    });
  }

  /** Where one was before, or at the newest. */
  #begin(): void {
    const { bookmark } = this.shelf;
    if (bookmark) {
      this.filters = bookmark.filters;
      this.now = bookmark.now;
      this.#moving = bookmark.window;
      this.#tick();
    } else {
      const hours = this.app.context.value.isNarrow ? 8 : 24;
      this.#move(zoomed(this.window, hours / 25, this.now, this.now));
    }
    this.window = this.#moving;
  }

  /** Whoever comes back from a clip sees which one it was. */
  async #showOpened(): Promise<void> {
    const clip = this.shelf.find(this.shelf.opened ?? "");
    this.shelf.opened = null;
    if (!clip) return;
    await this.updateComplete;
    this.#select(clip);
  }

  get #words(): Words {
    const { t, context } = this.app;
    return {
      offset: this.times.offset(this.#moving.to),
      isRightToLeft: context.value.isRightToLeft,
      clock: (moment) => this.times.say(moment, "clock"),
      stateName: (state) => t(`coverage.${state}`),
    };
  }

  get #day(): Day {
    const { from, to } = this.window;
    return this.times.dayOf(to >= this.now ? this.now : (from + to) / 2);
  }

  #goToDay(day: Day): void {
    const [from, to] = this.times.bounds(day);
    this.#move(moved({ from, to }, 0, this.now));
  }

  #zoom(factor: number): void {
    const { from, to } = this.#moving;
    this.#move(zoomed(this.#moving, factor, to > this.now ? this.now : (from + to) / 2, this.now));
  }

  /** The band is at once where it should be; everything else follows when it rests. */
  #move(window: TimeWindow): void {
    this.#moving = window;
    this.aim = null;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      this.window = this.#moving;
      void this.#load();
      this.#fillZones();
    }, SETTLE_MILLISECONDS);
    const band = this.renderRoot?.querySelector("secure-video-band");
    if (band) Object.assign(band, { window });
  }

  #tick(): void {
    const wasFollowing = this.#moving.to >= this.now;
    const elapsed = Date.now() - this.now;
    this.now += elapsed;
    if (wasFollowing) this.#move({ from: this.#moving.from + elapsed, to: this.#moving.to + elapsed });
  }

  readonly #load = async (): Promise<void> => {
    this.isLoading = true;
    try {
      await this.#records.load(this.#moving, this.now);
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
    this.isLoading = false;
    this.loads++;
  };

  #filter(filters: Filters): void {
    this.filters = filters;
    this.#fillZones();
  }

  #fillZones(): void {
    this.#zones.stop();
    this.zoneShare = 1;
    const { zone } = this.filters;
    if (!zone || !this.app.vaultState.value.isOpen) return;
    const { from, to } = this.#moving;
    const cameras = this.overview.cameras.filter(({ zones }) => zones.some(({ name }) => name === zone));
    const ids = new Set<string | null>(cameras.map(({ camera_id }) => camera_id));
    const clips = this.shelf.clips.value.filter(
      ({ camera_id, begins }) => ids.has(camera_id) && begins >= from && begins < to,
    );
    this.zoneShare = 0;
    void this.#zones.fill(clips, this.descriptions, (share) => {
      this.zoneShare = share;
    });
  }

  #select(clip: ShelvedClip): void {
    this.selected = clip.clip_id;
    const { from, to } = this.#moving;
    if (clip.begins < from || clip.ends > to) this.#move(centred(this.#moving, clip.begins, this.now));
    void this.#list?.reveal(clip.clip_id);
  }

  get #list(): ClipList | null {
    return this.renderRoot.querySelector<ClipList>("secure-video-clip-list");
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (isTyping(event)) return;
    const action = timelineKey(event, this.app.context.value.isRightToLeft);
    if (!action) return;
    event.preventDefault();
    this.#do(action);
  };

  #do(action: TimelineAction): void {
    const { from, to } = this.#moving;
    switch (action.kind) {
      case "pan":
        this.#move(moved(this.#moving, action.share * (to - from), this.now));
        break;
      case "zoom":
        this.#zoom(action.factor);
        break;
      case "day_start":
        this.#move(centred(this.#moving, this.times.bounds(this.#day)[0] + (to - from) / 2, this.now));
        break;
      case "now":
        this.#move(centred(this.#moving, this.now, this.now));
        break;
      case "open":
        if (this.selected) this.go("clip", this.selected);
        break;
      case "choose": {
        const clip = this.shelf.find(this.selected ?? "");
        if (clip) this.#list?.choose(clip);
        break;
      }
      case "delete":
        this.#list?.delete();
        break;
      case "leave":
        this.#list?.leave();
        break;
      case "step": {
        const anchor = this.selected ? this.shelf.find(this.selected)?.begins : undefined;
        const clip = following(this.#wanted, anchor ?? (action.direction < 0 ? to : from), action.direction);
        if (clip) this.#select(clip);
      }
    }
  }
}

customElements.define("secure-video-timeline", Timeline);
