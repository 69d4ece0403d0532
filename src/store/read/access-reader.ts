import type { AccessKind, AccessState } from "../../model/access.js";
import type { FailureCode } from "../../model/failure.js";
import type { Guid } from "../../model/guid.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { binaryToGuid, guidToBinary } from "../binary.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { select, type ReadContext } from "./read-context.js";

/** One access of a tenant as the ledger has it; instants in milliseconds. */
export interface AccessRow {
  readonly clientRequestId: Guid;
  readonly day: SnapshotDate;
  readonly kind: AccessKind;
  readonly endpoint: string;
  readonly resource: string;
  readonly fields: readonly string[];
  readonly applicationId: string;
  readonly username: string | null;
  readonly objectId: string | null;
  readonly uniqueTokenIdentifier: string | null;
  readonly state: AccessState;
  readonly failureCode: FailureCode | null;
  readonly failureDetail: string | null;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly requests: number;
  readonly pages: number;
  readonly items: number;
}

/** The days of a tenant's ledger that a question is about, both ends included. */
export interface AccessRange {
  readonly tenantNo: number;
  readonly from: SnapshotDate;
  readonly to: SnapshotDate;
}

interface Raw {
  client_request_id: Buffer;
  day: string;
  kind: string;
  endpoint: string;
  resource: string;
  fields: string;
  application_id: string;
  username: string | null;
  object_id: string | null;
  unique_token_identifier: string | null;
  state: string;
  failure_code: string | null;
  failure_detail: string | null;
  started_at: number;
  finished_at: number | null;
  requests: number;
  pages: number;
  items: number;
}

const COLUMNS = raw(
  `client_request_id, day, kind, endpoint, resource, fields, application_id, username, object_id, unique_token_identifier,
   state, failure_code, failure_detail, started_at, finished_at, requests, pages, items`,
);

/** Reads the access ledger of one tenant. */
export function accessReader(context: ReadContext) {
  return {
    /** In the order they began, by day; behind `after` where it is given. */
    page: async (
      range: AccessRange,
      after: { readonly day: SnapshotDate; readonly clientRequestId: Guid } | null,
      limit: number,
    ): Promise<AccessRow[]> => {
      const behind =
        after === null
          ? raw("1 = 1")
          : sql`(day > ${after.day} OR (day = ${after.day} AND client_request_id > ${guidToBinary(after.clientRequestId)}))`;
      const rows = await select<Raw>(
        context,
        sql`SELECT ${COLUMNS} FROM access WHERE tenant_no = ${range.tenantNo} AND ${within(range)} AND ${behind}
          ORDER BY day, client_request_id LIMIT ${raw(String(limit))}`,
      );
      return rows.map(toAccess);
    },
    count: async (range: AccessRange): Promise<number> => {
      const [row] = await select<{ n: number }>(
        context,
        sql`SELECT COUNT(client_request_id) AS n FROM access WHERE tenant_no = ${range.tenantNo} AND ${within(range)}`,
      );
      return Number(row?.n ?? 0);
    },
  };
}

export type AccessReader = ReturnType<typeof accessReader>;

function within({ from, to }: AccessRange): Fragment {
  return sql`day >= ${from} AND day <= ${to}`;
}

function toAccess(row: Raw): AccessRow {
  return {
    clientRequestId: binaryToGuid(row.client_request_id),
    day: row.day as SnapshotDate,
    kind: row.kind as AccessKind,
    endpoint: row.endpoint,
    resource: row.resource,
    fields: row.fields.split(" "),
    applicationId: row.application_id,
    username: row.username,
    objectId: row.object_id,
    uniqueTokenIdentifier: row.unique_token_identifier,
    state: row.state as AccessState,
    failureCode: row.failure_code as FailureCode | null,
    failureDetail: row.failure_detail,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    requests: row.requests,
    pages: row.pages,
    items: row.items,
  };
}
