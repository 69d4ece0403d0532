import type { Log } from "../log.js";
import { type Alerts, codeOf } from "./alerts.js";
import type { PartnerBreaker } from "./partner-breaker.js";

/** What keeping the refresh token alive needs. Time is real: its age is Microsoft's business, not the calendar's. */
export interface RenewTokenDeps {
  /** When the stored token was issued; null: nobody has signed in. */
  readonly issuedAt: () => Promise<Date | null>;
  readonly redeemAtPartner: (signal: AbortSignal) => Promise<void>;
  readonly breaker: PartnerBreaker;
  readonly alerts: Alerts;
  readonly time: () => number;
  readonly log: Log;
}

const DAY_MS = 86_400_000;
/** Redeemed at least weekly: at six days, by a job that looks every day. */
const RENEW_AFTER_DAYS = 6;
const WARN_AFTER_DAYS = 30;
const URGENT_AFTER_DAYS = 75;
/** Microsoft forgets a token that was not used for so long. */
const DEAD_AFTER_DAYS = 90;

/**
 * The job: redeems the token although nobody needs it, and says so when that has not worked for long. `signal` ends the redemption:
 * with its tries and the waits Microsoft asks for it can take minutes, longer than a worker has to stop.
 */
export function createRenewToken(deps: RenewTokenDeps) {
  return async (signal: AbortSignal): Promise<void> => {
    const issued = await deps.issuedAt();
    if (issued === null) return;
    if (ageOf(deps, issued) >= RENEW_AFTER_DAYS && !(await deps.breaker.paused())) await renew(deps, signal);
    await tellAge(deps, ageOf(deps, (await deps.issuedAt()) ?? issued));
  };
}

function ageOf({ time }: RenewTokenDeps, issued: Date): number {
  return (time() - issued.getTime()) / DAY_MS;
}

async function renew(deps: RenewTokenDeps, signal: AbortSignal): Promise<void> {
  try {
    await deps.redeemAtPartner(signal);
    deps.log.info("refresh token renewed");
  } catch (cause) {
    signal.throwIfAborted();
    deps.log.warn("refresh token not renewed", { code: codeOf(cause) });
    const refusal = await deps.breaker.refusal(signal);
    if (refusal !== null) await deps.breaker.trip(refusal);
  }
}

async function tellAge({ alerts }: RenewTokenDeps, days: number): Promise<void> {
  const states = [
    { kind: "token-old", code: "TOKEN_NOT_RENEWED", after: WARN_AFTER_DAYS },
    { kind: "token-dying", code: "TOKEN_DIES_SOON", after: URGENT_AFTER_DAYS },
  ] as const;
  for (const { kind, code, after } of states) {
    if (days < after) await alerts.clear({ kind, tenantId: null });
    else await alerts.raise({ kind, tenantId: null, day: null, code, ...wordsForAge(days) });
  }
}

function wordsForAge(days: number): { message: string; remedy: string } {
  return {
    message: `The refresh token was not renewed for ${Math.floor(days)} days; Microsoft forgets it after ${DEAD_AFTER_DAYS}.`,
    remedy: "See why it is not renewed (the log, an open alert of the sign-in); if in doubt `cli login`.",
  };
}
