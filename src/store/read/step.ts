import type { Dialect } from "../dialect.js";
import { anyOf, raw, sql, type Fragment } from "./fragment.js";

/** Two sequences of one tenant, `before` the lower. */
export interface Step {
  readonly tenantNo: number;
  readonly before: number;
  readonly after: number;
}

/** `WITH step(step_no, tenant_no, before_seq, after_seq)`: the steps, numbered by their place in the list. */
export function stepTable(dialect: Dialect, steps: readonly Step[]): Fragment {
  return {
    text: `${dialect.valuesTable("step", ["step_no", "tenant_no", "before_seq", "after_seq"], steps.length)} `,
    parameters: steps.flatMap(({ tenantNo, before, after }, index) => [index, tenantNo, before, after]),
  };
}

/**
 * `column` of `alias` lies in the stretch its tenant's steps cover. One range of constants for each tenant: the servers use no
 * index for a range whose bounds come from another table.
 */
export function withinSteps(alias: string, column: "from_seq" | "to_seq", steps: readonly Step[]): Fragment {
  const stretches = new Map<number, Step>();
  for (const step of steps) {
    const known = stretches.get(step.tenantNo) ?? step;
    const [before, after] = [Math.min(known.before, step.before), Math.max(known.after, step.after)];
    stretches.set(step.tenantNo, { tenantNo: step.tenantNo, before, after });
  }
  const [tenant, seq] = [raw(`${alias}.tenant_no`), raw(`${alias}.${column}`)];
  return anyOf(
    [...stretches.values()].map(
      ({ tenantNo, before, after }) => sql`(${tenant} = ${tenantNo} AND ${seq} > ${before} AND ${seq} <= ${after})`,
    ),
  );
}

/** `seq` of `alias` lies in the step. */
export function inStep(alias: string): Fragment {
  return raw(
    `step.tenant_no = ${alias}.tenant_no AND ${alias}.seq > step.before_seq AND ${alias}.seq <= step.after_seq`,
  );
}
