import type { Log } from "../log.js";
import type { AccessEnd, AccessRecorder, AccessStart, Principal, RecordedAccess } from "../model/access.js";
import { MicrosoftFailure } from "./failure.js";
import { newRequestId } from "./request-id.js";

/** One access as it goes on. It is written down before its first request and finished when it ends. */
export interface OpenAccess {
  /** Made when it is first asked for, so that records sort in the order they began. */
  readonly clientRequestId: string;
  /** For log lines: the tenant, and the day and run it is read for. */
  readonly about: Readonly<Record<string, string | number | null>>;
  readonly counts: { requests: number; pages: number; items: number };
  /** Before every request: the first call writes the record, and rejects when that fails, so that nothing is read unrecorded. */
  begin(principal: Principal): Promise<void>;
  end(outcome: AccessOutcome): Promise<void>;
}

type AccessOutcome = Pick<AccessEnd, "state" | "failureCode" | "failureDetail">;

export interface OpenAccessDeps {
  /** Null: not in a customer's tenant, so no record is kept. */
  readonly recorder: AccessRecorder | null;
  readonly log: Log;
  readonly time: () => number;
}

const OK: AccessOutcome = { state: "OK", failureCode: null, failureDetail: null };
const ABANDONED: AccessOutcome = { state: "ABANDONED", failureCode: null, failureDetail: null };

/** An access that nothing has been sent for yet. */
export function openAccess(
  deps: OpenAccessDeps,
  what: Omit<AccessStart, "principal" | "clientRequestId">,
  givenRequestId?: string,
): OpenAccess {
  const counts = { requests: 0, pages: 0, items: 0 };
  const about = { tenantId: what.tenantId, day: what.run?.day ?? null, seq: what.run?.seq ?? null };
  let requestId = givenRequestId;
  const clientRequestId = () => (requestId ??= newRequestId(deps.time()));
  let begun: Promise<RecordedAccess> | null = null;
  let latest: Principal | null = null;
  return {
    get clientRequestId() {
      return clientRequestId();
    },
    about,
    counts,
    async begin(principal) {
      latest = principal;
      if (deps.recorder === null) return;
      await (begun ??= deps.recorder.start({ ...what, clientRequestId: clientRequestId(), principal }));
    },
    async end(outcome) {
      if (begun === null || latest === null) return;
      const end = { ...outcome, ...counts, principal: latest };
      await begun
        .then((recorded) => recorded.finish(end))
        .catch((cause: unknown) => {
          if (outcome.state === "OK") throw cause;
          // What ended the access is the error to report; its record stays STARTED.
          const { endpoint } = what;
          const told = { ...about, endpoint, clientRequestId: clientRequestId(), state: outcome.state };
          deps.log.error("the access ledger was not finished", told);
        });
    },
  };
}

/** Runs `work` as the whole of an access. */
export async function recordedCall<T>(access: OpenAccess, work: () => Promise<T>): Promise<T> {
  let outcome = ABANDONED;
  try {
    const result = await work();
    outcome = OK;
    return result;
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    await access.end(outcome);
  }
}

/** Hands on a walk as the whole of an access; a consumer that stops early has abandoned it. */
export async function* recordedWalk<T>(access: OpenAccess, walk: AsyncIterable<T>): AsyncGenerator<T> {
  let outcome = ABANDONED;
  try {
    yield* walk;
    outcome = OK;
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    await access.end(outcome);
  }
}

/** Only a failure of Microsoft's side is one of the access; a lost lease or a fault of ours ended it from outside. */
function outcomeOf(error: unknown): AccessOutcome {
  if (!(error instanceof MicrosoftFailure)) return ABANDONED;
  return { state: "FAILED", failureCode: error.code, failureDetail: error.detail };
}
