/** The part of Home Assistant's frontend object that we use. It is no supported API: each name here was seen to work. */

export interface HomeAssistant {
  readonly language: string;
  readonly locale: {
    readonly language: string;
    readonly time_format: "language" | "system" | "12" | "24";
    readonly time_zone: "local" | "server";
  };
  readonly config: { readonly time_zone: string };
  /** Until it has read its own settings it does not say whether the theme is dark, and draws its page as the device wishes. */
  readonly themes: { readonly darkMode?: boolean };
  readonly user?: { readonly id: string; readonly name: string; readonly is_admin: boolean };
  readonly entities: Readonly<Record<string, { readonly platform: string } | undefined>>;
  readonly translationMetadata: { readonly translations: Readonly<Record<string, { readonly isRTL: boolean }>> };
  /**
   * It subscribes again by itself as soon as it is connected again, and forgets what is refused then: after a restart of Home
   * Assistant, us. So we never ask it to (`resubscribe`), and begin anew where it tells "disconnected".
   */
  readonly connection: {
    subscribeMessage(
      callback: (event: unknown) => void,
      message: object,
      options: { readonly resubscribe: false },
    ): Promise<() => Promise<void>>;
    addEventListener(kind: "disconnected", listener: () => void): void;
    removeEventListener(kind: "disconnected", listener: () => void): void;
  };
  localize(key: string, values?: Readonly<Record<string, unknown>>): string;
  loadBackendTranslation(category: "exceptions", integration: string): Promise<unknown>;
  callWS(message: object): Promise<unknown>;
  fetchWithAuth(path: string, init?: RequestInit): Promise<Response>;
}
