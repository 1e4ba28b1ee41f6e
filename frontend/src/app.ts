import type { Api } from "./api/client.ts";
import type { HostContext, HostService } from "./link/host.ts";
import type { Link } from "./link/link.ts";
import type { Localize } from "./localize/localize.ts";
import type { Store } from "./store.ts";
import type { VaultService, VaultState } from "./vault/service.ts";

/** All that a view needs of the world; every view has it as its property `app`. */
export interface App {
  readonly host: Link<HostService>;
  readonly api: Api;
  readonly vault: Link<VaultService>;
  readonly context: Store<HostContext>;
  readonly vaultState: Store<VaultState>;
  /** In the language of the context. */
  readonly t: Localize;
}
