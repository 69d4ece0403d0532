import type { Guid } from "../../model/guid.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { binaryToGuid, guidToBinary } from "../binary.js";
import { sql, type Fragment } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";
import { readSeenDays, type Life } from "./seen-days.js";

/** A person by Microsoft's id in one tenant. */
export interface PersonKey {
  readonly tenantNo: number;
  readonly entraId: Guid;
}

/** A person whom at least one sealed day saw, with the first and the last of those days. */
export interface PersonRow extends PersonKey {
  readonly userNo: number;
  readonly firstSeen: SnapshotDate;
  readonly lastSeen: SnapshotDate;
}

interface Raw {
  tenant_no: number;
  user_no: number;
  entra_id: Buffer;
  pruned_day: string | null;
  from_seq: number | null;
  to_seq: number | null;
}

/** Reads who exists. A person whom no sealed day saw does not. */
export function personReader(context: ReadContext) {
  function keyed(keys: readonly PersonKey[]): Fragment {
    return {
      text: `(p.tenant_no, p.entra_id) IN ${context.dialect.tuples(keys.length, 2)}`,
      parameters: keys.flatMap((key) => [key.tenantNo, guidToBinary(key.entraId)]),
    };
  }
  async function lives(chunk: readonly PersonKey[]): Promise<PersonLife[]> {
    const rows = await select<Raw>(
      context,
      sql`SELECT p.tenant_no, p.user_no, p.entra_id, f.day AS pruned_day, v.from_seq, v.to_seq FROM person p
        LEFT JOIN snapshot f ON f.tenant_no = p.tenant_no AND f.seq = p.first_seq
        LEFT JOIN user_version v ON v.tenant_no = p.tenant_no AND v.user_no = p.user_no
        WHERE ${keyed(chunk)} ORDER BY p.tenant_no, p.user_no, v.from_seq`,
    );
    return livesOf(rows);
  }
  return {
    /** Those of the people asked for who exist, in no order. */
    find: (keys: readonly PersonKey[]): Promise<PersonRow[]> =>
      inChunks(keys, async (chunk) => {
        const people = await lives(chunk);
        const first = await readSeenDays(context, people, "first");
        const last = await readSeenDays(context, people, "last");
        return people.flatMap((person) => {
          const firstSeen = person.prunedDay ?? first.get(person);
          if (firstSeen === undefined) return [];
          const { tenantNo, userNo, entraId } = person;
          return [{ tenantNo, userNo, entraId, firstSeen, lastSeen: last.get(person) ?? firstSeen }];
        });
      }),
    /** Those of the keys that are people of their tenant; cheaper than `find`. */
    existing: (keys: readonly PersonKey[]): Promise<PersonKey[]> =>
      inChunks(keys, async (chunk) => {
        const people = await lives(chunk);
        const unknown = people.filter(({ prunedDay }) => prunedDay === null);
        const seen = await readSeenDays(context, unknown, "first");
        const existing = people.filter((person) => person.prunedDay !== null || seen.has(person));
        return existing.map(({ tenantNo, entraId }) => ({ tenantNo, entraId }));
      }),
  };
}

export type PersonReader = ReturnType<typeof personReader>;

type PersonLife = Life & Pick<PersonRow, "userNo" | "entraId"> & { readonly prunedDay: SnapshotDate | null };

/** One for each person; the rows of a person come together. */
function livesOf(rows: readonly Raw[]): PersonLife[] {
  const lives: (PersonLife & { readonly stays: { from: number; to: number }[] })[] = [];
  for (const { tenant_no: tenantNo, user_no: userNo, entra_id, pruned_day, from_seq, to_seq } of rows) {
    let life = lives.at(-1);
    if (life?.tenantNo !== tenantNo || life.userNo !== userNo) {
      const prunedDay = pruned_day as SnapshotDate | null;
      lives.push((life = { tenantNo, userNo, entraId: binaryToGuid(entra_id), prunedDay, stays: [] }));
    }
    if (from_seq !== null && to_seq !== null) life.stays.push({ from: from_seq, to: to_seq });
  }
  return lives;
}
