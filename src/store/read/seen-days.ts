import type { SnapshotDate } from "../../model/snapshot-date.js";
import { join, raw, sql, type Fragment } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";

/**
 * A day in its highest revision (retired days count: they did see the person); `s` is the snapshot. MySQL answers NOT EXISTS for
 * every day of the tenant before it looks for one.
 */
const HIGHEST = raw(`s.revision = (SELECT MAX(highest.revision) FROM snapshot highest
  WHERE highest.tenant_no = s.tenant_no AND highest.day = s.day)`);

/** The sequences in which somebody was in the directory: from `from` up to and without `to`, the earliest first. */
export interface Life {
  readonly tenantNo: number;
  readonly stays: readonly { readonly from: number; readonly to: number }[];
}

interface SeenDay {
  readonly seq: number;
  readonly day: SnapshotDate;
}

type End = "first" | "last";

/** Statements joined into one: the embedded database takes 500. */
const MOST_LOOKS = 400;

/**
 * The first or last sealed day that saw each of them; who was never seen is left out. A look for the day nearest to where a stay
 * begins (or ends) costs the same after ten days and after a thousand; a stay that no sealed day saw leads to the next one.
 */
export async function readSeenDays(
  context: ReadContext,
  lives: readonly Life[],
  end: End,
): Promise<Map<Life, SnapshotDate>> {
  const seen = new Map<Life, SnapshotDate>();
  let looking = lives.map((life) => ({ life, stays: end === "first" ? life.stays : [...life.stays].reverse() }));
  looking = looking.filter(({ stays }) => stays.length > 0);
  while (looking.length > 0) {
    const bounds = looking.map(({ life: { tenantNo }, stays }) => ({ tenantNo, seq: boundOf(stays, end) }));
    const nearest = await readNearest(context, bounds, end);
    looking = looking.flatMap(({ life, stays }) => {
      const day = nearest.get(`${life.tenantNo} ${boundOf(stays, end)}`);
      if (day === undefined) return [];
      const left = stays.filter(({ from, to }) => (end === "first" ? to > day.seq : from <= day.seq));
      const inside = left[0] !== undefined && left[0].from <= day.seq && day.seq < left[0].to;
      if (inside) seen.set(life, day.day);
      return inside || left.length === 0 ? [] : [{ life, stays: left }];
    });
  }
  return seen;
}

function boundOf([stay]: Life["stays"], end: End): number {
  return (end === "first" ? stay?.from : stay?.to) ?? 0;
}

interface Bound {
  readonly tenantNo: number;
  readonly seq: number;
}

/** The nearest sealed day at or after each bound, or before it; by tenant number and bound. */
async function readNearest(context: ReadContext, bounds: readonly Bound[], end: End): Promise<Map<string, SeenDay>> {
  const distinct = [...new Map(bounds.map((bound) => [`${bound.tenantNo} ${bound.seq}`, bound])).values()];
  const found = new Map<string, SeenDay>();
  for (let start = 0; start < distinct.length; start += MOST_LOOKS) {
    const looks = distinct.slice(start, start + MOST_LOOKS).map((bound, index) => look(bound, { end, index }));
    const rows = await select<{ tenant_no: number; bound: number; seq: number; day: string }>(
      context,
      join(looks, " UNION ALL "),
    );
    for (const { tenant_no: tenantNo, bound, seq, day } of rows) {
      found.set(`${tenantNo} ${bound}`, { seq, day: day as SnapshotDate });
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
