import type { DirectoryUser } from "../../model/directory-user.js";
import type { Guid } from "../../model/guid.js";
import type { Dictionary } from "./dictionary.js";
import type { FencedWriter } from "./fenced-writer.js";
import { applyChanges, openVersions, VersionChanges } from "./user-versions.js";

/** A person whose state is new, changed or unknown; `user` null: gone. */
export interface UserWrite {
  readonly userNo: number;
  readonly entraId: Buffer;
  /** 16 bytes; null when gone. */
  readonly stateHash: Buffer | null;
  readonly user: DirectoryUser | null;
}

const PERSON = {
  table: "person",
  columns: ["tenant_no", "user_no", "entra_id", "state_hash", "hash_seq"],
  key: ["tenant_no", "user_no"],
  updated: ["state_hash", "hash_seq"],
};
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
    await applyChanges(session, writer.dialect, changes, { tenantNo, seq });
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
