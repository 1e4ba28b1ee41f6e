/**
 * Why a clip does not play. `unsupported`: this browser has no decoder for `codec`; offer a download. `damaged`: what is in
 * the clip cannot be shown. What reading the clip's bytes fails with comes as it is.
 */
export class PlaybackError extends Error {
  override readonly name = "PlaybackError";
  readonly code: "unsupported" | "damaged";
  readonly codec: string;

  constructor(code: "unsupported" | "damaged", codec: string, message: string) {
    super(message);
    this.code = code;
    this.codec = codec;
  }
}
