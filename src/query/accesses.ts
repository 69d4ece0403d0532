import { invalidInput } from "../errors.js";
import { isGuid, type Guid } from "../model/guid.js";
import { dayOf, type SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId, TenantScope } from "../model/tenant.js";
import type { AccessRow } from "../store/read/access-reader.js";
import type { AccessAnswer, Page } from "./answers.js";
import { bindingOf, decodeCursor, encodeCursor } from "./cursor.js";
import { assertPeriod } from "./day-arguments.js";
import { reasonOf } from "./failure-reason.js";
import { parsePaging, toPage, type Paging } from "./paging.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { tenantInQuestion } from "./tenant-scope.js";

const MOST_DAYS = 3_653;

/** What was read in a tenant, by day, then in the order it began. TENANT_NOT_FOUND outside the scope. */
export function accesses(
  deps: QueryDeps,
  scope: TenantScope,
  input: Parameters<Questions["accesses"]>[1],
): Promise<Page<AccessAnswer>> {
  const { tenantId, from, to } = input;
  const paging = parsePaging(input);
  if (paging.backward) throw invalidInput("last", "cannot be asked of accesses; go on with first and after");
  assertPeriod(input, { today: dayOf(deps.calendar.now()), mostDays: MOST_DAYS });
  const binding = bindingOf("accesses", scope, { tenantId, from, to });
  const after = placeOf(paging, binding);
  return deps.store.read(async (reads) => {
    const { tenantNo } = await tenantInQuestion(reads, scope, tenantId);
    const range = { tenantNo, from, to };
    const rows = await reads.accesses.page(range, after, paging.size + 1);
    const page = toPage(paging, rows, {
      cursorOf: (row) => encodeCursor({ binding, keys: [row.day, row.clientRequestId], watermark: null, pins: null }),
      totalCount: await reads.accesses.count(range),
    });
    return { ...page, nodes: page.nodes.map((row) => toAnswer(tenantId, row)) };
  });
}

function placeOf(paging: Paging, binding: string): { day: SnapshotDate; clientRequestId: Guid } | null {
  if (paging.cursor === null) return null;
  const [day, id] = decodeCursor(paging.argument, paging.cursor, { binding, keys: 2 }).keys.map(String);
  if (day === undefined || id === undefined || !isGuid(id)) throw invalidInput(paging.argument, "is no cursor");
  return { day: day as SnapshotDate, clientRequestId: id as Guid };
}

function toAnswer(tenantId: TenantId, row: AccessRow): AccessAnswer {
  const { day: date, startedAt, finishedAt, failureCode, failureDetail, ...rest } = row;
  return {
    ...rest,
    tenantId,
    date,
    startedAt: new Date(startedAt),
    finishedAt: finishedAt === null ? null : new Date(finishedAt),
    reason: failureCode === null ? null : reasonOf(failureCode),
    detail: failureDetail,
  };
}
