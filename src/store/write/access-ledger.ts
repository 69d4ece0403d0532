import { AppError } from "../../errors.js";
import type { AccessEnd, AccessRecorder, AccessStart, RecordedAccess } from "../../model/access.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import { guidToBinary } from "../binary.js";
import type { Database } from "../database.js";
import { list } from "../dialect.js";
import { retriedStatement, retriedTransaction } from "./retried-transaction.js";
import { TenantNumbers } from "./tenant-numbers.js";

/** Records removed in one transaction. */
const CHUNK = 500;

/** Writes what is read in customers' tenants: a row before the first request, its end when it is over. */
export class AccessLedger implements AccessRecorder {
  private readonly numbers: TenantNumbers;

  /** `today` is the calendar's day, for what is read outside a run. */
  constructor(
    private readonly database: Database,
    private readonly today: () => SnapshotDate,
  ) {
    this.numbers = new TenantNumbers(database);
  }

  /** TENANT_NOT_FOUND for a tenant that is none of the partner's: it must not be read. */
  async start(access: AccessStart): Promise<RecordedAccess> {
    const tenantNo = await this.insert(access);
    return { finish: (end) => this.finish(tenantNo, access.clientRequestId, end) };
  }

  /** Removes the oldest records of days before `day`, a small transaction at a time; false when none is left. */
  async forgetSome(tenantId: TenantId, day: SnapshotDate): Promise<boolean> {
    const tenantNo = await this.tenantNo(tenantId);
    const forgotten = await retriedTransaction(
      this.database,
      async (session) => {
        const rows = await session.rows<{ client_request_id: Buffer }>(
          `SELECT client_request_id FROM access WHERE tenant_no = ? AND day < ? ORDER BY day LIMIT ${CHUNK}`,
          [tenantNo, day],
        );
        if (rows.length === 0) return 0;
        const ids = rows.map((row) => row.client_request_id);
        const sql = `DELETE FROM access WHERE tenant_no = ? AND client_request_id IN ${list(ids.length)}`;
        return session.run(sql, [tenantNo, ...ids]);
      },
      { repeatable: true },
    );
    return forgotten > 0;
  }

  private async insert(access: AccessStart): Promise<number> {
    const tenantNo = await this.tenantNo(access.tenantId);
    const { principal, run } = access;
    const { dialect } = this.database;
    await retriedStatement(
      this.database,
      `INSERT INTO access (tenant_no, client_request_id, day, run_seq, kind, endpoint, resource, fields, application_id,
         username, object_id, unique_token_identifier, state, started_at, requests, pages, items)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'STARTED', ${dialect.nowMs}, 0, 0, 0)
       ${dialect.onConflict(["tenant_no", "client_request_id"])} started_at = ${dialect.incoming("started_at")}`,
      [
        ...[tenantNo, guidToBinary(access.clientRequestId), run?.day ?? this.today(), run?.seq ?? null],
        ...[access.kind, access.endpoint, access.resource, access.fields.join(" "), principal.applicationId],
        ...[principal.username, principal.objectId, principal.uniqueTokenIdentifier],
      ],
    );
    return tenantNo;
  }

  private async finish(tenantNo: number, clientRequestId: string, end: AccessEnd): Promise<void> {
    const { principal } = end;
    const finished = await retriedStatement(
      this.database,
      `UPDATE access SET state = ?, failure_code = ?, failure_detail = ?, finished_at = ${this.database.dialect.nowMs},
         requests = ?, pages = ?, items = ?, username = ?, object_id = ?, unique_token_identifier = ?
       WHERE tenant_no = ? AND client_request_id = ?`,
      [
        ...[end.state, end.failureCode, end.failureDetail, end.requests, end.pages, end.items],
        ...[principal.username, principal.objectId, principal.uniqueTokenIdentifier],
        ...[tenantNo, guidToBinary(clientRequestId)],
      ],
    );
    if (finished !== 1) throw new AppError("INTERNAL", "the record of an access is gone", { clientRequestId });
  }

  private async tenantNo(tenantId: TenantId): Promise<number> {
    const tenantNo = await this.numbers.of(tenantId);
    if (tenantNo === null) throw new AppError("TENANT_NOT_FOUND", "no tenant to record an access of", { tenantId });
    return tenantNo;
  }
}
