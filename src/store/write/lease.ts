import { randomBytes } from "node:crypto";
import type { Session } from "../database.js";
import type { Dialect } from "../dialect.js";

/** The right to write one tenant: the fence number, a random token that makes it unique, and the last write's number. */
export interface Lease {
  readonly tenantNo: number;
  readonly fence: number;
  readonly token: Buffer;
  readonly milliseconds: number;
  /** The sequence of this run; never used twice. */
  readonly seq: number;
  /** The last complete sequence before this run. */
  readonly completeSeq: number;
  readonly nextUserNo: number;
  writeNo: number;
}

interface TenantAxis {
  readonly fence: number;
  readonly write_no: number;
  readonly next_seq: number;
  readonly complete_seq: number;
  readonly next_user_no: number;
}

export interface LeaseRequest {
  readonly tenantNo: number;
  readonly owner: string;
  readonly milliseconds: number;
  /** The token of an attempt whose COMMIT got no answer: what it may have taken is taken again. */
  readonly token?: Buffer;
}

/** Takes the lease and the next sequence in one conditional UPDATE by the database's clock; null: another holds it. */
export async function takeLease(session: Session, dialect: Dialect, request: LeaseRequest): Promise<Lease | null> {
  const { tenantNo, owner, milliseconds } = request;
  const token = request.token ?? randomBytes(16);
  const taken = await session.run(
    `UPDATE tenant SET fence = fence + 1, write_no = write_no + 1, next_seq = next_seq + 1, lease_owner = ?, lease_token = ?,
       lease_until = ${dialect.nowMs} + ? WHERE tenant_no = ? AND (lease_until < ${dialect.nowMs} OR lease_token = ?)`,
    [owner, token, milliseconds, tenantNo, token],
  );
  if (taken !== 1) return null;
  const [axis] = await session.rows<TenantAxis>(
    "SELECT fence, write_no, next_seq, complete_seq, next_user_no FROM tenant WHERE tenant_no = ?",
    [tenantNo],
  );
  if (axis === undefined) return null;
  return {
    tenantNo,
    token,
    milliseconds,
    fence: axis.fence,
    writeNo: axis.write_no,
    seq: axis.next_seq - 1,
    completeSeq: axis.complete_seq,
    nextUserNo: axis.next_user_no,
  };
}

/** The fence every write transaction begins with: it changes the row, renews the lease, and matches one row or nothing. */
export async function passFence(session: Session, dialect: Dialect, lease: Lease): Promise<boolean> {
  const matched = await session.run(
    `UPDATE tenant SET write_no = ?, lease_until = ${dialect.nowMs} + ?
     WHERE tenant_no = ? AND fence = ? AND lease_token = ? AND write_no = ? AND lease_until > ${dialect.nowMs}`,
    [lease.writeNo + 1, lease.milliseconds, lease.tenantNo, lease.fence, lease.token, lease.writeNo],
  );
  return matched === 1;
}

/** What became of a COMMIT that got no answer. */
export type Witness = "applied" | "not-applied" | "lost";

/**
 * Asks the tenant row, in another transaction, whether write `lease.writeNo + 1` was applied. It locks the row: a COMMIT that the
 * server still works on holds that lock, and its outcome is waited for.
 */
export async function askWitness(session: Session, dialect: Dialect, lease: Lease): Promise<Witness> {
  const [row] = await session.rows<{ fence: number; lease_token: Buffer | null; write_no: number }>(
    `SELECT fence, lease_token, write_no FROM tenant WHERE tenant_no = ? ${dialect.lockRow}`,
    [lease.tenantNo],
  );
  if (row === undefined || row.fence !== lease.fence || !row.lease_token?.equals(lease.token)) return "lost";
  return row.write_no === lease.writeNo + 1 ? "applied" : "not-applied";
}
