import type { Guid } from "../../model/guid.js";
import { binaryToGuid, guidToBinary } from "../binary.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { aliveAt, pinned, type Pin } from "./pin.js";
import { inChunks, select, type ReadContext } from "./read-context.js";

/** Somebody who is a manager on a pinned day, with their own manager. */
export interface ManagerRow extends Pin {
  readonly entraId: Guid;
  readonly managerId: Guid | null;
}

/** A manager to be named, on a pinned day. */
export interface NameKey extends Pin {
  readonly entraId: Guid;
}

interface Raw {
  tenant_no: number;
  seq: number;
  entra_id: Buffer;
  manager_id: Buffer | null;
}

/** Reads who manages whom. */
export function managerReader(context: ReadContext) {
  return {
    /** Every person of the pinned days who is somebody's manager: as many rows as managers, not as people. */
    async all(pins: readonly Pin[]): Promise<ManagerRow[]> {
      const source = pinned(context.dialect, pins, "user_version", "v");
      const several = pins.length > 1;
      const seq = several ? raw("boss.seq") : source.seq;
      const statement = sql`${source.with}SELECT p.tenant_no, ${seq} AS seq, p.entra_id, m.manager_id
        FROM (SELECT DISTINCT v.tenant_no, v.manager_id${raw(several ? ", pin.seq" : "")} FROM ${source.from}
          WHERE ${source.where} AND v.manager_id IS NOT NULL) boss
        JOIN person p ON p.tenant_no = boss.tenant_no AND p.entra_id = boss.manager_id
        JOIN user_version m ON m.tenant_no = p.tenant_no AND m.user_no = p.user_no AND ${aliveAt("m", seq)}`;
      return (await select<Raw>(context, statement)).map(toManager);
    },
    /** The display names of people on their pinned days; nobody for an id that is no person of the tenant that day. */
    names: (keys: readonly NameKey[]): Promise<{ entraId: Guid; name: string | null }[]> =>
      inChunks(keys, async (chunk) => {
        const rows = await select<{ entra_id: Buffer; display_name: string | null }>(
          context,
          sql`${asked(context, chunk)} SELECT p.entra_id, v.display_name FROM asked
            CROSS JOIN person p ON p.tenant_no = asked.tenant_no AND p.entra_id = asked.entra_id
            JOIN user_version v ON v.tenant_no = p.tenant_no AND v.user_no = p.user_no
            WHERE ${aliveAt("v", raw("asked.seq"))}`,
        );
        return rows.map((row) => ({ entraId: binaryToGuid(row.entra_id), name: row.display_name }));
      }),
  };
}

export type ManagerReader = ReturnType<typeof managerReader>;

function asked(context: ReadContext, keys: readonly NameKey[]): Fragment {
  return {
    text: context.dialect.valuesTable("asked", ["tenant_no", "entra_id", "seq"], keys.length),
    parameters: keys.flatMap((key) => [key.tenantNo, guidToBinary(key.entraId), key.seq]),
  };
}

function toManager(row: Raw): ManagerRow {
  return {
    tenantNo: row.tenant_no,
    seq: Number(row.seq),
    entraId: binaryToGuid(row.entra_id),
    managerId: row.manager_id === null ? null : binaryToGuid(row.manager_id),
  };
}
