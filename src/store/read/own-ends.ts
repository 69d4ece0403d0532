import { raw, sql, type Fragment } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";
import { amongPeople, type PersonNo } from "./touched-people.js";

/** The sequences at which something of these people's own begins or ends, by tenant, in no order. */
export async function readOwnEnds(
  context: ReadContext,
  people: readonly PersonNo[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const ends = new Map<number, number[]>();
  if (people.length === 0) return ends;
  const own = (table: string): Fragment =>
    sql`SELECT v.tenant_no, v.from_seq, v.to_seq FROM ${raw(table)} v WHERE ${amongPeople("v", people)}`;
  const rows = await select<{ tenant_no: number; from_seq: number; to_seq: number }>(
    context,
    sql`${own("user_version")} UNION ALL ${own("license_version")}`,
  );
  for (const { tenant_no: tenantNo, from_seq: from, to_seq: to } of rows) {
    const known = ends.get(tenantNo);
    if (known) known.push(from, to);
    else ends.set(tenantNo, [from, to]);
  }
  return ends;
}
