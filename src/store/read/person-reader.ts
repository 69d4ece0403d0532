import type { Guid } from "../../model/guid.js";
import type { SnapshotDate } from "../../model/snapshot-date.js";
import { binaryToGuid, guidToBinary } from "../binary.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

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
  first_day: string | null;
  last_day: string | null;
  pruned_day: string | null;
}

/** A day in its highest revision (retired days count: they did see the person). */
const HIGHEST = raw(`NOT EXISTS (SELECT 1 FROM snapshot higher WHERE higher.tenant_no = s.tenant_no
  AND higher.day = s.day AND higher.revision > s.revision)`);

/** Reads who exists. A person whom no sealed day saw does not. */
export function personReader(context: ReadContext) {
  function keyed(keys: readonly PersonKey[]): Fragment {
    return {
      text: `(p.tenant_no, p.entra_id) IN ${context.dialect.tuples(keys.length, 2)}`,
      parameters: keys.flatMap((key) => [key.tenantNo, guidToBinary(key.entraId)]),
    };
  }
  return {
    /** Those of the people asked for who exist, in no order. */
    find: (keys: readonly PersonKey[]): Promise<PersonRow[]> =>
      inChunks(keys, async (chunk) => {
        const rows = await select<Raw>(
          context,
          sql`SELECT p.tenant_no, p.user_no, p.entra_id, MIN(s.day) AS first_day, MAX(s.day) AS last_day,
              MIN(f.day) AS pruned_day
            FROM person p
            LEFT JOIN snapshot f ON f.tenant_no = p.tenant_no AND f.seq = p.first_seq
            LEFT JOIN user_version v ON v.tenant_no = p.tenant_no AND v.user_no = p.user_no
            LEFT JOIN snapshot s ON s.tenant_no = v.tenant_no AND s.seq >= v.from_seq AND s.seq < v.to_seq AND ${HIGHEST}
            WHERE ${keyed(chunk)} GROUP BY p.tenant_no, p.user_no, p.entra_id`,
        );
        return rows.map(toPerson).filter((row) => row !== null);
      }),
    /** Those of the keys that are people of their tenant; cheaper than `find`. */
    existing: (keys: readonly PersonKey[]): Promise<PersonKey[]> =>
      inChunks(keys, async (chunk) => {
        const rows = await select<Raw>(
          context,
          sql`SELECT p.tenant_no, p.entra_id FROM person p WHERE ${keyed(chunk)} AND (p.first_seq IS NOT NULL OR EXISTS (
            SELECT 1 FROM user_version v JOIN snapshot s ON s.tenant_no = v.tenant_no AND s.seq >= v.from_seq
              AND s.seq < v.to_seq WHERE v.tenant_no = p.tenant_no AND v.user_no = p.user_no AND ${HIGHEST}))`,
        );
        return rows.map((row) => ({ tenantNo: row.tenant_no, entraId: binaryToGuid(row.entra_id) }));
      }),
  };
}

export type PersonReader = ReturnType<typeof personReader>;

function toPerson(row: Raw): PersonRow | null {
  const firstSeen = row.pruned_day ?? row.first_day;
  if (firstSeen === null) return null;
  return {
    tenantNo: row.tenant_no,
    userNo: row.user_no,
    entraId: binaryToGuid(row.entra_id),
    firstSeen: firstSeen as SnapshotDate,
    lastSeen: (row.last_day ?? firstSeen) as SnapshotDate,
  };
}
