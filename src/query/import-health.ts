import { RETRY_POLICY } from "../model/retry-policy.js";
import { standingOf } from "../model/schedule.js";
import { addDays, dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantScope } from "../model/tenant.js";
import type { AttemptRow, HealthRow } from "../store/read/health-reader.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { ImportHealthAnswer } from "./answers.js";
import { historyOf } from "./attempts.js";
import { reasonOf } from "./failure-reason.js";
import { groupedBy } from "./grouped-by.js";
import type { QueryDeps } from "./query-deps.js";
import { tenantsInScope } from "./tenant-scope.js";

const USUAL_EARLIEST = 60;

/** How the imports of tenants have been going and when the next one is due, in the order asked; null outside the scope. */
export function importHealth(
  deps: QueryDeps,
  scope: TenantScope,
  tenantIds: readonly TenantId[],
): Promise<(ImportHealthAnswer | null)[]> {
  const now = deps.calendar.now();
  const today = dayOf(now);
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInScope(reads, scope, tenantIds);
    const numbers = tenants.map(({ tenantNo }) => tenantNo);
    const rows = new Map((await reads.health.of(numbers)).map((row) => [row.tenantNo, row]));
    const attempts = groupedBy(await reads.health.attempts(numbers), ({ tenantNo }) => String(tenantNo));
    const complete = await reads.health.complete(numbers, today);
    const probeAt = await reads.health.nextProbeAt();
    const clock = { now, today, earliest: deps.earliest ?? USUAL_EARLIEST, probeAt };
    const answers = tenants.flatMap((tenant): [TenantId, ImportHealthAnswer][] => {
      const row = rows.get(tenant.tenantNo);
      const own = attempts.get(String(tenant.tenantNo)) ?? [];
      const facts = { tenant, row, attempts: own, complete: complete.has(tenant.tenantNo) };
      return row === undefined ? [] : [[tenant.tenantId, toAnswer({ ...facts, row }, clock)]];
    });
    const byId = new Map(answers);
    return tenantIds.map((tenantId) => byId.get(tenantId) ?? null);
  });
}

interface HealthFacts {
  readonly tenant: TenantRow;
  readonly row: HealthRow;
  readonly attempts: readonly AttemptRow[];
  /** Today is sealed or held. */
  readonly complete: boolean;
}

/** The calendar's instant and day, the minute at which a day opens, and the next look at a paused partner. */
interface HealthClock {
  readonly now: Date;
  readonly today: SnapshotDate;
  readonly earliest: number;
  readonly probeAt: number | null;
}

function toAnswer(facts: HealthFacts, clock: HealthClock): ImportHealthAnswer {
  const { tenant, row } = facts;
  const { lastAttempt, lastFailure, consecutiveFailures, access } = historyOf(facts.attempts, tenant.leaseOver);
  return {
    lastSuccess: toDate(row.lastSealedAt),
    lastAttempt: toDate(lastAttempt),
    lastFailure: lastFailure === null ? null : reasonOf(lastFailure.code),
    lastFailureDetail: lastFailure?.detail ?? null,
    consecutiveFailures,
    nextDue: toDate(nextDue(facts, clock)),
    access: { ...access, reason: access.reason === null ? null : reasonOf(access.reason), at: toDate(access.at) },
  };
}

/** A real instant, in the past when it is due now; null while it is being imported, and when no day is expected any more. */
function nextDue({ tenant, row, attempts, complete }: HealthFacts, clock: HealthClock): number | null {
  const { today, probeAt } = clock;
  const ofToday = attempts.filter(({ day }) => day === today);
  const standing = standingOf({ ...row, complete, attempts: ofToday }, RETRY_POLICY);
  if (standing.state === "running") return null;
  const opens = expected(tenant, today) ? openingOf(row, clock, today) : null;
  const again = standing.nextAttemptAt;
  const tomorrow = addDays(today, 1);
  const closes = openingOf(row, { ...clock, earliest: 0 }, tomorrow);
  const early = opens === null || again === null ? null : Math.max(opens, again);
  const later = expected(tenant, tomorrow) ? Math.max(openingOf(row, clock, tomorrow), row.notBefore ?? 0) : null;
  const due = early !== null && early < closes ? early : later;
  return due === null || probeAt === null ? due : Math.max(due, probeAt);
}

/** The calendar may be set; what it says of an instant is moved to the database's clock. */
function openingOf(row: HealthRow, { now, earliest }: HealthClock, day: SnapshotDate): number {
  return row.now + Date.parse(`${day}T00:00:00Z`) + earliest * 60_000 - now.getTime();
}

function expected({ state, expectedFrom, expectedTo }: TenantRow, day: SnapshotDate): boolean {
  return (
    state === "ACTIVE" && expectedFrom !== null && expectedFrom <= day && (expectedTo === null || day <= expectedTo)
  );
}

function toDate(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
