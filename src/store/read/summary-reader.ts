import type { ChangeKind } from "../../model/change.js";
import { anyOf, oneOf, sql } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";
import type { Step } from "./step.js";

/** A step, and the epoch of its tenant's content as things stand. */
export interface CountedStep extends Step {
  readonly contentEpoch: number;
}

/** A kept count of a step. `skuNo` 0: whatever the SKU. */
export interface SummaryRow {
  readonly tenantNo: number;
  /** The later sequence of the step. */
  readonly seq: number;
  readonly kind: ChangeKind | "ANY";
  readonly skuNo: number;
  readonly people: number;
  readonly seats: number;
}

interface Raw {
  tenant_no: number;
  seq: number;
  kind: string;
  sku_no: number;
  previous_seq: number;
  content_epoch: number;
  people: number;
  seats: number;
}

/** Reads what was counted of steps by the nightly job. */
export function summaryReader(context: ReadContext) {
  return {
    /** Of these steps, those whose counts are there and still true. */
    async of(steps: readonly CountedStep[]): Promise<SummaryRow[]> {
      if (steps.length === 0) return [];
      const seqs = new Map<number, number[]>();
      for (const { tenantNo, after } of steps) seqs.set(tenantNo, [...(seqs.get(tenantNo) ?? []), after]);
      const wanted = [...seqs].map(([tenantNo, own]) => sql`(c.tenant_no = ${tenantNo} AND ${oneOf("c.seq", own)})`);
      const rows = await select<Raw>(
        context,
        sql`SELECT c.tenant_no, c.seq, c.kind, c.sku_no, c.previous_seq, c.content_epoch, c.people, c.seats
          FROM change_summary c WHERE ${anyOf(wanted)}`,
      );
      const now = new Map(steps.map((step) => [`${step.tenantNo} ${step.after}`, step]));
      return rows.flatMap((row) => {
        const step = now.get(`${row.tenant_no} ${row.seq}`);
        return step?.before === row.previous_seq && step.contentEpoch === row.content_epoch ? [toSummary(row)] : [];
      });
    },
  };
}

export type SummaryReader = ReturnType<typeof summaryReader>;

function toSummary({ tenant_no, seq, kind, sku_no, people, seats }: Raw): SummaryRow {
  return { tenantNo: tenant_no, seq, kind: kind as SummaryRow["kind"], skuNo: sku_no, people, seats };
}
