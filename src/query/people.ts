import { AppError, invalidInput } from "../errors.js";
import { dayOf } from "../model/snapshot-date.js";
import type { TenantScope } from "../model/tenant.js";
import type { PersonRow } from "../store/read/person-reader.js";
import type { Reads } from "../store/read/read-store.js";
import type { TenantRow } from "../store/read/tenant-reader.js";
import type { PersonAnswer, UserStateAnswer } from "./answers.js";
import { toDayQuestion } from "./day-arguments.js";
import { snapshotGone } from "./gap-errors.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { resolveDays, type ResolvedDay } from "./resolve-days.js";
import { tenantInQuestion, tenantsInScope } from "./tenant-scope.js";
import { toUserStates } from "./user-states.js";

type StateInput = Parameters<Questions["personState"]>[1];

/** A person whom a sealed day saw; null otherwise. */
export function person(deps: QueryDeps, scope: TenantScope, asked: PersonAnswer): Promise<PersonAnswer | null> {
  return deps.store.read(async (reads) => {
    const tenant = await tenantInQuestion(reads, scope, asked.tenantId);
    return (await findPerson(reads, tenant, asked)) && { tenantId: asked.tenantId, entraId: asked.entraId };
  });
}

/** First and last sealed day of each person, in the order asked. */
export function personSpans(
  deps: QueryDeps,
  scope: TenantScope,
  people: readonly PersonAnswer[],
): ReturnType<Questions["personSpans"]> {
  return deps.store.read(async (reads) => {
    const tenants = await tenantsInScope(reads, scope, [...new Set(people.map(({ tenantId }) => tenantId))]);
    const numbers = new Map(tenants.map((tenant) => [tenant.tenantId, tenant.tenantNo]));
    const keys = people.map(({ tenantId, entraId }) => ({ tenantNo: numbers.get(tenantId) ?? 0, entraId }));
    const rows = await reads.people.find(keys);
    const found = new Map(rows.map((row) => [`${row.tenantNo} ${row.entraId}`, row]));
    return keys.map(({ tenantNo, entraId }) => {
      const row = found.get(`${tenantNo} ${entraId}`);
      if (row === undefined) throw new AppError("TENANT_NOT_FOUND", "no such person among those you may see");
      return { firstSeen: row.firstSeen, lastSeen: row.lastSeen };
    });
  });
}

/** A person on one day; null when absent that day, or when the day is a gap that the policy leaves out. */
export function personState(deps: QueryDeps, scope: TenantScope, input: StateInput): Promise<UserStateAnswer | null> {
  return deps.store.read(async (reads) => {
    const [tenant] = await tenantsInScope(reads, scope, [input.person.tenantId]);
    const row = tenant && (await findPerson(reads, tenant, input.person));
    if (tenant === undefined || !row) return null;
    const day = await resolveDay(reads, tenant, { input, deps });
    if (day === null) return null;
    const state = await reads.users.one({ tenantNo: tenant.tenantNo, seq: day.snapshot.seq }, row.userNo);
    const known = { days: [day], licenses: true, managers: true, disabledPlans: true };
    return state && ((await toUserStates(reads, [state], known))[0] ?? null);
  });
}

/** The person's row; null for one whom no sealed day saw. */
export async function findPerson(
  reads: Reads,
  { tenantNo }: TenantRow,
  { entraId }: PersonAnswer,
): Promise<PersonRow | null> {
  return (await reads.people.find([{ tenantNo, entraId }]))[0] ?? null;
}

async function resolveDay(
  reads: Reads,
  tenant: TenantRow,
  { input, deps }: { input: StateInput; deps: QueryDeps },
): Promise<ResolvedDay | null> {
  const question = toDayQuestion(input, { tenants: [tenant], today: dayOf(deps.calendar.now()) });
  if (input.revision === undefined) return (await resolveDays(reads, question)).days[0] ?? null;
  if (question.at === null) throw invalidInput("at", "must be given with a revision");
  const snapshot = await reads.snapshots.revision(tenant.tenantNo, question.at, input.revision);
  if (snapshot?.retired) throw snapshotGone(question, [snapshot]);
  return snapshot && { tenant, snapshot };
}
