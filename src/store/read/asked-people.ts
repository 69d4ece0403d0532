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

/** The table `asked` of one statement, and what its columns are; where all share one step, its numbers take their place. */
export interface Asked {
  readonly with: Fragment;
  readonly stepNo: Fragment;
  readonly tenantNo: Fragment;
  readonly before: Fragment;
  readonly after: Fragment;
}

const COLUMNS = ["step_no", "tenant_no", "user_no", "before_seq", "after_seq"];

/**
 * `WITH asked(...)` of these people. Several steps are written into it row by row, for a table of steps beside it leads MariaDB to
 * read whole tenants; one step is written once, which a server reads a fifth faster (measured).
 */
export function withAsked({ dialect }: ReadContext, steps: readonly Step[], people: readonly AskedPerson[]): Asked {
  const table = (columns: readonly string[], parameters: readonly unknown[]): Fragment => {
    return { text: `${dialect.valuesTable("asked", columns, people.length)} `, parameters };
  };
  const [only] = steps;
  if (only !== undefined && steps.length === 1) {
    const numbers = { tenantNo: sql`${only.tenantNo}`, before: sql`${only.before}`, after: sql`${only.after}` };
    const userNos = people.map(({ userNo }) => userNo);
    return { with: table(["user_no"], userNos), stepNo: raw("0"), ...numbers };
  }
  const parameters = people.flatMap(({ step, userNo }) => {
    const { tenantNo = 0, before = 0, after = 0 } = steps[step] ?? {};
    return [step, tenantNo, userNo, before, after];
  });
  const columns = { stepNo: raw("asked.step_no"), tenantNo: raw("asked.tenant_no") };
  const ends = { before: raw("asked.before_seq"), after: raw("asked.after_seq") };
  return { with: table(COLUMNS, parameters), ...columns, ...ends };
}

/** The columns of `AtEnds`; MySQL is told to go from person to person, also while it knows nothing of how many a tenant has. */
export function atEnds(asked: Asked): Fragment {
  const [before, after] = aliveAtEnds(asked);
  return sql`/*+ JOIN_PREFIX(asked) */ ${asked.stepNo} AS step_no, asked.user_no,
    CASE WHEN ${before} THEN 1 ELSE 0 END AS at_before, CASE WHEN ${after} THEN 1 ELSE 0 END AS at_after`;
}

/** The row stands at either end. */
export function atEitherEnd(asked: Asked): Fragment {
  const [before, after] = aliveAtEnds(asked);
  return sql`((${before}) OR (${after}))`;
}

/** The row stands at one of them alone. */
export function atOneEnd(asked: Asked): Fragment {
  const [before, after] = aliveAtEnds(asked);
  return sql`((${before}) <> (${after}))`;
}

function aliveAtEnds({ before, after }: Asked): [Fragment, Fragment] {
  return [aliveAt("v", before), aliveAt("v", after)];
}

/** The rows of `table`, as `v`, that belong to those asked about: by the primary key, whatever a server's statistics say. */
export function theirs({ dialect }: ReadContext, asked: Asked, table: "user_version" | "license_version"): Fragment {
  return sql`asked CROSS JOIN ${raw(`${table} v ${dialect.byPrimaryKey}`)}
    ON v.tenant_no = ${asked.tenantNo} AND v.user_no = asked.user_no`;
}
