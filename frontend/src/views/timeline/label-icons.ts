import { mdiAccount, mdiCar, mdiMotionSensor, mdiPackageVariant, mdiPaw } from "@mdi/js";
import type { Label } from "../../api/messages.ts";
import type { TextKey } from "../../localize/localize.ts";

const ICONS: Readonly<Record<Label, string>> = {
  person: mdiAccount,
  vehicle: mdiCar,
  animal: mdiPaw,
  package: mdiPackageVariant,
  motion: mdiMotionSensor,
};

export function labelIcon(label: Label): string {
  return ICONS[label];
}

const NAMES: Readonly<Record<Label, TextKey>> = {
  person: "label.person",
  vehicle: "label.vehicle",
  animal: "label.animal",
  package: "label.package",
  motion: "label.motion",
};

export function labelName(label: Label): TextKey {
  return NAMES[label];
}
