import type { Guid } from "../model/guid.js";
import type { HeldLicense } from "../store/read/license-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { UserRow } from "../store/read/user-reader.js";
import type { AssignedLicenseAnswer, UserStateAnswer } from "./answers.js";
import { groupedBy } from "./grouped-by.js";
import type { ResolvedDay } from "./resolve-days.js";
import { readPlanNames } from "./plan-names.js";
import { skuOf, toSkuAnswer } from "./sku-answer.js";

/** Turns rows into people's states: one query for all licenses, one for all managers, however many rows. */
export async function toUserStates(
  reads: Reads,
  rows: readonly UserRow[],
  known: { days: readonly ResolvedDay[]; licenses: boolean; managers: boolean; disabledPlans: boolean },
): Promise<UserStateAnswer[]> {
  const days = new Map(known.days.map((day) => [day.tenant.tenantNo, day]));
  const licenses = known.licenses
    ? await readLicenses(reads, rows, { days, named: known.disabledPlans })
    : new Map<string, AssignedLicenseAnswer[]>();
  const managers = known.managers ? await readManagers(reads, rows) : new Set<string>();
  return rows.flatMap((row) => {
    const day = days.get(row.tenantNo);
    if (day === undefined) return [];
    const isPerson = row.managerId !== null && managers.has(keyOf(row.tenantNo, row.managerId));
    return [toUserState(row, day, { licenses: licenses.get(keyOf(row.tenantNo, row.userNo)) ?? [], isPerson })];
  });
}

function toUserState(
  row: UserRow,
  { tenant, snapshot }: ResolvedDay,
  known: { licenses: readonly AssignedLicenseAnswer[]; isPerson: boolean },
): UserStateAnswer {
  const { tenantId } = tenant;
  return {
    attributes: row.attributes,
    person: { tenantId, entraId: row.entraId },
    date: snapshot.day,
    revision: snapshot.revision,
    managerId: row.managerId,
    manager: known.isPerson && row.managerId !== null ? { tenantId, entraId: row.managerId } : null,
    extensionAttributes: row.extensionAttributes,
    licenses: known.licenses,
  };
}

async function readLicenses(
  reads: Reads,
  rows: readonly UserRow[],
  { days, named }: { days: ReadonlyMap<number, ResolvedDay>; named: boolean },
): Promise<Map<string, AssignedLicenseAnswer[]>> {
  const asked = rows.map(({ tenantNo, userNo }) => ({ tenantNo, userNo, seq: days.get(tenantNo)?.snapshot.seq ?? 0 }));
  const held = await reads.licenses.ofUsers(asked);
  const skus = await reads.skusByNo(held.map((license) => license.skuNo));
  const plans = await reads.disabledPlans(held.map((license) => license.plansNo));
  const nameOf = named ? await readPlanNames(reads, held, { days, plans }) : null;
  const toAnswer = (license: HeldLicense): AssignedLicenseAnswer => {
    const disabledPlanIds = plans.get(license.plansNo) ?? [];
    const disabledPlans = nameOf === null ? [] : disabledPlanIds.map((id) => nameOf(license, id));
    return { sku: toSkuAnswer(skuOf(skus, license.skuNo)), disabledPlanIds, disabledPlans };
  };
  const answers = new Map<string, AssignedLicenseAnswer[]>();
  for (const [key, group] of groupedBy(held, ({ tenantNo, userNo }) => keyOf(tenantNo, userNo))) {
    answers.set(
      key,
      group.map(toAnswer).sort((a, b) => (a.sku.skuId < b.sku.skuId ? -1 : 1)),
    );
  }
  return answers;
}

async function readManagers(reads: Reads, rows: readonly UserRow[]): Promise<ReadonlySet<string>> {
  const keys = new Map<string, { tenantNo: number; entraId: Guid }>();
  for (const { tenantNo, managerId } of rows) {
    if (managerId !== null) keys.set(keyOf(tenantNo, managerId), { tenantNo, entraId: managerId });
  }
  const found = await reads.people.existing([...keys.values()]);
  return new Set(found.map(({ tenantNo, entraId }) => keyOf(tenantNo, entraId)));
}

function keyOf(tenantNo: number, id: number | Guid): string {
  return `${tenantNo} ${id}`;
}
