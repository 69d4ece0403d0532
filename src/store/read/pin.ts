import type { Dialect } from "../dialect.js";
import { raw, sql, type Fragment } from "./fragment.js";

/** One tenant at one sealed sequence: what every statement on a tenant's days is bound to. */
export interface Pin {
  readonly tenantNo: number;
  readonly seq: number;
}

/** The parts of a statement that reads `alias` at the pins. */
export interface Pinned {
  readonly with: Fragment;
  readonly from: Fragment;
  readonly where: Fragment;
  /** The sequence of the row's tenant, for further joins and subqueries. */
  readonly seq: Fragment;
}

/**
 * Reads `table` as it stood at the pins. One pin needs no join, so that the primary key gives the order;
 * CROSS JOIN makes the embedded database begin with the pins.
 */
export function pinned(dialect: Dialect, pins: readonly Pin[], table: string, alias: string): Pinned {
  return pinnedSource(dialect, pins, { alias, source: raw(`${table} ${alias}`) });
}

/** The same by the primary key, where a server would take an index on one end of the intervals for better. */
export function pinnedByKey(dialect: Dialect, pins: readonly Pin[], table: string, alias: string): Pinned {
  return pinnedSource(dialect, pins, { alias, source: raw(`${table} ${alias} ${dialect.byPrimaryKey}`) });
}

function pinnedSource(
  dialect: Dialect,
  pins: readonly Pin[],
  { alias, source }: { readonly alias: string; readonly source: Fragment },
): Pinned {
  const [only] = pins;
  if (only === undefined) return { with: raw(""), from: source, where: raw("1 = 0"), seq: raw("0") };
  if (pins.length === 1) {
    const where = sql`${raw(`${alias}.tenant_no`)} = ${only.tenantNo} AND ${aliveAt(alias, sql`${only.seq}`)}`;
    return { with: raw(""), from: source, where, seq: sql`${only.seq}` };
  }
  return {
    with: withPins(dialect, pins),
    from: sql`pin CROSS JOIN ${source} ON ${raw(`${alias}.tenant_no`)} = pin.tenant_no`,
    where: aliveAt(alias, raw("pin.seq")),
    seq: raw("pin.seq"),
  };
}

/**
 * The interval of `alias` holds this sequence. The unary plus keeps the embedded database, which has no statistics, from
 * taking an index on one end for selective: half of all versions lie on either side. The servers do not see it.
 */
export function aliveAt(alias: string, seq: Fragment): Fragment {
  return sql`+${raw(`${alias}.from_seq`)} <= ${seq} AND ${seq} < +${raw(`${alias}.to_seq`)}`;
}

function withPins(dialect: Dialect, pins: readonly Pin[]): Fragment {
  return {
    text: `${dialect.valuesTable("pin", ["tenant_no", "seq"], pins.length)} `,
    parameters: pins.flatMap((pin) => [pin.tenantNo, pin.seq]),
  };
}
