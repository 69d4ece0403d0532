import type { FoldingStep } from "../../model/case-folding.js";
import type { Guid } from "../../model/guid.js";
import { binaryToGuid } from "../binary.js";
import { raw, sql, join, type Fragment } from "./fragment.js";
import { afterKey, orderBy, type KeyValue, type SortColumn } from "./keyset.js";
import { pinned, pinnedByKey, type Pin } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";
import { columnOf } from "../columns.js";
import { STATE_COLUMNS, toState, type RawState } from "./user-columns.js";
import { containsSql, foldedSql, userFilterSql, type UserCondition } from "./user-filter-sql.js";
import type { UserTextField } from "../../model/imported-fields.js";

/** One person's state as it is kept. */
export interface UserRow {
  readonly tenantNo: number;
  readonly userNo: number;
  readonly entraId: Guid;
  readonly managerId: Guid | null;
  readonly attributes: Readonly<Record<UserTextField, string | null>>;
  readonly extensionAttributes: readonly (string | null)[];
}

/** Which people of the pinned days. */
export interface UserSet {
  readonly pins: readonly Pin[];
  readonly filter: UserCondition | null;
  /** The numbers of the SKUs the filter names. */
  readonly skuNo: (skuId: Guid) => number | undefined;
}

/** A stretch of them: `key` is the row it starts behind (in front of, when backward). */
export interface UserPage {
  readonly order: readonly { readonly field: UserTextField; readonly direction: "ASC" | "DESC" }[];
  readonly key: readonly KeyValue[] | null;
  readonly backward: boolean;
  readonly limit: number;
}

/** A text of a person's state: a published field, or an extension attribute by its number. */
export type TextColumn = UserTextField | number;

type RawUser = RawState & { readonly tenant_no: number; readonly user_no: number; readonly entra_id: Buffer };

const COLUMNS = raw(["v.tenant_no", "v.user_no", ...STATE_COLUMNS.map((column) => `v.${column}`)].join(", "));

/** Reads people on their days. */
export function userReader(context: ReadContext) {
  return {
    /** Rows in reading order of the request: reversed when backward. */
    async page(set: UserSet, page: UserPage): Promise<UserRow[]> {
      const source = inKeyOrder(set.pins, page)
        ? pinnedByKey(context.dialect, set.pins, "user_version", "v")
        : pinned(context.dialect, set.pins, "user_version", "v");
      const { columns, key } = sortOf(set.pins, page);
      const where = [source.where, ...filterOf(set, source.seq)];
      if (key !== null) where.push(afterKey(columns, key, page.backward));
      const statement = sql`${source.with}SELECT ${COLUMNS}, p.entra_id FROM ${source.from}
        JOIN person p ON p.tenant_no = v.tenant_no AND p.user_no = v.user_no
        WHERE ${join(where, " AND ")} ORDER BY ${orderBy(columns, page.backward)} LIMIT ${raw(String(page.limit))}`;
      return (await select<RawUser>(context, statement)).map(toUser);
    },
    async count(set: UserSet): Promise<number> {
      const source = pinned(context.dialect, set.pins, "user_version", "v");
      const where = join([source.where, ...filterOf(set, source.seq)], " AND ");
      const statement = sql`${source.with}SELECT COUNT(*) AS people FROM ${source.from} WHERE ${where}`;
      return Number((await select<{ people: number }>(context, statement))[0]?.people ?? 0);
    },
    /** The different texts of a column on the pinned days; those with `part` in them after the replacements, at most `most`. */
    async texts(
      pins: readonly Pin[],
      column: TextColumn,
      { part, folding, most }: { part: string; folding: readonly FoldingStep[]; most: number },
    ): Promise<string[]> {
      const source = pinned(context.dialect, pins, "user_version", "v");
      const name = raw(`v.${nameOf(column)}`);
      const where = sql`${source.where} AND ${name} IS NOT NULL AND ${containsSql(foldedSql(name, folding), part)}`;
      const statement = sql`${source.with}SELECT DISTINCT ${name} AS value FROM ${source.from} WHERE ${where}
        LIMIT ${raw(String(most))}`;
      return (await select<{ value: string }>(context, statement)).map((row) => row.value);
    },
    /** One person on one day; null when absent that day. */
    async one(pin: Pin, userNo: number): Promise<UserRow | null> {
      const source = pinned(context.dialect, [pin], "user_version", "v");
      const statement = sql`SELECT ${COLUMNS}, p.entra_id FROM ${source.from}
        JOIN person p ON p.tenant_no = v.tenant_no AND p.user_no = v.user_no
        WHERE ${source.where} AND v.user_no = ${userNo}`;
      return (await select<RawUser>(context, statement)).map(toUser)[0] ?? null;
    },
  };
}

export type UserReader = ReturnType<typeof userReader>;

const TENANT: SortColumn = { name: "v.tenant_no", direction: "ASC", nullable: false };
const USER: SortColumn = { name: "v.user_no", direction: "ASC", nullable: false };

/** The primary key gives such a page its order; without statistics a server would look for the day first, and sort everybody. */
function inKeyOrder(pins: readonly Pin[], { order }: UserPage): boolean {
  return pins.length === 1 && order.length === 0;
}

/** Within one tenant its number is no part of the order, so that the key is a plain range of the primary key. */
function sortOf(pins: readonly Pin[], page: UserPage): { columns: SortColumn[]; key: readonly KeyValue[] | null } {
  const asked = page.order.map(({ field, direction }) => ({ name: `v.${columnOf(field)}`, direction, nullable: true }));
  if (pins.length !== 1) return { columns: [...asked, TENANT, USER], key: page.key };
  return { columns: [...asked, USER], key: page.key?.toSpliced(page.order.length, 1) ?? null };
}

function nameOf(column: TextColumn): string {
  return typeof column === "number" ? `extension_attribute_${column}` : columnOf(column);
}

function filterOf(set: UserSet, seq: Fragment): Fragment[] {
  return set.filter === null ? [] : [userFilterSql({ seq, skuNo: set.skuNo }, set.filter)];
}

function toUser(row: RawUser): UserRow {
  const { managerId, attributes, extensionAttributes } = toState(row);
  return {
    tenantNo: row.tenant_no,
    userNo: row.user_no,
    entraId: binaryToGuid(row.entra_id),
    managerId,
    attributes,
    extensionAttributes,
  };
}
