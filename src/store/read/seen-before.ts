import { keyOf, withAsked, type AskedPerson } from "./asked-people.js";
import { sql } from "./fragment.js";
import { sealedWithin, select, type ReadContext } from "./read-context.js";
import type { Step } from "./step.js";

/**
 * Those, by `keyOf`, whom a sealed day saw at or before the earlier end of their step: one of their versions holds the sequence of a day's highest
 * revision (retired days count), or prune remembers such a sequence.
 */
export async function readSeenBefore(
  context: ReadContext,
  steps: readonly Step[],
  people: readonly AskedPerson[],
): Promise<ReadonlySet<number>> {
  if (people.length === 0) return new Set();
  const asked = withAsked(context, steps, people);
  const rows = await select<{ step_no: number; user_no: number }>(
    context,
    sql`${asked.with}SELECT ${asked.stepNo} AS step_no, asked.user_no FROM asked
      JOIN person p ON p.tenant_no = ${asked.tenantNo} AND p.user_no = asked.user_no
      WHERE p.first_seq <= ${asked.before} OR EXISTS (SELECT 1 FROM user_version v
        JOIN snapshot s ON s.tenant_no = v.tenant_no AND s.seq >= v.from_seq AND s.seq < v.to_seq
        WHERE v.tenant_no = ${asked.tenantNo} AND v.user_no = asked.user_no AND v.from_seq <= ${asked.before}
        AND s.seq <= ${asked.before} AND ${sealedWithin(context, "s")} AND NOT EXISTS (SELECT 1 FROM snapshot higher
          WHERE higher.tenant_no = s.tenant_no AND higher.day = s.day AND higher.revision > s.revision
          AND ${sealedWithin(context, "higher")}))`,
  );
  return new Set(rows.map((row) => keyOf(Number(row.step_no), row.user_no)));
}
