import { AppError } from "../../errors.js";
import type { AccessEnd, AccessRecorder, AccessStart, RecordedAccess } from "../../model/access.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import type { TenantId } from "../../model/tenant.js";
import { guidToBinary } from "../binary.js";
import type { Database, Session } from "../database.js";
import { retriedTransaction } from "./retried-transaction.js";

/** Writes what is read in customers' tenants: a row before the first request, its end when it is over. */
export class AccessLedger implements AccessRecorder {
  /** `today` is the calendar's day, for what is read outside a run. */
  constructor(
    private readonly database: Database,
    private readonly today: () => SnapshotDate,
  ) {}

  /** TENANT_NOT_FOUND for a tenant that is none of the partner's: it must not be read. */
  async start(access: AccessStart): Promise<RecordedAccess> {
    const tenantNo = await retriedTransaction(this.database, (session) => this.insert(session, access));
    return { finish: (end) => this.finish(tenantNo, access.clientRequestId, end) };
  }

  private async insert(session: Session, access: AccessStart): Promise<number> {
    const tenantNo = await tenantNoOf(session, access.tenantId);
    const { principal, run } = access;
    await session.run(
      `INSERT INTO access (tenant_no, client_request_id, day, run_seq, kind, endpoint, resource, fields, application_id,
         username, object_id, unique_token_identifier, state, started_at, requests, pages, items)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'STARTED', ${this.database.dialect.nowMs}, 0, 0, 0)`,
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
    const finished = await retriedTransaction(this.database, (session) =>
      session.run(
        `UPDATE access SET state = ?, failure_code = ?, failure_detail = ?, finished_at = ${this.database.dialect.nowMs},
           requests = ?, pages = ?, items = ?, username = ?, object_id = ?, unique_token_identifier = ?
         WHERE tenant_no = ? AND client_request_id = ?`,
        [
          ...[end.state, end.failureCode, end.failureDetail, end.requests, end.pages, end.items],
          ...[principal.username, principal.objectId, principal.uniqueTokenIdentifier],
          ...[tenantNo, guidToBinary(clientRequestId)],
        ],
      ),
    );
    if (finished !== 1) throw new AppError("INTERNAL", "the record of an access is gone", { clientRequestId });
  }
}

/** Where it is written, not where it is read: a replica may not know a new tenant yet. */
async function tenantNoOf(session: Session, tenantId: TenantId): Promise<number> {
  const [row] = await session.rows<{ tenant_no: number }>("SELECT tenant_no FROM tenant WHERE entra_tenant_id = ?", [
    tenantId,
  ]);
  if (row === undefined) throw new AppError("TENANT_NOT_FOUND", "no tenant to record an access of", { tenantId });
  return row.tenant_no;
}
