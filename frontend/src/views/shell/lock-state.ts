import { mdiFingerprint, mdiLock, mdiLockOpenVariant, mdiLockOutline } from "@mdi/js";
import { css, html, nothing } from "lit";
import "../../components/button.ts";
import "../../components/dialog.ts";
import { troubleOf } from "../../components/error.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import { Place } from "../place.ts";
import { IDLE_MILLISECONDS, Idle } from "./idle.ts";

// The countdown is in minutes.
const TICK_MILLISECONDS = 5_000;

/** Whether the key is open here, and for how long; what was lent to Home Assistant; and the way to lock both. */
export class LockState extends Place {
  static override properties = { ...Place.properties, isAsking: { state: true }, left: { state: true } };
  declare private isAsking: boolean;
  declare private left: number;
  readonly #idle = new Idle(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.isAsking = false;
    this.left = IDLE_MILLISECONDS;
  }

  static override styles = [
    base,
    css`
      .chip {
        all: unset;
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-block-size: var(--sv-touch);
        padding-inline: 14px;
        border-radius: 22px;
        font-size: 0.875rem;
        font-weight: 500;
        cursor: pointer;
        background: color-mix(in srgb, currentcolor 12%, transparent);
        white-space: nowrap;
      }
      .chip:hover {
        background: color-mix(in srgb, currentcolor 20%, transparent);
      }
      .chip:focus-visible {
        outline: 2px solid currentcolor;
        outline-offset: 2px;
      }
      .chip svg.icon {
        inline-size: 20px;
        block-size: 20px;
      }
      dl {
        display: grid;
        gap: 16px;
      }
      dl + p {
        margin-block-start: 16px;
      }
      dt {
        font-weight: 500;
      }
      @media (max-width: 380px) {
        .chip:not(.open) span {
          display: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    for (const kind of ["pointerdown", "keydown", "wheel"])
      window.addEventListener(kind, this.#seen, { passive: true });
    window.addEventListener("still-here", this.#seen);
    this.#timer = setInterval(() => this.#tick(), TICK_MILLISECONDS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const kind of ["pointerdown", "keydown", "wheel", "still-here"]) window.removeEventListener(kind, this.#seen);
    clearInterval(this.#timer);
  }

  override render() {
    const { t } = this.app;
    const { isOpen } = this.app.vaultState.value;
    const text = isOpen ? t("lock.open_for", { minutes: this.#minutes(this.left) }) : t("lock.locked");
    return html`<button
        class="chip ${isOpen ? "open" : ""}"
        type="button"
        aria-label=${isOpen ? `${t("lock.open")}, ${text}` : t("lock.unlock")}
        @click=${this.#clicked}
      >
        ${icon(isOpen ? mdiLockOpenVariant : mdiLock)}<span>${text}</span>
      </button>
      ${this.isAsking ? this.#dialog() : nothing}`;
  }

  #dialog() {
    const { t } = this.app;
    const lent = this.#lent();
    const until = Math.max(0, ...lent.map(({ unlocked_until }) => Date.parse(unlocked_until ?? "")));
    return html`<secure-video-dialog
      open
      heading=${t("lock.title")}
      closeLabel=${t("do.close")}
      @closed=${() => {
        this.isAsking = false;
      }}
    >
      <dl>
        <div>
          <dt>${t("lock.here")}</dt>
          <dd>${t("lock.here_text", { minutes: this.#minutes(this.left) })}</dd>
        </div>
        <div>
          <dt>${t("lock.lent")}</dt>
          <dd>
            ${
              lent.length > 0
                ? t("lock.lent_text", { count: lent.length, until: this.times.say(until, "clock") })
                : t("lock.lent_none")
            }
          </dd>
        </div>
      </dl>
      ${this.#passkey()}
      ${
        lent.length > 0 && this.app.context.value.user.isAdmin
          ? html`<secure-video-button slot="actions" kind="quiet" @click=${() => this.#lock(true)}
              >${t("lock.everyone")}</secure-video-button
            >`
          : nothing
      }
      <secure-video-button slot="actions" kind="primary" .icon=${mdiLockOutline} @click=${() => this.#lock(false)}
        >${t("lock.now")}</secure-video-button
      >
    </secure-video-dialog>`;
  }

  /** The way to open the key with the device itself the next time, where the device can. */
  #passkey() {
    const { t, vaultState } = this.app;
    const { passkey } = vaultState.value;
    if (passkey === "impossible") return nothing;
    const isHere = passkey === "here";
    return html`<p class="muted">${t("lock.passkey_about")}</p>
      <secure-video-button
        slot="actions"
        kind="quiet"
        .icon=${mdiFingerprint}
        @click=${() => this.#changePasskey(isHere)}
        >${t(isHere ? "lock.forget_passkey" : "lock.add_passkey")}</secure-video-button
      >`;
  }

  async #changePasskey(isHere: boolean): Promise<void> {
    try {
      await this.app.vault.call(isHere ? "forgetPasskey" : "addPasskey");
      toast({ text: this.app.t(isHere ? "lock.passkey_forgotten" : "lock.passkey_added") });
    } catch (error) {
      toast({ text: troubleOf(error, this.app.t).why, isError: true });
    }
  }

  /** Clips that Home Assistant can play now. */
  #lent() {
    const now = Date.now();
    return this.shelf.clips.value.filter(({ unlocked_until }) => unlocked_until && Date.parse(unlocked_until) > now);
  }

  #minutes(milliseconds: number): number {
    return Math.ceil(milliseconds / 60_000);
  }

  #clicked(): void {
    if (this.app.vaultState.value.isOpen) this.isAsking = true;
    else this.askForKey();
  }

  readonly #seen = (): void => this.#idle.seen(Date.now());

  #tick(): void {
    this.left = this.#idle.left(Date.now());
    if (this.left === 0 && this.app.vaultState.value.isOpen) void this.app.vault.call("lock");
  }

  async #lock(everyone: boolean): Promise<void> {
    this.isAsking = false;
    // The key here first: that needs nobody's answer.
    await this.app.vault.call("lock");
    try {
      await this.app.api.lockClips(everyone);
      toast({ text: this.app.t("lock.done") });
    } catch (error) {
      toast({ text: `${this.app.t("lock.not_lent_back")} ${troubleOf(error, this.app.t).why}`, isError: true });
    }
  }
}

customElements.define("secure-video-lock-state", LockState);
