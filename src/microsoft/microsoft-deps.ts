import type { MicrosoftConfig } from "../config.js";
import type { Log } from "../log.js";
import type { HttpTimeouts } from "./http.js";
import type { Persistence } from "./persistence.js";
import type { ThrottleGate } from "./throttle-gate.js";

/** What everything that speaks to Microsoft needs. */
export interface MicrosoftDeps {
  readonly config: MicrosoftConfig;
  readonly log: Log;
  /** One for the whole process. */
  readonly gate: ThrottleGate;
  /** Real time in milliseconds: expiry is Microsoft's, not the calendar's. */
  readonly time: () => number;
  /** How to wait before another try; really, unless given. */
  readonly sleep?: Persistence["sleep"];
  readonly timeouts?: HttpTimeouts;
}
