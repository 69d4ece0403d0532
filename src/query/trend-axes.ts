import { firstFrom } from "../model/ascending.js";
import { addDays, daysBetween, type SnapshotDate } from "../model/snapshot-date.js";
import type { RunRow } from "../store/read/coverage-reader.js";
import type { Span } from "../store/read/interval-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { DaySequence } from "../store/read/snapshot-reader.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { TenantDayAnswer } from "./answers.js";
import type { GapPolicy } from "./inputs.js";
import { dayState } from "./day-state.js";
import { groupedBy } from "./grouped-by.js";
import { toTenantDay } from "./tenant-days.js";

/** The days on which one tenant answers: their sequences, upwards, and their places among the days of the trend. */
export interface TenantAxis {
  readonly tenant: TenantRow;
  readonly seqs: readonly number[];
  readonly sealedAts: readonly number[];
  readonly days: readonly number[];
}

/** What the days of a trend are to be answered with. */
export interface AxisQuestion {
  readonly days: readonly SnapshotDate[];
  readonly onGap: GapPolicy;
  readonly maxAgeDays: number;
  readonly today: SnapshotDate;
}

/** Resolves every day of some tenants, in one statement; in three when there are gaps. Gaps come by tenant, then day. */
export async function readAxes(
  reads: Reads,
  tenants: readonly TenantRow[],
  question: AxisQuestion,
): Promise<{ axes: TenantAxis[]; gaps: { day: number; answer: TenantDayAnswer }[] }> {
  const [first, last] = [question.days[0], question.days.at(-1)];
  if (first === undefined || last === undefined) return { axes: [], gaps: [] };
  const numbers = tenants.map((tenant) => tenant.tenantNo);
  const earliest = question.onGap === "PREVIOUS" ? addDays(first, -question.maxAgeDays) : first;
  const rows = groupedBy(await reads.snapshots.sequences(numbers, earliest, last), (row) => row.tenantNo);
  const resolved = tenants.map((tenant) => resolveTenant(tenant, rows.get(tenant.tenantNo) ?? [], question));
  const lacking = resolved.filter((one) => one.lacking.length > 0);
  const stateOf = await readStates(reads, lacking, { first, last, question });
  const gaps = lacking.flatMap((one) => one.lacking.map((day) => ({ day, answer: stateOf(one, day) })));
  return { axes: resolved.map((one) => one.axis), gaps };
}

interface Resolved {
  readonly axis: TenantAxis;
  readonly sealed: ReadonlyMap<SnapshotDate, DaySequence>;
  readonly lacking: readonly number[];
}

function resolveTenant(tenant: TenantRow, rows: readonly DaySequence[], question: AxisQuestion): Resolved {
  const sealed = new Map(rows.map((row) => [row.day, row]));
  const kept = [...sealed.values()].filter((row) => !row.retired);
  const found: { seq: number; sealedAt: number; day: number }[] = [];
  const lacking: number[] = [];
  let next = 0;
  question.days.forEach((date, day) => {
    while (next < kept.length && (kept[next]?.day ?? "") <= date) next += 1;
    const newest = kept[next - 1];
    if (newest !== undefined && answersFor(newest, date, question))
      found.push({ seq: newest.seq, sealedAt: newest.sealedAt, day });
    else lacking.push(day);
  });
  found.sort((a, b) => a.seq - b.seq || a.day - b.day);
  const [seqs, sealedAts] = [found.map(({ seq }) => seq), found.map(({ sealedAt }) => sealedAt)];
  const axis = { tenant, seqs, sealedAts, days: found.map(({ day }) => day) };
  return { axis, sealed, lacking };
}

function answersFor(newest: DaySequence, date: SnapshotDate, { onGap, maxAgeDays }: AxisQuestion): boolean {
  if (newest.day === date) return true;
  return onGap === "PREVIOUS" && daysBetween(newest.day, date) <= maxAgeDays;
}

async function readStates(
  reads: Reads,
  lacking: readonly Resolved[],
  { first, last, question }: { first: SnapshotDate; last: SnapshotDate; question: AxisQuestion },
): Promise<(one: Resolved, day: number) => TenantDayAnswer> {
  const numbers = lacking.map(({ axis }) => axis.tenant.tenantNo);
  const keyOf = (row: Pick<RunRow, "tenantNo" | "day">) => `${row.tenantNo} ${row.day}`;
  const held = new Map((await reads.coverage.held(numbers, first, last)).map((row) => [keyOf(row), row]));
  const runs = groupedBy(await reads.coverage.runs(numbers, first, last), keyOf);
  return ({ axis: { tenant }, sealed }, place) => {
    const day = question.days[place] ?? first;
    const key = keyOf({ tenantNo: tenant.tenantNo, day });
    const known = { snapshot: sealed.get(day), held: held.has(key), runs: runs.get(key) ?? [] };
    const verdict = dayState({ tenant, day, today: question.today, ...known });
    return toTenantDay(tenant, day, { ...verdict, held: held.get(key) });
  };
}

/** The stretch of sequences a tenant's days lie in; null for one that answers on none. */
export function spanOf({ tenant, seqs }: TenantAxis): Span | null {
  const [low, high] = [seqs[0], seqs.at(-1)];
  return low === undefined || high === undefined ? null : { tenantNo: tenant.tenantNo, low, high };
}

/** The places of a tenant's days that lie in an interval: from the first up to, and without, the second. */
export function placesOf({ seqs }: TenantAxis, interval: { fromSeq: number; toSeq: number }): [number, number] {
  return [firstFrom(seqs, interval.fromSeq), firstFrom(seqs, interval.toSeq)];
}
