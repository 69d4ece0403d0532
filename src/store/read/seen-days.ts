import type { SnapshotDate } from "../../model/snapshot-date.js";
import { join, raw, sql, type Fragment } from "./fragment.js";
import type { Interval } from "./interval-reader.js";
import { select, type ReadContext } from "./read-context.js";

/**
 * A day in its highest revision (retired days count: they did see the person); `s` is the snapshot. MySQL answers NOT EXISTS for
 * every day of the tenant before it looks for one.
 */
const HIGHEST = raw(`s.revision = (SELECT MAX(highest.revision) FROM snapshot highest
  WHERE highest.tenant_no = s.tenant_no AND highest.day = s.day)`);

type Version = Pick<Interval, "fromSeq" | "toSeq">;

/** When somebody was in the directory, the earliest first. */
export interface Life {
  readonly tenantNo: number;
  readonly versions: readonly Version[];
}

interface SeenDay {
  readonly seq: number;
  readonly day: SnapshotDate;
}

type End = "first" | "last";

/** Somebody looked for, and the versions to look in, the one at that end first. */
interface Search {
  readonly life: Life;
  readonly left: readonly Version[];
}

interface Bound {
  readonly tenantNo: number;
  readonly seq: number;
}

/** Statements joined into one: the embedded database takes 500. */
const MOST_LOOKS = 400;

/**
 * The first or last sealed day that saw each of them; who was never seen is left out. A look for the day nearest to where a
 * version begins (or ends) costs the same after ten days and after a thousand; one that no sealed day saw leads to the next.
 */
export async function readSeenDays(
  context: ReadContext,
  lives: readonly Life[],
  end: End,
): Promise<Map<Life, SnapshotDate>> {
  const seen = new Map<Life, SnapshotDate>();
  let searches = lives.map((life): Search => {
    return { life, left: end === "first" ? life.versions : [...life.versions].reverse() };
  });
  while (searches.length > 0) {
    const bounds = searches.flatMap((search) => boundOf(search, end) ?? []);
    const nearest = await readNearest(context, bounds, end);
    searches = searches.flatMap((search) => {
      const bound = boundOf(search, end);
      const day = bound === null ? undefined : nearest.get(keyOf(bound));
      if (day === undefined) return [];
      const left = search.left.filter(({ fromSeq, toSeq }) => (end === "first" ? toSeq > day.seq : fromSeq <= day.seq));
      if (!holds(left[0], day.seq)) return [{ life: search.life, left }];
      seen.set(search.life, day.day);
      return [];
    });
  }
  return seen;
}

function boundOf({ life: { tenantNo }, left: [next] }: Search, end: End): Bound | null {
  return next === undefined ? null : { tenantNo, seq: end === "first" ? next.fromSeq : next.toSeq };
}

function keyOf({ tenantNo, seq }: Bound): string {
  return `${tenantNo} ${seq}`;
}

function holds(version: Version | undefined, seq: number): boolean {
  return version !== undefined && version.fromSeq <= seq && seq < version.toSeq;
}

/** The nearest sealed day at or after each bound, or before it; by `keyOf`. */
async function readNearest(context: ReadContext, bounds: readonly Bound[], end: End): Promise<Map<string, SeenDay>> {
  const distinct = [...new Map(bounds.map((bound) => [keyOf(bound), bound])).values()];
  const found = new Map<string, SeenDay>();
  for (let start = 0; start < distinct.length; start += MOST_LOOKS) {
    const looks = distinct.slice(start, start + MOST_LOOKS).map((bound, index) => look(bound, { end, index }));
    const rows = await select<{ tenant_no: number; bound: number; seq: number; day: string }>(
      context,
      join(looks, " UNION ALL "),
    );
    for (const { tenant_no: tenantNo, bound, seq, day } of rows) {
      found.set(keyOf({ tenantNo, seq: bound }), { seq, day: day as SnapshotDate });
    }
  }
  return found;
}

/** By the unique key over the sequence; its bounds are constants, for the servers use no index for bounds from another table. */
function look({ tenantNo, seq }: Bound, { end, index }: { readonly end: End; readonly index: number }): Fragment {
  const [beside, order] = end === "first" ? [sql`s.seq >= ${seq}`, raw("ASC")] : [sql`s.seq < ${seq}`, raw("DESC")];
  const [bound, name] = [raw(String(seq)), raw(`look_${index}`)];
  return sql`SELECT ${name}.tenant_no, ${name}.bound, ${name}.seq, ${name}.day
    FROM (SELECT s.tenant_no, ${bound} AS bound, s.seq, s.day FROM snapshot s
      WHERE s.tenant_no = ${tenantNo} AND ${beside} AND ${HIGHEST} ORDER BY s.seq ${order} LIMIT 1) ${name}`;
}
