import type { Simulator } from "../../../simulator/simulator.js";
import type { MicrosoftConfig } from "../../../src/config.js";

/** What a process that redeems is told, a line on its stdin each. */
export interface RotationTask {
  readonly microsoft: MicrosoftConfig;
  readonly identity: string;
  /** The key of the token store, in base64. */
  readonly key: string;
  readonly tenantIds: readonly string[];
  readonly redeems: number;
  readonly sideBySide: number;
  /** The process is killed with Microsoft's answer in hand, before it has stored the new token. */
  readonly dieBeforeCommit?: boolean;
}

/** What it tells, a line each. */
export type RotationEvent =
  | { readonly event: "ready" }
  | { readonly event: "wrote"; readonly version: number; readonly digest: string }
  | { readonly event: "failed"; readonly code: string }
  | { readonly event: "done" };

export function microsoftOf(simulator: Simulator): MicrosoftConfig {
  return {
    tenantId: simulator.partnerTenantId,
    clientId: simulator.clientId,
    credential: { kind: "secret", secret: simulator.clientSecret },
    loginUrl: simulator.loginUrl,
    graphUrl: simulator.graphUrl,
    partnerCenterUrl: simulator.partnerCenterUrl,
  };
}
