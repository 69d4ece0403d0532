import type { Guid } from "../../model/guid.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { binaryToGuid, guidToBinary } from "../binary.js";
import { sql, type Fragment } from "./fragment.js";
import type { Interval } from "./interval-reader.js";
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
  /** Who was never seen is left out. */
  async function firstSeen(people: readonly PersonLife[]): Promise<Map<PersonLife, SnapshotDate>> {
    const unpruned = people.filter(({ prunedDay }) => prunedDay === null);
    const seen = await readSeenDays(context, unpruned, "first");
    return new Map(
      people.flatMap((person) => {
        const day = person.prunedDay ?? seen.get(person);
        return day === undefined ? [] : [[person, day] as const];
      }),
    );
  }
  return {
    /** Those of the people asked for who exist, in no order. */
    find: (keys: readonly PersonKey[]): Promise<PersonRow[]> =>
      inChunks(keys, async (chunk) => {
        const first = await firstSeen(await lives(chunk));
        const last = await readSeenDays(context, [...first.keys()], "last");
        return [...first].map(([person, firstDay]) => {
          const { tenantNo, userNo, entraId } = person;
          return { tenantNo, userNo, entraId, firstSeen: firstDay, lastSeen: last.get(person) ?? firstDay };
        });
      }),
    /** Those of the keys that are people of their tenant; cheaper than `find`. */
    existing: (keys: readonly PersonKey[]): Promise<PersonKey[]> =>
      inChunks(keys, async (chunk) => {
        const first = await firstSeen(await lives(chunk));
        return [...first.keys()].map(({ tenantNo, entraId }) => ({ tenantNo, entraId }));
      }),
  };
}

export type PersonReader = ReturnType<typeof personReader>;

type PersonLife = Life & Pick<PersonRow, "userNo" | "entraId"> & { readonly prunedDay: SnapshotDate | null };

/** One for each person; the rows of a person come together. */
function livesOf(rows: readonly Raw[]): PersonLife[] {
  const lives: (PersonLife & { readonly versions: Interval[] })[] = [];
  for (const { tenant_no: tenantNo, user_no: userNo, entra_id, pruned_day, from_seq: fromSeq, to_seq: toSeq } of rows) {
    let life = lives.at(-1);
    if (life?.tenantNo !== tenantNo || life.userNo !== userNo) {
      const prunedDay = pruned_day as SnapshotDate | null;
      lives.push((life = { tenantNo, userNo, entraId: binaryToGuid(entra_id), prunedDay, versions: [] }));
    }
    if (fromSeq !== null && toSeq !== null) life.versions.push({ tenantNo, fromSeq, toSeq });
  }
  return lives;
}
