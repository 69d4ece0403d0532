import { raw, sql, type Fragment } from "./fragment.js";
import { aliveAt, type Pin } from "./pin.js";
import { select, type ReadContext } from "./read-context.js";

/** A person holds a SKU on a pinned day. */
export interface HeldLicense {
  readonly userNo: number;
  readonly tenantNo: number;
  readonly skuNo: number;
  readonly plansNo: number;
}

/** An interval in which one person held one SKU. */
export interface LicenseInterval {
  readonly skuNo: number;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Reads the licenses of people. */
export function licenseReader(context: ReadContext) {
  return {
    /** The licenses of a page in one query, whatever its tenants. */
    ofUsers: (users: readonly (Pin & { userNo: number })[]) => readHeld(context, users),
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

type PinnedUser = Pin & { userNo: number };

async function readHeld(context: ReadContext, users: readonly PinnedUser[]): Promise<HeldLicense[]> {
  if (users.length === 0) return [];
  const neighbors = rangeOf(users);
  const statement = neighbors === null ? heldByEach(context, users) : heldWithin(neighbors);
  const rows = await select<{ tenant_no: number; user_no: number; sku_no: number; plans_no: number }>(
    context,
    statement,
  );
  const asked = neighbors === null ? null : new Set(users.map(({ userNo }) => userNo));
  return rows
    .filter((row) => asked === null || asked.has(row.user_no))
    .map((row) => ({ tenantNo: row.tenant_no, userNo: row.user_no, skuNo: row.sku_no, plansNo: row.plans_no }));
}

interface Neighbors extends Pin {
  readonly first: number;
  readonly last: number;
}

/** People of one tenant and day whose numbers lie close together, as on a page in the tenant's own order; null: they do not. */
function rangeOf(users: readonly PinnedUser[]): Neighbors | null {
  const [one] = users;
  if (one === undefined || users.some(({ tenantNo, seq }) => tenantNo !== one.tenantNo || seq !== one.seq)) return null;
  const numbers = users.map(({ userNo }) => userNo);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return last - first < 2 * users.length ? { tenantNo: one.tenantNo, seq: one.seq, first, last } : null;
}

function heldWithin({ tenantNo, seq, first, last }: Neighbors): Fragment {
  const alive = aliveAt("l", { text: "?", parameters: [seq] });
  return sql`SELECT l.tenant_no, l.user_no, l.sku_no, l.plans_no FROM license_version l
    WHERE l.tenant_no = ${tenantNo} AND l.user_no >= ${first} AND l.user_no <= ${last} AND ${alive}`;
}

function heldByEach({ dialect }: ReadContext, users: readonly PinnedUser[]): Fragment {
  const asked: Fragment = {
    text: dialect.valuesTable("asked", ["tenant_no", "user_no", "seq"], users.length),
    parameters: users.flatMap((user) => [user.tenantNo, user.userNo, user.seq]),
  };
  return sql`${asked} SELECT l.tenant_no, l.user_no, l.sku_no, l.plans_no FROM asked
    CROSS JOIN license_version l ON l.tenant_no = asked.tenant_no AND l.user_no = asked.user_no
    WHERE ${aliveAt("l", raw("asked.seq"))}`;
}
