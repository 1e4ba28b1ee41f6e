import "./camera/camera.ts";
import "./ledger/ledger.ts";
import "./live/live.ts";
import "./people/people.ts";
import "./player/player.ts";
import "./setup/setup.ts";
import "./timeline/timeline.ts";
import { mdiAccountKeyOutline, mdiBookOpenVariantOutline, mdiCctv, mdiTimelineClockOutline } from "@mdi/js";
import { html, type TemplateResult } from "lit";
import type { Overview } from "../api/messages.ts";
import type { App } from "../app.ts";
import type { TextKey } from "../localize/localize.ts";
import type { ClipShelf } from "./clip-shelf.ts";
import type { Descriptions } from "./descriptions.ts";
import type { Route, ViewName } from "./route.ts";

/** What the shell has for the views. */
export interface Surroundings {
  readonly app: App;
  readonly overview: Overview;
  readonly shelf: ClipShelf;
  readonly descriptions: Descriptions;
  readonly route: Route;
}

export const TITLES: Readonly<Record<ViewName, TextKey>> = {
  timeline: "view.timeline",
  clip: "view.clip",
  live: "view.live",
  camera: "view.camera",
  people: "view.people",
  ledger: "view.ledger",
  setup: "view.setup",
};

/** Those that one goes to; all others are reached from them. */
export const NAVIGATION: readonly { readonly view: ViewName; readonly icon: string }[] = [
  { view: "timeline", icon: mdiTimelineClockOutline },
  { view: "live", icon: mdiCctv },
  { view: "people", icon: mdiAccountKeyOutline },
  { view: "ledger", icon: mdiBookOpenVariantOutline },
];

export const VIEWS: Readonly<Record<ViewName, (around: Surroundings) => TemplateResult>> = {
  timeline: ({ app, overview, shelf, descriptions }) =>
    html`<secure-video-timeline
      .app=${app}
      .overview=${overview}
      .shelf=${shelf}
      .descriptions=${descriptions}
    ></secure-video-timeline>`,
  clip: ({ app, overview, shelf, descriptions, route }) =>
    html`<secure-video-player
      .app=${app}
      .overview=${overview}
      .shelf=${shelf}
      .descriptions=${descriptions}
      clipId=${route.id}
    ></secure-video-player>`,
  ledger: ({ app, overview, shelf, descriptions }) =>
    html`<secure-video-ledger
      .app=${app}
      .overview=${overview}
      .shelf=${shelf}
      .descriptions=${descriptions}
    ></secure-video-ledger>`,
  live: ({ app, overview }) => html`<secure-video-live .app=${app} .overview=${overview}></secure-video-live>`,
  camera: ({ app, overview, route }) =>
    html`<secure-video-camera .app=${app} .overview=${overview} cameraId=${route.id}></secure-video-camera>`,
  people: ({ app, overview }) => html`<secure-video-people .app=${app} .overview=${overview}></secure-video-people>`,
  setup: ({ app, overview }) => html`<secure-video-setup .app=${app} .overview=${overview}></secure-video-setup>`,
};
