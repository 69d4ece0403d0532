import type { Log } from "../log.js";
import { FAILURES, type FailureCode } from "../model/failure.js";
import type { PartnerPause, PartnerPauseStore } from "../store/write/partner-pause-store.js";
import { type Alerts, codeOf, detailOf, wordsOf } from "./alerts.js";

/** What the breaker needs. */
export interface PartnerBreakerDeps {
  readonly pauses: PartnerPauseStore;
  readonly alerts: Alerts;
  /** Asks for one token at the partner's own tenant. */
  readonly redeemAtPartner: (signal: AbortSignal) => Promise<void>;
  /** Asks the Partner Center itself: it refuses a sign-in without MFA that the token endpoint takes. */
  readonly askPartnerCenter: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly probes?: ProbeWaits;
}

/** Milliseconds until the first probe of a pause, doubled up to the longest. */
export interface ProbeWaits {
  readonly first: number;
  readonly longest: number;
}

/** A minute, then two, then every four: a repair is noticed soon, and a locked account is hardly asked. */
export const PROBE_WAITS: ProbeWaits = { first: 60_000, longest: 240_000 };

/** What passes by itself says nothing of the partner's sign-in. */
const PASSING = new Set(["THROTTLED", "MICROSOFT_UNAVAILABLE", "INVALID_RESPONSE", "INTERNAL"]);
const SIGNED_OUT = new Set(["NOT_SIGNED_IN", "TOKEN_UNREADABLE"]);

/** Does this code speak of the partner as a whole? */
export function isPartnerWide(code: string): boolean {
  return SIGNED_OUT.has(code) || FAILURES[code as FailureCode]?.scope === "partner";
}

/** While the partner itself cannot sign in, nobody asks Microsoft, no tenant is blamed, and one worker looks now and then. */
export class PartnerBreaker {
  private readonly waits: ProbeWaits;

  constructor(private readonly deps: PartnerBreakerDeps) {
    this.waits = deps.probes ?? PROBE_WAITS;
  }

  /** May Microsoft be asked? Read from the database: another worker may have found out. */
  async paused(): Promise<boolean> {
    return (await this.deps.pauses.read()) !== null;
  }

  /** Pauses everything and raises the one alert. */
  async trip(reason: { readonly code: string; readonly detail: string }): Promise<void> {
    if (!(await this.deps.pauses.open(reason, this.waits.first))) return;
    this.deps.log.error("partner paused: nobody is imported until the sign-in works again", { ...reason });
    await this.tell(reason.code);
  }

  /**
   * May Microsoft be asked? While it is paused and a probe is due, one worker probes, and has resumed everybody when it works.
   * Brings the alert in line as well, because whoever paused or resumed may have died before that. Throws when `signal` aborts.
   */
  async passes(signal: AbortSignal): Promise<"open" | "resumed" | "paused"> {
    const pause = await this.deps.pauses.read();
    if (pause === null) {
      const open = await this.deps.alerts.open();
      if (open.some(({ kind }) => kind === "partner-paused")) await this.untell();
      return "open";
    }
    // Whoever may not probe says nothing either: what it has read may be over.
    if (!(await this.deps.pauses.claimProbe(pause, this.waitAfter(pause)))) return "paused";
    await this.tell(pause.code);
    return (await this.probe(pause, signal)) ? "resumed" : "paused";
  }

  /** Asks at the partner's own tenant: null when that works or the answer says nothing of the sign-in, else the reason. */
  async refusal(signal: AbortSignal): Promise<{ code: string; detail: string } | null> {
    try {
      await this.deps.redeemAtPartner(signal);
      return null;
    } catch (cause) {
      signal.throwIfAborted();
      const code = codeOf(cause);
      return PASSING.has(code) ? null : { code, detail: detailOf(cause) };
    }
  }

  private async tell(code: string): Promise<void> {
    await this.deps.alerts.raise({ kind: "partner-paused", tenantId: null, day: null, code, ...wordsOf(code) });
  }

  private async untell(): Promise<void> {
    await this.deps.alerts.clear({ kind: "partner-paused", tenantId: null });
  }

  private waitAfter({ probes }: PartnerPause): number {
    return Math.min(this.waits.longest, this.waits.first * 2 ** Math.min(probes + 1, 20));
  }

  private async probe({ code }: PartnerPause, signal: AbortSignal): Promise<boolean> {
    const { redeemAtPartner, askPartnerCenter } = this.deps;
    try {
      await (code === "MFA_REQUIRED" ? askPartnerCenter(signal) : redeemAtPartner(signal));
    } catch (cause) {
      signal.throwIfAborted();
      this.deps.log.warn("partner still paused", { code: codeOf(cause), detail: detailOf(cause) });
      return false;
    }
    if (await this.deps.pauses.close()) this.deps.log.info("partner resumed");
    await this.untell();
    return true;
  }
}
