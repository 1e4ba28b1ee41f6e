import { mdiAlertOutline, mdiArrowLeft, mdiCloudOffOutline, mdiKeyboardOutline, mdiMenu } from "@mdi/js";
import { html, LitElement, nothing } from "lit";
import type { Overview } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/error.ts";
import { icon } from "../../components/icon.ts";
import "../../components/progress.ts";
import "../../components/tabs.ts";
import { applyContext } from "../../components/tokens.ts";
import { Watch } from "../../store.ts";
import { ClipShelf } from "../clip-shelf.ts";
import { Descriptions } from "../descriptions.ts";
import { parseRoute, pathTo, type Route, type ViewName } from "../route.ts";
import { isTyping } from "../typing.ts";
import { NAVIGATION, TITLES, VIEWS } from "../views.ts";
import { Connection } from "./connection.ts";
import { keyboardHelp } from "./keyboard-help.ts";
import "./lock-state.ts";
import { plainHttp } from "./plain-http.ts";
import { shellStyles } from "./shell-styles.ts";
import "./unlock.ts";

/** The frame around all views: the bar, where one can go, whether the key is open, and what is wrong. */
export class Shell extends LitElement {
  static override properties = {
    app: { attribute: false },
    overview: { state: true },
    error: { state: true },
    isOnline: { state: true },
    isUnlocking: { state: true },
    isHelping: { state: true },
    hasConsented: { state: true },
  };
  declare app: App;
  declare private overview: Overview | undefined;
  declare private error: unknown;
  declare private isOnline: boolean;
  declare private isUnlocking: boolean;
  declare private isHelping: boolean;
  /** To go on over plain http; asked again in each new frame. */
  declare private hasConsented: boolean;
  #shelf: ClipShelf | undefined;
  #descriptions: Descriptions | undefined;
  #connection: Connection | undefined;
  #leave: (() => void)[] = [];

  constructor() {
    super();
    this.isOnline = true;
    this.isUnlocking = false;
    this.isHelping = false;
    this.hasConsented = false;
    new Watch(this, () => [this.app.context, this.app.vaultState]);
  }

  static override styles = shellStyles;

  override connectedCallback(): void {
    super.connectedCallback();
    const { app } = this;
    this.#shelf ??= new ClipShelf(app.api);
    this.#descriptions ??= new Descriptions(app.vault);
    const descriptions = this.#descriptions;
    this.#connection = new Connection(app.api, this.#shelf, {
      overview: (overview) => {
        this.overview = overview;
        this.error = undefined;
        // The set-up is a place of its own: in the midst of it all is ready, and it goes on.
        if (this.#route().view === "setup") this.#go("setup", { replace: true });
      },
      online: (isOnline) => {
        this.isOnline = isOnline;
      },
      failed: (error) => {
        this.error = error;
      },
    });
    applyContext(app.context.value);
    this.#leave = [
      app.context.watch(applyContext),
      this.#shelf.clips.watch(() => this.requestUpdate()),
      app.vaultState.watch(({ isOpen }) => {
        if (!isOpen) descriptions.clear();
      }),
      this.#connection.begin(),
    ];
    window.addEventListener("keydown", this.#pressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const leave of this.#leave) leave();
    window.removeEventListener("keydown", this.#pressed);
  }

  override render() {
    const { app, overview } = this;
    const context = app.context.value;
    if (!context.isSecure && !this.hasConsented) {
      return plainHttp(app.t, {
        leave: () => app.host.call("navigate", "/"),
        goOn: () => {
          this.hasConsented = true;
        },
      });
    }
    const route = this.#route();
    const isNarrow = context.isNarrow;
    return html`${this.#bar(route)}
      ${this.#notices(route)}
      <main @key-wanted=${this.#unlock}>${overview ? this.#view(route, overview) : this.#waiting()}</main>
      ${isNarrow && route.view !== "setup" ? this.#tabs(route, true) : nothing}
      ${
        this.isUnlocking
          ? html`<secure-video-unlock
              .app=${app}
              @closed=${() => {
                this.isUnlocking = false;
              }}
              ><secure-video-button slot="keyless" kind="quiet" @click=${this.#makeKey}
                >${app.t("unlock.no_key")}</secure-video-button
              ></secure-video-unlock
            >`
          : nothing
      }
      ${
        this.isHelping
          ? keyboardHelp(app.t, () => {
              this.isHelping = false;
            })
          : nothing
      }`;
  }

  #bar(route: Route) {
    const { t, context } = this.app;
    const { isNarrow } = context.value;
    const isDeep = route.view === "clip" || route.view === "camera";
    return html`<header>
      ${
        isDeep
          ? html`<secure-video-button
              kind="quiet"
              .icon=${mdiArrowLeft}
              label=${t("shell.back")}
              @click=${() => this.#go(route.view === "camera" ? "live" : "timeline")}
            ></secure-video-button>`
          : isNarrow
            ? html`<secure-video-button
                kind="quiet"
                .icon=${mdiMenu}
                label=${t("shell.menu")}
                @click=${() => this.app.host.call("toggleMenu")}
              ></secure-video-button>`
            : nothing
      }
      <h1>${isDeep || isNarrow ? this.#title(route) : t("app.title")}</h1>
      ${isNarrow || route.view === "setup" ? nothing : this.#tabs(route, false)}
      ${
        isNarrow
          ? nothing
          : html`<secure-video-button
              kind="quiet"
              .icon=${mdiKeyboardOutline}
              label=${t("keys.title")}
              @click=${this.#help}
            ></secure-video-button>`
      }
      ${
        this.overview?.is_ready
          ? html`<secure-video-lock-state
              .app=${this.app}
              .overview=${this.overview}
              .shelf=${this.#shelf}
              .descriptions=${this.#descriptions}
              @key-wanted=${this.#unlock}
            ></secure-video-lock-state>`
          : nothing
      }
    </header>`;
  }

  /** A camera by its name, also for its clips; what a view is for all others. */
  #title({ view, id }: Route): string {
    const cameraId = view === "clip" ? this.#shelf?.find(id)?.camera_id : id;
    const camera = this.overview?.cameras.find(({ camera_id }) => camera_id === cameraId);
    return camera?.name ?? this.app.t(TITLES[view]);
  }

  #tabs(route: Route, isBottom: boolean) {
    const { t } = this.app;
    const selected = route.view === "clip" ? "timeline" : route.view === "camera" ? "live" : route.view;
    return html`<secure-video-tabs
      label=${t("shell.navigation")}
      .tabs=${NAVIGATION.map(({ view, icon }) => ({ id: view, label: t(TITLES[view]), icon }))}
      selected=${selected}
      ?bottom=${isBottom}
      @selected=${(event: CustomEvent<ViewName>) => this.#go(event.detail)}
    ></secure-video-tabs>`;
  }

  #notices(route: Route) {
    const { t } = this.app;
    return html`${
      this.isOnline
        ? nothing
        : html`<div class="notice" role="status">${icon(mdiCloudOffOutline)}<p>${t("shell.offline")}</p></div>`
    }
    ${
      this.overview?.people_changed && route.view !== "people"
        ? html`<div class="notice" role="alert">
            ${icon(mdiAlertOutline)}
            <p>${t("shell.people_changed")}</p>
            <secure-video-button kind="quiet" @click=${() => this.#go("people")}
              >${t("shell.people_look")}</secure-video-button
            >
          </div>`
        : nothing
    }`;
  }

  #view(route: Route, overview: Overview) {
    const shelf = this.#shelf;
    const descriptions = this.#descriptions;
    return shelf && descriptions ? VIEWS[route.view]({ app: this.app, overview, shelf, descriptions, route }) : nothing;
  }

  #waiting() {
    const { t } = this.app;
    return html`<div class="wait">
      ${
        this.error
          ? html`<secure-video-error
              .t=${t}
              what=${t("shell.not_loaded")}
              .error=${this.error}
              retryable
              @retried=${() => this.#connection?.retry()}
            ></secure-video-error>`
          : html`<secure-video-progress label=${t("shell.loading")}></secure-video-progress>`
      }
    </div>`;
  }

  #route(): Route {
    const { context } = this.app;
    const route = parseRoute(context.value.route);
    if (route) return route;
    const isNew = this.overview && !this.overview.is_ready && context.value.user.isAdmin;
    return { view: isNew ? "setup" : "timeline", id: "", query: new URLSearchParams() };
  }

  #go(view: ViewName, options: { readonly replace?: boolean } = {}): void {
    void this.app.host.call("navigate", pathTo(view), options);
  }

  #unlock(): void {
    this.isUnlocking = true;
  }

  #makeKey(): void {
    this.isUnlocking = false;
    this.#go("people");
  }

  #help(): void {
    this.isHelping = true;
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key !== "?" || isTyping(event)) return;
    this.isHelping = true;
  };
}

customElements.define("secure-video-shell", Shell);
