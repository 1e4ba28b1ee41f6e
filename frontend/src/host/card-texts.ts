import type { Label } from "../api/messages.ts";

/** The card's own texts: it is on every page of Home Assistant, and must not bring all of the panel's along. */
export interface CardTexts extends Readonly<Record<Label, string>> {
  readonly about: string;
  readonly camera: string;
  readonly count: string;
  readonly empty: string;
  readonly failed: string;
  readonly recording: string;
  readonly sealed: string;
  /** Of a configuration that names something else. */
  readonly wrongCamera: string;
  /** None is there, or none of those that are there may be seen by this user. */
  readonly unseen: string;
}

const TEXTS: Readonly<Record<string, CardTexts>> = {
  en: {
    about: "The last incidents, sealed",
    camera: "Camera (none: all)",
    count: "Incidents",
    empty: "Nothing was recorded yet",
    failed: "Secure Video does not answer",
    recording: "Being recorded",
    sealed: "Sealed: open it in the panel",
    unseen: "No camera here that you may see",
    wrongCamera: "camera is not a camera entity",
    animal: "Animal",
    motion: "Motion",
    package: "Package",
    person: "Person",
    vehicle: "Vehicle",
  },
  de: {
    about: "Die letzten Ereignisse, versiegelt",
    camera: "Kamera (keine: alle)",
    count: "Ereignisse",
    empty: "Noch wurde nichts aufgenommen",
    failed: "Secure Video antwortet nicht",
    recording: "Wird aufgenommen",
    sealed: "Versiegelt: öffne es im Panel",
    unseen: "Keine Kamera hier, die du sehen darfst",
    wrongCamera: "camera ist keine Kamera-Entität",
    animal: "Tier",
    motion: "Bewegung",
    package: "Paket",
    person: "Person",
    vehicle: "Fahrzeug",
  },
  es: {
    about: "Los últimos incidentes, sellados",
    camera: "Cámara (ninguna: todas)",
    count: "Incidentes",
    empty: "Aún no se ha grabado nada",
    failed: "Secure Video no responde",
    recording: "Grabando",
    sealed: "Sellado: ábrelo en el panel",
    unseen: "Aquí no hay ninguna cámara que puedas ver",
    wrongCamera: "camera no es una entidad de cámara",
    animal: "Animal",
    motion: "Movimiento",
    package: "Paquete",
    person: "Persona",
    vehicle: "Vehículo",
  },
  fr: {
    about: "Les derniers incidents, scellés",
    camera: "Caméra (aucune : toutes)",
    count: "Incidents",
    empty: "Rien n’a encore été enregistré",
    failed: "Secure Video ne répond pas",
    recording: "Enregistrement en cours",
    sealed: "Scellé : ouvrez-le dans le panneau",
    unseen: "Aucune caméra ici que vous puissiez voir",
    wrongCamera: "camera n’est pas une entité de caméra",
    animal: "Animal",
    motion: "Mouvement",
    package: "Colis",
    person: "Personne",
    vehicle: "Véhicule",
  },
  pl: {
    about: "Ostatnie incydenty, zapieczętowane",
    camera: "Kamera (brak: wszystkie)",
    count: "Incydenty",
    empty: "Nic jeszcze nie nagrano",
    failed: "Secure Video nie odpowiada",
    recording: "Trwa nagrywanie",
    sealed: "Zapieczętowane: otwórz w panelu",
    unseen: "Nie ma tu kamery, którą możesz zobaczyć",
    wrongCamera: "camera nie jest encją kamery",
    animal: "Zwierzę",
    motion: "Ruch",
    package: "Paczka",
    person: "Osoba",
    vehicle: "Pojazd",
  },
};

/** In this language (BCP 47), or English. */
export function cardTexts(language: string): CardTexts {
  const code = language.split("-")[0] ?? "";
  return (Object.hasOwn(TEXTS, code) ? TEXTS[code] : TEXTS.en) as CardTexts;
}
