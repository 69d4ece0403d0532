import type { DirectoryUser } from "../../model/directory-user.js";
import { USER_TEXT_FIELDS } from "../../model/imported-fields.js";
import { guidToBinary } from "../binary.js";
import { EXTENSION_COLUMNS, TEXT_COLUMNS } from "../columns.js";
import type { Row, Session } from "../database.js";
import { type Dialect, insertRows, list, OPEN_SEQ } from "../dialect.js";
import { statementChunks } from "./statement-chunks.js";

const VERSION_COLUMNS = [
  "tenant_no",
  "user_no",
  "from_seq",
  "to_seq",
  "manager_id",
  ...TEXT_COLUMNS,
  ...EXTENSION_COLUMNS,
];
const STATE_COLUMNS = ["manager_id", ...TEXT_COLUMNS, ...EXTENSION_COLUMNS];
const LICENSE_COLUMNS = ["tenant_no", "user_no", "sku_no", "from_seq", "to_seq", "plans_no"];

interface OpenLicense {
  readonly user_no: number;
  readonly sku_no: number;
  readonly plans_no: number;
}

function stateOf(user: DirectoryUser): unknown[] {
  const manager = user.managerId === null ? null : guidToBinary(user.managerId);
  return [manager, ...USER_TEXT_FIELDS.map((field) => user.attributes[field]), ...user.extensionAttributes];
}

function same(stored: unknown, incoming: unknown): boolean {
  return Buffer.isBuffer(stored) && Buffer.isBuffer(incoming) ? stored.equals(incoming) : stored === incoming;
}

function sameState(row: Row, state: readonly unknown[]): boolean {
  return STATE_COLUMNS.every((column, index) => same(row[column], state[index]));
}

/** The rows to add and to close so that the open versions say what was read. */
export class VersionChanges {
  readonly closedUsers: number[] = [];
  readonly openedUsers: unknown[][] = [];
  readonly closedLicenses: number[][] = [];
  readonly openedLicenses: number[][] = [];

  constructor(
    private readonly tenantNo: number,
    private readonly seq: number,
  ) {}

  user(userNo: number, open: Row | undefined, user: DirectoryUser | null): void {
    const state = user === null ? null : stateOf(user);
    if (open !== undefined && state !== null && sameState(open, state)) return;
    if (open !== undefined) this.closedUsers.push(userNo);
    if (state !== null) this.openedUsers.push([this.tenantNo, userNo, this.seq, OPEN_SEQ, ...state]);
  }

  licenses(userNo: number, open: readonly OpenLicense[], held: ReadonlyMap<number, number>): void {
    const kept = new Set<number>();
    for (const license of open) {
      if (held.get(license.sku_no) === license.plans_no) kept.add(license.sku_no);
      else this.closedLicenses.push([userNo, license.sku_no]);
    }
    for (const [skuNo, plansNo] of held) {
      if (!kept.has(skuNo)) this.openedLicenses.push([this.tenantNo, userNo, skuNo, this.seq, OPEN_SEQ, plansNo]);
    }
  }
}

async function insert(
  session: Session,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
) {
  for (const chunk of statementChunks(rows)) {
    await session.run(insertRows(table, columns, chunk.length), chunk.flat());
  }
}

/** Closes and opens the versions that differ, within the transaction of `session`. */
export async function applyChanges(
  session: Session,
  dialect: Dialect,
  changes: VersionChanges,
  axis: { tenantNo: number; seq: number },
) {
  const { tenantNo, seq } = axis;
  if (changes.closedUsers.length > 0) {
    await session.run(
      `UPDATE user_version SET to_seq = ? WHERE tenant_no = ? AND to_seq = ${OPEN_SEQ} AND user_no IN ${list(changes.closedUsers.length)}`,
      [seq, tenantNo, ...changes.closedUsers],
    );
  }
  for (let start = 0; start < changes.closedLicenses.length; start += 500) {
    const chunk = changes.closedLicenses.slice(start, start + 500);
    await session.run(
      `UPDATE license_version SET to_seq = ? WHERE to_seq = ${OPEN_SEQ} AND tenant_no = ? AND (user_no, sku_no) IN ${dialect.tuples(chunk.length, 2)}`,
      [seq, tenantNo, ...chunk.flat()],
    );
  }
  await insert(session, "user_version", VERSION_COLUMNS, changes.openedUsers);
  await insert(session, "license_version", LICENSE_COLUMNS, changes.openedLicenses);
}

/** The open versions of these people. */
export async function openVersions(session: Session, tenantNo: number, userNos: readonly number[]) {
  const open = `to_seq = ${OPEN_SEQ} AND user_no IN ${list(userNos.length)}`;
  const users = await session.rows<Row>(
    `SELECT user_no, ${STATE_COLUMNS.join(", ")} FROM user_version WHERE tenant_no = ? AND ${open}`,
    [tenantNo, ...userNos],
  );
  const licenses = await session.rows<OpenLicense>(
    `SELECT user_no, sku_no, plans_no FROM license_version WHERE tenant_no = ? AND ${open}`,
    [tenantNo, ...userNos],
  );
  const licensesOf = new Map<number, OpenLicense[]>();
  for (const row of licenses) {
    const held = licensesOf.get(row.user_no);
    if (held === undefined) licensesOf.set(row.user_no, [row]);
    else held.push(row);
  }
  return { users: new Map(users.map((row) => [row["user_no"] as number, row])), licensesOf };
}
