import type { MicrosoftConfig } from "../config.js";
import type { Log } from "../log.js";
import type { HttpTimeouts } from "./http.js";
import type { Persistence } from "./persistence.js";

/** What everything that speaks to Microsoft needs. */
export interface MicrosoftDeps {
  readonly config: MicrosoftConfig;
  readonly log: Log;
  /** Real time in milliseconds: expiry is Microsoft's, not the calendar's. */
  readonly time: () => number;
  /** How to wait before another try; really, unless given. */
  readonly sleep?: Persistence["sleep"];
  readonly timeouts?: HttpTimeouts;
}
