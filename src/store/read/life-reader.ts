import type { Grouped } from "../../model/group-key.js";
import type { Guid } from "../../model/guid.js";
import type { UserTextField } from "../../model/imported-fields.js";
import { binaryToGuid } from "../binary.js";
import { columnOf } from "../columns.js";
import { raw, sql, type Fragment } from "./fragment.js";
import { overlaps, toInterval, withSpans, type Interval, type Span } from "./interval-reader.js";
import { select, type ReadContext } from "./read-context.js";

/** Some people of some tenants, by their numbers: from `from` up to and without `to`. */
export interface LifeChunk {
  readonly spans: readonly Span[];
  readonly from: number;
  readonly to: number;
}

/** What is to be known of their states. */
export interface StateParts {
  readonly fields: readonly UserTextField[];
  readonly extensions: readonly number[];
  /** Who manages them, and their own ids. */
  readonly ids: boolean;
}

/** A license as long as somebody held it. */
export interface HeldInterval extends Interval {
  readonly userNo: number;
  readonly skuNo: number;
}

/** A person's state as long as it was the same; only the parts asked for are in it, the rest is null or missing. */
export interface StateInterval extends Interval {
  readonly userNo: number;
  readonly entraId: Guid | null;
  readonly state: Grouped;
}

type RawState = Record<string, string | null> & {
  tenant_no: number;
  user_no: number;
  from_seq: number;
  to_seq: number;
  entra_id?: Buffer;
  manager_id?: Buffer | null;
};

/** Reads people's lives within spans of sequences, some people at a time. */
export function lifeReader(context: ReadContext) {
  return {
    async licenses(chunk: LifeChunk, only: readonly number[] | null): Promise<HeldInterval[]> {
      const skus = only === null ? raw("1 = 1") : raw(among("l.sku_no", only));
      const rows = await select<{
        tenant_no: number;
        user_no: number;
        sku_no: number;
        from_seq: number;
        to_seq: number;
      }>(
        context,
        sql`${withSpans(context, chunk.spans)} SELECT l.tenant_no, l.user_no, l.sku_no, l.from_seq, l.to_seq
          FROM span CROSS JOIN license_version l ON l.tenant_no = span.tenant_no
          WHERE ${usersOf(chunk, "l")} AND ${overlaps("l", "span")} AND ${skus}`,
      );
      return rows.map((row) => ({ ...toInterval(row), userNo: row.user_no, skuNo: row.sku_no }));
    },
    async states(chunk: LifeChunk, parts: StateParts): Promise<StateInterval[]> {
      const columns = [...parts.fields.map(columnOf), ...parts.extensions.map((n) => `extension_attribute_${n}`)];
      const asked = [...columns.map((column) => `, v.${column}`), parts.ids ? ", v.manager_id, p.entra_id" : ""].join(
        "",
      );
      const people = parts.ids ? "JOIN person p ON p.tenant_no = v.tenant_no AND p.user_no = v.user_no" : "";
      const rows = await select<RawState>(
        context,
        sql`${withSpans(context, chunk.spans)} SELECT v.tenant_no, v.user_no, v.from_seq, v.to_seq${raw(asked)}
          FROM span CROSS JOIN user_version v ON v.tenant_no = span.tenant_no ${raw(people)}
          WHERE ${usersOf(chunk, "v")} AND ${overlaps("v", "span")}`,
      );
      return rows.map((row) => toState(row, parts));
    },
  };
}

export type LifeReader = ReturnType<typeof lifeReader>;

function usersOf({ from, to }: LifeChunk, alias: string): Fragment {
  return sql`${raw(`${alias}.user_no`)} >= ${from} AND ${raw(`${alias}.user_no`)} < ${to}`;
}

function among(column: string, numbers: readonly number[]): string {
  return numbers.length === 0 ? "1 = 0" : `${column} IN (${numbers.map((no) => Math.trunc(no)).join(",")})`;
}

function toState(row: RawState, { fields, extensions }: StateParts): StateInterval {
  const attributes: Partial<Record<UserTextField, string | null>> = {};
  for (const field of fields) attributes[field] = row[columnOf(field)] ?? null;
  const extensionAttributes: (string | null)[] = [];
  for (const n of extensions) extensionAttributes[n - 1] = row[`extension_attribute_${n}`] ?? null;
  const guidOf = (bytes: Buffer | null | undefined) => (bytes ? binaryToGuid(bytes) : null);
  const managerId = guidOf(row.manager_id);
  return {
    ...toInterval(row),
    userNo: row.user_no,
    entraId: guidOf(row.entra_id),
    state: { attributes: attributes as Grouped["attributes"], extensionAttributes, managerId },
  };
}
