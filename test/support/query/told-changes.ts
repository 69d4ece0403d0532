import type { TenantId } from "../../../src/model/tenant.js";
import type { Page } from "../../../src/query/answers.js";
import type { ChangeFilter } from "../../../src/query/inputs.js";
import type { Questions } from "../../../src/query/questions.js";
import { ALL_TENANTS } from "../../../src/model/tenant.js";
import type { SnapshotDate } from "../../../src/model/snapshot-date.js";
import { changeLines, type NaiveChange } from "../naive/naive-changes.js";
import type { ChangeAnswer } from "../../../src/query/change-answers.js";

/** Which changes to ask for. */
export interface Asked {
  readonly from: SnapshotDate;
  readonly to: SnapshotDate;
  readonly tenantIds?: readonly TenantId[] | null;
  readonly filter?: ChangeFilter | null;
}

/** Walks every page; `between` runs after each. */
export async function walkChanges(
  questions: Questions,
  asked: Asked,
  first = 200,
  between: () => Promise<void> = async () => {},
): Promise<ChangeAnswer[]> {
  const found: ChangeAnswer[] = [];
  for (let after: string | null = null; ;) {
    const page: Page<ChangeAnswer> = await questions.changes(
      ALL_TENANTS,
      { ...asked, first, after },
      { totalCount: false },
    );
    found.push(...page.nodes);
    if (!page.hasNextPage) return found;
    after = page.cursors.at(-1)!;
    await between();
  }
}

/** What was told, as the naive copies tell it. */
export function linesOf(changes: readonly ChangeAnswer[]): string[] {
  return changeLines(changes.map(toNaive));
}

export function toNaive(change: ChangeAnswer): NaiveChange {
  const { kind, person, sku, previousSku, field, before, after, unitsBefore, unitsAfter } = change;
  return {
    kind,
    ...(person ? { person: person.entraId } : {}),
    ...(sku ? { sku: sku.skuId } : {}),
    ...(previousSku ? { previousSku: previousSku.skuId } : {}),
    ...(field === null ? {} : { field }),
    before,
    after,
    units: [unitsBefore, unitsAfter],
  };
}
