import { raw, sql, type Fragment } from "./fragment.js";
import { aliveAt } from "./pin.js";
import type { ReadContext } from "./read-context.js";
import type { Step } from "./step.js";

/** A person of a step, by the step's place in the list. */
export interface AskedPerson {
  readonly step: number;
  readonly userNo: number;
}

/** At which ends of their step a row of somebody stands. */
export interface AtEnds {
  readonly step_no: number;
  readonly user_no: number;
  readonly at_before: number;
  readonly at_after: number;
}

/** One number for a person of a step: numbers of people end at 2^31. */
export function keyOf(step: number, userNo: number): number {
  return step * 2 ** 31 + userNo;
}

const AT_BEFORE = aliveAt("v", raw("asked.before_seq"));
const AT_AFTER = aliveAt("v", raw("asked.after_seq"));

/** The columns of `AtEnds`; MySQL is told to go from person to person, also while it knows nothing of how many a tenant has. */
export const AT_ENDS = sql`/*+ JOIN_PREFIX(asked) */ asked.step_no, asked.user_no,
  CASE WHEN ${AT_BEFORE} THEN 1 ELSE 0 END AS at_before, CASE WHEN ${AT_AFTER} THEN 1 ELSE 0 END AS at_after`;

/** The row stands at either end; at one of them alone. */
export const AT_EITHER_END = sql`((${AT_BEFORE}) OR (${AT_AFTER}))`;
export const AT_ONE_END = sql`((${AT_BEFORE}) <> (${AT_AFTER}))`;

const COLUMNS = ["step_no", "tenant_no", "user_no", "before_seq", "after_seq"];

/** `WITH asked(...)`: with their steps in it, for a table of steps beside it leads MariaDB to read whole tenants. */
export function withAsked({ dialect }: ReadContext, steps: readonly Step[], asked: readonly AskedPerson[]): Fragment {
  return {
    text: `${dialect.valuesTable("asked", COLUMNS, asked.length)} `,
    parameters: asked.flatMap(({ step, userNo }) => {
      const { tenantNo = 0, before = 0, after = 0 } = steps[step] ?? {};
      return [step, tenantNo, userNo, before, after];
    }),
  };
}

/** The rows of `table`, as `v`, that belong to those asked about: by the primary key, whatever a server's statistics say. */
export function theirs({ dialect }: ReadContext, table: "user_version" | "license_version"): Fragment {
  return raw(`asked CROSS JOIN ${table} v ${dialect.byPrimaryKey}
    ON v.tenant_no = asked.tenant_no AND v.user_no = asked.user_no`);
}
