import { AppError, invalidInput } from "../errors.js";
import { firstFrom } from "../model/ascending.js";
import { daysBetween, type SnapshotDate } from "../model/snapshot-date.js";
import type { SealedDay } from "../store/read/day-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { Step } from "../store/read/step.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { PersonNo } from "../store/read/touched-people.js";
import { digestOfPins, type Cursor } from "./cursor.js";
import { groupedBy } from "./grouped-by.js";

const MOST_CELLS = 200_000;

/** A sealed day of a tenant and the sealed day before it, however long ago. */
export interface ChangeStep {
  readonly tenant: TenantRow;
  readonly before: SealedDay;
  readonly after: SealedDay;
}

/** Steps by date, then tenant, and what a cursor keeps of the days they stand on. */
export interface ChangeSteps {
  readonly steps: readonly ChangeStep[];
  readonly stand: Stand;
  /** The same of one tenant alone. */
  readonly standOf: (tenantNo: number) => Stand;
}

type Stand = Pick<Cursor, "watermark" | "pins">;

/** The days after `from` up to and with `to`. */
export interface Period {
  readonly from: SnapshotDate;
  readonly to: SnapshotDate;
}

/** The steps of a period; of a cursor, those it stood on, or SNAPSHOT_GONE when one of their days was retired since. */
export async function readSteps(
  reads: Reads,
  tenants: readonly TenantRow[],
  { period, cursor }: { period: Period; cursor: Cursor | null },
): Promise<ChangeSteps> {
  const cells = tenants.reduce((sum, tenant) => sum + daysOf(tenant, period), 0);
  if (cells > MOST_CELLS) {
    throw invalidInput("from", `and to span more than ${MOST_CELLS} days times tenants; ask for fewer`);
  }
  const asOf = cursor?.watermark ?? null;
  const numbers = tenants.map((tenant) => tenant.tenantNo);
  const baselines: readonly SealedDay[] = await reads.snapshots.newest(numbers, { to: period.from, asOf });
  const days = [...baselines, ...(await reads.days.within(numbers, { ...period, asOf }))];
  const stand = toStand(days);
  if (cursor !== null && cursor.pins !== stand.pins) throw stepGone();
  const standOf = (tenantNo: number) => toStand(days.filter((day) => day.tenantNo === tenantNo));
  return { steps: toSteps(tenants, days), stand, standOf };
}

/** Days before a tenant was ours have nothing to read. */
function daysOf({ expectedFrom }: TenantRow, { from, to }: Period): number {
  return Math.max(0, daysBetween(expectedFrom !== null && expectedFrom > from ? expectedFrom : from, to));
}

function toStand(days: readonly SealedDay[]): Stand {
  const watermark = days.reduce((newest, { sealedAt }) => Math.max(newest, sealedAt), 0);
  return { watermark, pins: digestOfPins(days) };
}

/** The steps in which something of these people's own begins or ends; in no other can anything have happened to them. */
export async function stepsOf(
  reads: Reads,
  steps: readonly ChangeStep[],
  people: readonly PersonNo[],
): Promise<ChangeStep[]> {
  const ends = await reads.changes.ownEnds(people);
  const ascending = new Map([...ends].map(([tenantNo, own]) => [tenantNo, own.toSorted((a, b) => a - b)]));
  return steps.filter(({ tenant, before, after }) => {
    const own = ascending.get(tenant.tenantNo) ?? [];
    const next = own[firstFrom(own, before.seq + 1)];
    return next !== undefined && next <= after.seq;
  });
}

/** The step as the store takes it. */
export function toStep({ tenant, before, after }: ChangeStep): Step {
  return { tenantNo: tenant.tenantNo, before: before.seq, after: after.seq };
}

function toSteps(tenants: readonly TenantRow[], days: readonly SealedDay[]): ChangeStep[] {
  const byTenant = groupedBy(days, (day) => day.tenantNo);
  const steps = tenants.flatMap((tenant) => {
    const own = byTenant.get(tenant.tenantNo) ?? [];
    return own.slice(1).flatMap((after, index) => {
      const before = own[index];
      return before === undefined ? [] : [{ tenant, before, after }];
    });
  });
  return inStepOrder(steps);
}

/** By date, then tenant. */
export function inStepOrder(steps: readonly ChangeStep[]): ChangeStep[] {
  return steps.toSorted((a, b) => compare(a.after.day, b.after.day) || compare(a.tenant.tenantId, b.tenant.tenantId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function stepGone(): AppError {
  return new AppError(
    "SNAPSHOT_GONE",
    "a day these changes were read from no longer answers; start again at the first page",
  );
}
