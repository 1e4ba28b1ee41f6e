/** The part of Home Assistant's frontend object that we use. It is no supported API: each name here was seen to work. */

export interface HomeAssistant {
  readonly language: string;
  readonly locale: {
    readonly language: string;
    readonly time_format: "language" | "system" | "12" | "24";
    readonly time_zone: "local" | "server";
  };
  readonly config: { readonly time_zone: string };
  readonly themes: { readonly darkMode: boolean };
  readonly user?: { readonly id: string; readonly name: string; readonly is_admin: boolean };
  readonly entities: Readonly<Record<string, { readonly platform: string } | undefined>>;
  readonly translationMetadata: { readonly translations: Readonly<Record<string, { readonly isRTL: boolean }>> };
  readonly connection: {
    subscribeMessage(callback: (event: unknown) => void, message: object): Promise<() => Promise<void>>;
  };
  localize(key: string, values?: Readonly<Record<string, unknown>>): string;
  loadBackendTranslation(category: "exceptions", integration: string): Promise<unknown>;
  callWS(message: object): Promise<unknown>;
  fetchWithAuth(path: string, init?: RequestInit): Promise<Response>;
}
