import { mdiDeleteOutline, mdiShieldCheckOutline, mdiShieldOutline } from "@mdi/js";
import { css, html, nothing } from "lit";
import type { Api } from "../api/client.ts";
import "../components/button.ts";
import { confirm } from "../components/dialog.ts";
import { troubleOf } from "../components/error.ts";
import { base } from "../components/styles.ts";
import { toast } from "../components/toast.ts";
import { LinkError } from "../link/link.ts";
import type { ShelvedClip } from "./clip-shelf.ts";
import { Place } from "./place.ts";

// As many as one command may name (clip_commands.py).
const MOST = 1000;

type Answer = ReturnType<Api["deleteClips"]>;

/**
 * Two buttons for an administrator: Home Assistant refuses it to everybody else. Clips, one or many, are protected or
 * deleted. Tells `done` when that went well with all of them; what did not is said here.
 */
export class ClipCare extends Place {
  static override properties = {
    ...Place.properties,
    clips: { attribute: false },
    isBusy: { state: true },
    error: { state: true },
  };
  declare clips: readonly ShelvedClip[];
  declare private isBusy: boolean;
  declare private error: unknown;

  constructor() {
    super();
    this.isBusy = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }
      secure-video-error {
        flex: 1 0 100%;
        order: -1;
      }
      @container (max-width: 440px) {
        secure-video-button {
          flex: 1 1 0;
        }
      }
    `,
  ];

  override render() {
    const { t } = this.app;
    const { clips, isBusy } = this;
    const isEmpty = clips.length === 0;
    const isProtected = !isEmpty && this.#deletable.length === 0;
    return html`<secure-video-button
        .icon=${isProtected ? mdiShieldCheckOutline : mdiShieldOutline}
        .pressed=${isProtected}
        ?disabled=${isEmpty || isBusy}
        @click=${() => this.#protect(clips, !isProtected)}
        >${t(isProtected ? "clip.protected" : "player.protect")}</secure-video-button
      >
      <secure-video-button
        kind="danger"
        .icon=${mdiDeleteOutline}
        ?busy=${isBusy}
        ?disabled=${isEmpty || isProtected}
        @click=${this.delete}
        >${t("player.delete")}</secure-video-button
      >
      ${
        this.error
          ? html`<secure-video-error .t=${t} what=${t("save.failed")} .error=${this.error}></secure-video-error>`
          : nothing
      }`;
  }

  get #deletable(): readonly ShelvedClip[] {
    return this.clips.filter(({ is_protected }) => !is_protected);
  }

  /** Those that are not protected, if the user is sure. */
  async delete(): Promise<void> {
    const { t, api } = this.app;
    const clips = this.#deletable;
    if (clips.length === 0 || this.isBusy || !(await this.#isSure(clips))) return;
    await this.#change(
      clips,
      (ids) => api.deleteClips(ids),
      (deleted) => this.shelf.remove(...deleted.map(({ clip_id }) => clip_id)),
      () => toast({ text: t("player.deleted") }),
    );
  }

  #isSure(clips: readonly ShelvedClip[]): Promise<boolean> {
    const { t } = this.app;
    const begins = clips.map((clip) => clip.begins);
    const kept = this.clips.length - clips.length;
    return confirm({
      heading: `${t("player.delete")}: ${t("timeline.incidents", { count: clips.length })}`,
      text: html`<p>${this.times.span(Math.min(...begins), Math.max(...begins), "moment")}</p>
        ${kept > 0 ? html`<p>${t("care.kept", { count: kept })}</p>` : nothing}
        <p>${t("player.delete_sure")}</p>`,
      confirm: t("player.delete"),
      cancel: t("do.cancel"),
      isDestructive: true,
    });
  }

  async #protect(all: readonly ShelvedClip[], isProtected: boolean): Promise<void> {
    const { t, api } = this.app;
    const clips = all.filter(({ is_protected }) => is_protected !== isProtected);
    const changed = clips.map((clip) => ({ ...clip, is_protected: isProtected }));
    await this.#change(
      changed,
      (ids) => api.protectClips(ids, isProtected),
      (done) => this.shelf.change(...done),
      () =>
        toast({
          text: t(isProtected ? "player.protected_now" : "player.protected_no_more"),
          action: { label: t("do.undo"), run: () => void this.#protect(changed, !isProtected) },
        }),
    );
  }

  /** Ask for it, show what became of each clip at once, and tell when all is well. */
  async #change(
    clips: readonly ShelvedClip[],
    ask: (clipIds: readonly string[]) => Answer,
    show: (done: readonly ShelvedClip[]) => void,
    tell: () => void,
  ): Promise<void> {
    this.isBusy = true;
    this.error = undefined;
    try {
      for (let at = 0; at < clips.length; at += MOST) {
        const some = clips.slice(at, at + MOST);
        const results = (await ask(some.map(({ clip_id }) => clip_id))).clips;
        const refused = new Map(results.flatMap(({ clip_id, error }) => (error ? [[clip_id, error.message]] : [])));
        show(some.filter(({ clip_id }) => !refused.has(clip_id)));
        for (const message of refused.values()) this.error ??= new LinkError("refused", message);
      }
    } catch (error) {
      this.error = error;
    }
    this.isBusy = false;
    if (this.error === undefined) {
      tell();
      this.dispatchEvent(new CustomEvent("done"));
    } else if (!this.isConnected) {
      toast({ text: troubleOf(this.error, this.app.t).why, isError: true });
    }
  }
}

customElements.define("secure-video-clip-care", ClipCare);
