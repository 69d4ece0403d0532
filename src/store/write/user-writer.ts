import type { DirectoryUser } from "../../model/directory-user.js";
import type { Guid } from "../../model/guid.js";
import { USER_TEXT_FIELDS } from "../../model/imported-fields.js";
import { guidToBinary } from "../binary.js";
import { EXTENSION_COLUMNS, TEXT_COLUMNS } from "../columns.js";
import type { Row, Session } from "../database.js";
import { type Dialect, insertRows, list, OPEN_SEQ } from "../dialect.js";
import type { Dictionary } from "./dictionary.js";
import type { FencedWriter } from "./fenced-writer.js";

/** A person whose state is new, changed or unknown; `user` null: gone. */
export interface UserWrite {
  readonly userNo: number;
  readonly entraId: Buffer;
  /** 16 bytes; null when gone. */
  readonly stateHash: Buffer | null;
  readonly user: DirectoryUser | null;
}

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
const PERSON = {
  table: "person",
  columns: ["tenant_no", "user_no", "entra_id", "state_hash", "hash_seq"],
  key: ["tenant_no", "user_no"],
  updated: ["state_hash", "hash_seq"],
};
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
class VersionChanges {
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
  const size = 500;
  for (let start = 0; start < rows.length; start += size) {
    const chunk = rows.slice(start, start + size);
    await session.run(insertRows(table, columns, chunk.length), chunk.flat());
  }
}

async function apply(
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

async function openVersions(session: Session, tenantNo: number, userNos: readonly number[]) {
  const where = `tenant_no = ? AND to_seq = ${OPEN_SEQ} AND user_no IN ${list(userNos.length)}`;
  const users = await session.rows<Row>(
    `SELECT user_no, ${STATE_COLUMNS.join(", ")} FROM user_version WHERE ${where}`,
    [tenantNo, ...userNos],
  );
  const licenses = await session.rows<OpenLicense>(
    `SELECT user_no, sku_no, plans_no FROM license_version WHERE ${where}`,
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

/** Writes a batch of people (a few hundred) in one fenced transaction: versions, and the head's hash with its sequence. */
export async function writeUsers(
  writer: FencedWriter,
  dictionary: Dictionary,
  batch: readonly UserWrite[],
  nextUserNo: number,
): Promise<void> {
  if (batch.length === 0) return;
  const held = await heldLicenses(dictionary, batch);
  const { tenantNo, seq } = writer.lease;
  await writer.transaction(async (session) => {
    const userNos = batch.map((write) => write.userNo);
    const open = await openVersions(session, tenantNo, userNos);
    const changes = new VersionChanges(tenantNo, seq);
    batch.forEach((write, index) => {
      changes.user(write.userNo, open.users.get(write.userNo), write.user);
      changes.licenses(write.userNo, open.licensesOf.get(write.userNo) ?? [], held[index] ?? new Map());
    });
    await apply(session, writer.dialect, changes, { tenantNo, seq });
    const people = batch.flatMap((write) => [tenantNo, write.userNo, write.entraId, write.stateHash, seq]);
    await session.run(writer.dialect.upsert(PERSON, batch.length), people);
    await session.run("UPDATE tenant SET next_user_no = ? WHERE tenant_no = ? AND next_user_no < ?", [
      nextUserNo,
      tenantNo,
      nextUserNo,
    ]);
  });
}

async function heldLicenses(dictionary: Dictionary, batch: readonly UserWrite[]): Promise<Map<number, number>[]> {
  const licenses = batch.flatMap((write) => write.user?.licenses ?? []);
  const skuNo = await dictionary.skus(licenses.map((license) => license.skuId));
  const plansNo = await dictionary.disabledPlans(licenses.map((license) => license.disabledPlans));
  return batch.map(
    (write) =>
      new Map(
        (write.user?.licenses ?? []).map((license) => [numberOf(skuNo, license.skuId), plansNo(license.disabledPlans)]),
      ),
  );
}

function numberOf(numbers: ReadonlyMap<Guid, number>, skuId: Guid): number {
  const number = numbers.get(skuId);
  if (number === undefined) throw new Error("a SKU without a number");
  return number;
}
