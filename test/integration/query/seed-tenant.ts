import { createHash } from "node:crypto";
import { USER_TEXT_FIELDS, type UserTextField } from "../../../src/model/imported-fields.js";
import type { Guid } from "../../../src/model/guid.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { guidToBinary } from "../../../src/store/binary.js";
import { blockOf } from "../../../src/store/blocks.js";
import { columnOf } from "../../../src/store/columns.js";
import type { Database, Session } from "../../../src/store/database.js";
import { raiseCatalogueVersion } from "../../../src/store/write/catalogue-version.js";
import { insertRows, OPEN_SEQ } from "../../../src/store/dialect.js";

export interface SeedUser {
  readonly id: Guid;
  readonly attributes?: Partial<Record<UserTextField, string | null>>;
  readonly managerId?: Guid;
  readonly licenses?: readonly Guid[];
}

export interface SeedSku {
  readonly skuId: Guid;
  readonly partNumber: string;
  readonly enabled: number;
  readonly warning?: number;
  readonly consumed: number;
  readonly company?: boolean;
}

export interface SeedDay {
  readonly day: string;
  readonly users: readonly SeedUser[];
  readonly skus: readonly SeedSku[];
}

export type RunState = "RUNNING" | "FAILED" | "REJECTED" | "ABANDONED";

export function guid(n: number): Guid {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}` as Guid;
}

interface Version {
  readonly table: string;
  readonly keys: Readonly<Record<string, number>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Writes one tenant's days as intervals, straight into the tables: the naive twin of an importer. */
export class SeedTenant {
  private seq = 0;
  private open = new Map<string, Version>();
  private readonly userNos = new Map<Guid, number>();
  private readonly valueNos = new Map<string, number>();
  private tenantNo = 0;
  readonly days: SeedDay[] = [];

  constructor(
    private readonly database: Database,
    readonly tenantId: TenantId,
    readonly name: string,
  ) {}

  async create(expectedFrom: string | null, expectedTo: string | null = null): Promise<void> {
    await this.database.transaction(async (session) => {
      await insert(session, "tenant", {
        ...{ entra_tenant_id: this.tenantId, name: this.name, state: "ACTIVE" },
        ...{ expected_from: expectedFrom, expected_to: expectedTo, complete_seq: 0, next_seq: 1, next_user_no: 1 },
        ...{ content_epoch: 0, lease_until: 0, fence: 0, write_no: 0 },
      });
      const rows = await session.rows<{ tenant_no: number }>("SELECT tenant_no FROM tenant WHERE entra_tenant_id = ?", [
        this.tenantId,
      ]);
      this.tenantNo = rows[0]!.tenant_no;
    });
  }

  /** Seals a day (or a further revision of it). */
  async seal(day: SeedDay, revision = 1): Promise<void> {
    await this.complete(day, (session, counts) =>
      insert(session, "snapshot", { ...counts, revision, sealed_at: Date.now(), retired_at: null }),
    );
    this.days.push(day);
  }

  async hold(day: SeedDay): Promise<void> {
    await this.complete(day, (session, counts) => insert(session, "held_day", { ...counts, completed_at: Date.now() }));
  }

  async run(day: string, state: RunState, code: string | null): Promise<void> {
    this.seq += 1;
    await this.database.transaction((session) => this.writeRun(session, day, { state, code }));
  }

  async retire(day: string): Promise<void> {
    await this.database.transaction((session) =>
      session.run("UPDATE snapshot SET retired_at = ? WHERE tenant_no = ? AND day = ?", [
        Date.now(),
        this.tenantNo,
        day,
      ]),
    );
  }

  async leaseUntil(instant: number): Promise<void> {
    await this.database.transaction((session) =>
      session.run("UPDATE tenant SET lease_until = ? WHERE tenant_no = ?", [instant, this.tenantNo]),
    );
  }

  private async complete(
    day: SeedDay,
    write: (session: Session, counts: Record<string, unknown>) => Promise<void>,
  ): Promise<void> {
    this.seq += 1;
    await this.database.transaction(async (session) => {
      await session.run("UPDATE tenant SET complete_seq = ?, write_no = write_no + 1 WHERE tenant_no = ?", [
        ...[this.seq, this.tenantNo],
      ]);
      await this.writeVersions(session, await this.versionsOf(session, day));
      await this.writeRun(session, day.day, { state: "SEALED", code: null });
      await write(session, {
        ...{ tenant_no: this.tenantNo, day: day.day, seq: this.seq, fence: 1, user_count: day.users.length },
        ...{ sku_count: day.skus.length, checks: "[]", content_hash: Buffer.alloc(32, this.seq) },
        assignment_count: day.users.reduce((sum, user) => sum + (user.licenses?.length ?? 0), 0),
      });
    });
  }

  private writeRun(session: Session, day: string, { state, code }: { state: string; code: string | null }) {
    return insert(session, "import_run", {
      ...{ tenant_no: this.tenantNo, seq: this.seq, day: day, fence: 1, state, failure_code: code },
      ...{ started_at: Date.now(), finished_at: Date.now(), pages: 1, users: 0, retries: 0 },
    });
  }

  private async versionsOf(session: Session, day: SeedDay): Promise<Version[]> {
    const versions: Version[] = [];
    const counts = new Map<number, number>();
    for (const user of day.users) {
      const keys = { user_no: await this.userNo(session, user.id) };
      const texts = Object.fromEntries(USER_TEXT_FIELDS.map((f) => [columnOf(f), user.attributes?.[f] ?? null]));
      const manager_id = user.managerId ? guidToBinary(user.managerId) : null;
      versions.push({ table: "user_version", keys, values: { ...texts, manager_id } });
      for (const skuId of user.licenses ?? []) {
        const sku_no = await skuNo(session, skuId, null);
        counts.set(sku_no, (counts.get(sku_no) ?? 0) + 1);
        versions.push({ table: "license_version", keys: { ...keys, sku_no }, values: { plans_no: 0 } });
      }
    }
    versions.push(...(await this.groupsOf(session, versions, day)));
    for (const sku of day.skus) versions.push(await skuVersion(session, sku));
    for (const [sku_no, assignments] of counts) {
      versions.push({ table: "license_count", keys: { sku_no }, values: { assignments } });
    }
    return versions;
  }

  /** Assignments by the four counted attributes, as an importer counts them; value 0 is "no value". */
  private async groupsOf(session: Session, versions: readonly Version[], day: SeedDay): Promise<Version[]> {
    const groups = new Map<string, Version>();
    for (const user of day.users) {
      const user_no = this.userNos.get(user.id);
      const held = versions.filter(({ table, keys }) => table === "license_version" && keys["user_no"] === user_no);
      for (const [place, field] of (["department", "companyName", "country", "usageLocation"] as const).entries()) {
        const value_no = await this.valueNo(session, user.attributes?.[field] || null);
        for (const { keys } of held) {
          const group = { dimension: place + 1, value_no, sku_no: keys["sku_no"]! };
          const known = groups.get(JSON.stringify(group))?.values["assignments"] ?? 0;
          const values = { block_seq: blockOf(this.seq), assignments: Number(known) + 1 };
          groups.set(JSON.stringify(group), { table: "group_count", keys: group, values });
        }
      }
    }
    return [...groups.values()];
  }

  private async valueNo(session: Session, text: string | null): Promise<number> {
    if (text === null) return 0;
    const known = this.valueNos.get(text);
    if (known !== undefined) return known;
    const value_no = this.valueNos.size + 1;
    this.valueNos.set(text, value_no);
    const value_hash = createHash("sha256").update(text).digest().subarray(0, 16);
    await insert(session, "dimension_value", { tenant_no: this.tenantNo, value_no, value_hash, value_text: text });
    return value_no;
  }

  private async writeVersions(session: Session, versions: readonly Version[]): Promise<void> {
    const wanted = new Map(versions.map((version) => [`${version.table} ${JSON.stringify(version.keys)}`, version]));
    for (const [key, old] of this.open) {
      if (JSON.stringify(wanted.get(key)?.values) === JSON.stringify(old.values)) continue;
      const where = Object.keys(old.keys).map((name) => `${name} = ?`);
      await session.run(
        `UPDATE ${old.table} SET to_seq = ? WHERE tenant_no = ? AND to_seq = ? AND ${where.join(" AND ")}`,
        [this.seq, this.tenantNo, OPEN_SEQ, ...Object.values(old.keys)],
      );
      this.open.delete(key);
    }
    for (const [key, { table, keys, values }] of wanted) {
      if (this.open.has(key)) continue;
      const interval = { tenant_no: this.tenantNo, from_seq: this.seq, to_seq: OPEN_SEQ };
      await insert(session, table, { ...interval, ...keys, ...values });
    }
    this.open = wanted;
  }

  private async userNo(session: Session, id: Guid): Promise<number> {
    const known = this.userNos.get(id);
    if (known !== undefined) return known;
    const user_no = this.userNos.size + 1;
    this.userNos.set(id, user_no);
    const row = { tenant_no: this.tenantNo, user_no, entra_id: guidToBinary(id), hash_seq: this.seq };
    await insert(session, "person", row);
    return user_no;
  }
}

async function insert(session: Session, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  await session.run(insertRows(table, Object.keys(row), 1), Object.values(row));
}

async function skuNo(session: Session, skuId: Guid, partNumber: string | null): Promise<number> {
  const read = () => session.rows<{ sku_no: number }>("SELECT sku_no FROM sku WHERE sku_id = ?", [skuId]);
  const [known] = await read();
  if (known === undefined) await insert(session, "sku", { sku_id: skuId, part_number: partNumber });
  else if (partNumber !== null)
    await session.run("UPDATE sku SET part_number = ? WHERE sku_id = ?", [partNumber, skuId]);
  if (known === undefined || partNumber !== null) await raiseCatalogueVersion(session);
  return (await read())[0]!.sku_no;
}

async function skuVersion(session: Session, sku: SeedSku): Promise<Version> {
  const plans = JSON.stringify([
    {
      servicePlanId: guid(9),
      servicePlanName: "PLAN",
      appliesTo: sku.company ? "Company" : "User",
      provisioningStatus: null,
    },
  ]);
  const plans_hash = createHash("sha256").update(plans).digest().subarray(0, 16);
  const read = () =>
    session.rows<{ no: number }>("SELECT service_plans_no AS no FROM service_plans WHERE plans_hash = ?", [plans_hash]);
  if ((await read()).length === 0) {
    await insert(session, "service_plans", { plans_hash, assignable: sku.company ? 0 : 1, plans });
  }
  const units = {
    enabled: sku.enabled,
    warning: sku.warning ?? 0,
    suspended: 0,
    locked_out: 0,
    consumed: sku.consumed,
  };
  return {
    table: "sku_version",
    keys: { sku_no: await skuNo(session, sku.skuId, sku.partNumber) },
    values: { part_number: sku.partNumber, ...units, service_plans_no: (await read())[0]!.no },
  };
}
