import {
  mdiArrowULeftTop,
  mdiArrowURightTop,
  mdiEyeOffOutline,
  mdiRefresh,
  mdiShapePolygonPlus,
  mdiVectorLine,
} from "@mdi/js";
import { html, type TemplateResult } from "lit";
import type { CameraSettings } from "../../api/messages.ts";
import "../../components/button.ts";
import type { Localize, TextKey } from "../../localize/localize.ts";
import type { Draft } from "./draft.ts";
import { newLine, newMask, newZone, type ShapeKind } from "./shapes.ts";

export interface ToolActions {
  readonly add: (settings: CameraSettings, kind: ShapeKind) => void;
  readonly refresh: () => void;
}

/** What can be added to the picture, and what was done undone. */
export function drawingTools(t: Localize, draft: Draft, { add, refresh }: ToolActions): TemplateResult {
  const { settings } = draft;
  const tool = (label: TextKey, icon: string, run: () => void) =>
    html`<secure-video-button .icon=${icon} @click=${run}>${t(label)}</secure-video-button>`;
  const sign = (label: TextKey, icon: string, isPossible: boolean, run: () => void) =>
    html`<secure-video-button kind="quiet" .icon=${icon} label=${t(label)} ?disabled=${!isPossible} @click=${run}></secure-video-button>`;
  const zone = () => ({ ...settings, zones: [...settings.zones, newZone(settings, t("draw.zone"), "include")] });
  const line = () => ({ ...settings, lines: [...settings.lines, newLine(settings, t("draw.line"))] });
  const mask = () => ({ ...settings, masks: [...settings.masks, newMask(settings, t("draw.mask"), "private")] });
  return html`<div class="toolbar" role="group" aria-label=${t("draw.tools")}>
    ${tool("draw.zone", mdiShapePolygonPlus, () => add(zone(), "zones"))}
    ${tool("draw.line", mdiVectorLine, () => add(line(), "lines"))}
    ${tool("draw.mask", mdiEyeOffOutline, () => add(mask(), "masks"))}
    <span class="space"></span>
    ${sign("draw.undo", mdiArrowULeftTop, draft.canUndo, () => draft.undo())}
    ${sign("draw.redo", mdiArrowURightTop, draft.canRedo, () => draft.redo())}
    ${sign("draw.refresh", mdiRefresh, true, refresh)}
  </div>`;
}
