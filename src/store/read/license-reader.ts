import type { Guid } from "../../model/guid.js";
import { allOf, raw, sql, type Fragment } from "./fragment.js";
import { aliveAt, pinned, type Pin } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";
import { userFilterSql } from "./user-filter-sql.js";
import type { UserSet } from "./user-reader.js";

/** A person holds a SKU on a pinned day. */
export interface HeldLicense {
  readonly userNo: number;
  readonly tenantNo: number;
  readonly skuNo: number;
  readonly plansNo: number;
}

/** How many people hold a SKU of a tenant. */
export interface AssignmentCount {
  readonly tenantNo: number;
  readonly skuNo: number;
  readonly assignments: number;
}

/** An interval in which one person held one SKU. */
export interface LicenseInterval {
  readonly skuNo: number;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Which assignments count: those of the people, without the SKUs left out. */
export interface AssignmentSet extends UserSet {
  readonly skus: { readonly only: readonly number[] | null; readonly without: readonly number[] };
  /** Leaves out what the tenant subscribes to for the company as a whole. */
  readonly withoutCompany: boolean;
}

interface RawCount {
  tenant_no: number;
  sku_no: number;
  people: number;
}

/** Reads assignments: the aggregate where it answers, the licenses themselves where people are chosen. */
export function licenseReader(context: ReadContext) {
  return {
    /** The licenses of a page in one query, whatever its tenants. */
    ofUsers: (users: readonly (Pin & { userNo: number })[]) => readHeld(context, users),
    /** Assignments by tenant and SKU from the aggregate. */
    async counts(pins: readonly Pin[]): Promise<AssignmentCount[]> {
      const source = pinned(context.dialect, pins, "license_count", "c");
      const statement = sql`${source.with}SELECT c.tenant_no, c.sku_no, c.assignments AS people FROM ${source.from}
        WHERE ${source.where} AND c.assignments > 0`;
      return (await select<RawCount>(context, statement)).map(toCount);
    },
    /** Assignments by tenant and SKU of the people a filter lets through. */
    async countsOf(set: UserSet): Promise<AssignmentCount[]> {
      const source = pinned(context.dialect, set.pins, "license_version", "l");
      const statement = sql`${source.with}SELECT l.tenant_no, l.sku_no, COUNT(*) AS people
        FROM ${source.from} ${joinedPeople(set, source.seq)} WHERE ${source.where} AND ${peopleSql(set, source.seq)}
        GROUP BY l.tenant_no, l.sku_no`;
      return (await select<RawCount>(context, statement)).map(toCount);
    },
    /** Distinct people who hold at least one of the SKUs, by tenant. */
    async peopleByTenant(set: AssignmentSet): Promise<{ tenantNo: number; people: number }[]> {
      const source = pinned(context.dialect, set.pins, "license_version", "l");
      const where = allOf([source.where, peopleSql(set, source.seq), ...skusSql(set, source.seq)]);
      const statement = sql`${source.with}SELECT l.tenant_no, COUNT(DISTINCT l.user_no) AS people
        FROM ${source.from} ${joinedPeople(set, source.seq)} WHERE ${where} GROUP BY l.tenant_no`;
      const rows = await select<RawCount>(context, statement);
      return rows.map((row) => ({ tenantNo: row.tenant_no, people: Number(row.people) }));
    },
    /** Every interval of one person. */
    async intervals(tenantNo: number, userNo: number): Promise<LicenseInterval[]> {
      const rows = await select<{ sku_no: number; from_seq: number; to_seq: number }>(
        context,
        sql`SELECT sku_no, from_seq, to_seq FROM license_version
          WHERE tenant_no = ${tenantNo} AND user_no = ${userNo} ORDER BY sku_no, from_seq`,
      );
      return rows.map((row) => ({ skuNo: row.sku_no, fromSeq: row.from_seq, toSeq: row.to_seq }));
    },
  };
}

export type LicenseReader = ReturnType<typeof licenseReader>;

async function readHeld(context: ReadContext, users: readonly (Pin & { userNo: number })[]): Promise<HeldLicense[]> {
  if (users.length === 0) return [];
  const asked: Fragment = {
    text: context.dialect.valuesTable("asked", ["tenant_no", "user_no", "seq"], users.length),
    parameters: users.flatMap((user) => [user.tenantNo, user.userNo, user.seq]),
  };
  const rows = await select<{ tenant_no: number; user_no: number; sku_no: number; plans_no: number }>(
    context,
    sql`${asked} SELECT l.tenant_no, l.user_no, l.sku_no, l.plans_no FROM asked
      CROSS JOIN license_version l ON l.tenant_no = asked.tenant_no AND l.user_no = asked.user_no
      WHERE ${aliveAt("l", raw("asked.seq"))}`,
  );
  return rows.map((row) => ({
    tenantNo: row.tenant_no,
    userNo: row.user_no,
    skuNo: row.sku_no,
    plansNo: row.plans_no,
  }));
}

function joinedPeople(set: UserSet, seq: Fragment): Fragment {
  if (set.filter === null) return raw("");
  return sql`JOIN user_version v ON v.tenant_no = l.tenant_no AND v.user_no = l.user_no AND ${aliveAt("v", seq)}`;
}

function peopleSql(set: UserSet, seq: Fragment): Fragment {
  const skuNo = (skuId: Guid) => set.skuNo(skuId);
  return set.filter === null ? raw("1 = 1") : userFilterSql({ seq, skuNo }, set.filter);
}

function skusSql({ skus, withoutCompany }: AssignmentSet, seq: Fragment): Fragment[] {
  const parts: Fragment[] = [];
  const among = (numbers: readonly number[]) => raw(numbers.length === 0 ? "1 = 0" : `l.sku_no IN (${ints(numbers)})`);
  if (skus.only !== null) parts.push(among(skus.only));
  if (skus.without.length > 0) parts.push(sql`NOT ${among(skus.without)}`);
  if (withoutCompany) {
    parts.push(sql`NOT EXISTS (SELECT 1 FROM sku_version k
      JOIN service_plans sp ON sp.service_plans_no = k.service_plans_no AND sp.assignable = 0
      WHERE k.tenant_no = l.tenant_no AND k.sku_no = l.sku_no AND ${aliveAt("k", seq)})`);
  }
  return parts;
}

/** Numbers of our own dictionary, as literals. */
function ints(numbers: readonly number[]): string {
  return numbers.map((number) => Math.trunc(number)).join(",");
}

function toCount(row: RawCount): AssignmentCount {
  return { tenantNo: row.tenant_no, skuNo: row.sku_no, assignments: Number(row.people) };
}
