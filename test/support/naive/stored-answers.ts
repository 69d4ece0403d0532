import type { DirectoryUser } from "../../../src/model/directory-user.js";
import type { Guid } from "../../../src/model/guid.js";
import { USER_TEXT_FIELDS } from "../../../src/model/imported-fields.js";
import type { LicenseAssignment } from "../../../src/model/license-assignment.js";
import type { ServicePlan } from "../../../src/model/subscribed-sku.js";
import { blockOf } from "../../../src/store/blocks.js";
import type { Database, Row } from "../../../src/store/database.js";
import { changeLine, type DayAnswers, groupLine, skuLine, userLine } from "./day-copy.js";

const DIMENSION_NAMES = ["", "DEPARTMENT", "COMPANY", "COUNTRY", "USAGE_LOCATION"];

function guid(value: unknown): Guid {
  const hex = (value as Buffer).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") as Guid;
}

function text(row: Row, column: string): string | null {
  return row[column] as string | null;
}

interface SealedRow {
  readonly day: string;
  readonly revision: number;
  readonly seq: number;
}

/** The same answers read back by the plainest SQL: no part of the store's own reading is used. */
export class StoredAnswers {
  constructor(
    private readonly database: Database,
    private readonly tenantNo: number,
  ) {}

  /** `day/revision` of everything visible, in order. */
  async visible(): Promise<string[]> {
    return (await this.sealed()).map(({ day, revision }) => `${day}/${revision}`).sort();
  }

  async held(): Promise<string[]> {
    const rows = await this.rows("SELECT day FROM held_day WHERE tenant_no = ?", []);
    return rows.map((row) => String(row["day"])).sort();
  }

  async at(day: string, revision: number): Promise<DayAnswers> {
    const [snapshot] = await this.rows(
      "SELECT seq, user_count, sku_count, assignment_count FROM snapshot WHERE tenant_no = ? AND day = ? AND revision = ?",
      [day, revision],
    );
    if (snapshot === undefined) throw new Error(`${day}/${revision} is not there`);
    const seq = snapshot["seq"] as number;
    return {
      users: [...(await this.users(seq)).values()].sort(),
      skus: await this.skus(seq),
      licenseCounts: await this.licenseCounts(seq),
      groupCounts: await this.groupCounts(seq),
      totals: {
        users: snapshot["user_count"] as number,
        skus: snapshot["sku_count"] as number,
        assignments: snapshot["assignment_count"] as number,
      },
    };
  }

  /** Whoever has an interval's end in (before, after], compared at both ends; each day by its highest revision. */
  async changes(before: string, after: string): Promise<string[]> {
    const [from, to] = [await this.seqOf(before), await this.seqOf(after)];
    const ends = (table: string) =>
      this.rows(
        `SELECT user_no FROM ${table} WHERE tenant_no = ?
         AND ((from_seq > ? AND from_seq <= ?) OR (to_seq > ? AND to_seq <= ?))`,
        [from, to, from, to],
      );
    const touched = new Set(
      [await ends("user_version"), await ends("license_version")].flat().map((row) => row["user_no"]),
    );
    const people = await this.rows("SELECT user_no, entra_id FROM person WHERE tenant_no = ?", []);
    const [old, now] = [await this.users(from), await this.users(to)];
    return people
      .filter((row) => touched.has(row["user_no"]))
      .map((row) => guid(row["entra_id"]))
      .filter((id) => old.get(id) !== now.get(id))
      .map((id) => changeLine(id, old.get(id), now.get(id)))
      .sort();
  }

  /** Ends of intervals up to the last complete sequence that belong to no completed run: what a dead run left behind. */
  async leftovers(): Promise<string[]> {
    const complete = `SELECT seq FROM import_run WHERE tenant_no = ${this.tenantNo}
      AND state IN ('SEALED', 'UNCHANGED', 'HELD', 'ACCEPTED', 'REJECTED')`;
    const axis = `(SELECT complete_seq FROM tenant WHERE tenant_no = ${this.tenantNo})`;
    const tables = ["user_version", "license_version", "sku_version", "license_count", "group_count"];
    const found = await Promise.all(
      tables.map((table) =>
        this.rows(
          `SELECT '${table}' AS name, from_seq, to_seq FROM ${table} WHERE tenant_no = ? AND from_seq <= ${axis}
           AND (from_seq NOT IN (${complete}) OR (to_seq <= ${axis} AND to_seq NOT IN (${complete})) OR to_seq <= from_seq)`,
          [],
        ),
      ),
    );
    return found.flat().map((row) => JSON.stringify(row));
  }

  private async rows(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.database.read((session) => session.rows(sql, [this.tenantNo, ...parameters]));
  }

  private async sealed(): Promise<SealedRow[]> {
    return (await this.rows(
      "SELECT day, revision, seq FROM snapshot WHERE tenant_no = ? AND retired_at IS NULL",
      [],
    )) as unknown as SealedRow[];
  }

  private async seqOf(day: string): Promise<number> {
    const revisions = (await this.sealed()).filter((row) => row.day === day);
    return Math.max(...revisions.map((row) => row.seq));
  }

  private async users(seq: number): Promise<Map<Guid, string>> {
    const licenses = new Map<Guid, LicenseAssignment[]>();
    const held = await this.rows(
      `SELECT p.entra_id, s.sku_id, d.plans FROM license_version l
       JOIN person p ON p.tenant_no = l.tenant_no AND p.user_no = l.user_no
       JOIN sku s ON s.sku_no = l.sku_no LEFT JOIN disabled_plans d ON d.plans_no = l.plans_no
       WHERE l.tenant_no = ? AND l.from_seq <= ? AND ? < l.to_seq`,
      [seq, seq],
    );
    for (const row of held) {
      const id = guid(row["entra_id"]);
      const disabledPlans = (text(row, "plans")?.split(",") ?? []) as Guid[];
      licenses.set(id, [...(licenses.get(id) ?? []), { skuId: row["sku_id"] as Guid, disabledPlans }]);
    }
    const people = await this.rows(
      `SELECT p.entra_id, v.* FROM user_version v JOIN person p ON p.tenant_no = v.tenant_no AND p.user_no = v.user_no
       WHERE v.tenant_no = ? AND v.from_seq <= ? AND ? < v.to_seq`,
      [seq, seq],
    );
    const lines = people.map((row): [Guid, string] => {
      const id = guid(row["entra_id"]);
      return [id, userLine(userOf(row, licenses.get(id) ?? []))];
    });
    const byId = new Map(lines);
    const orphans = [...licenses.keys()].filter((id) => !byId.has(id));
    if (byId.size !== lines.length || orphans.length > 0)
      throw new Error("two states of one person, or a license of nobody");
    return byId;
  }

  private async skus(seq: number): Promise<string[]> {
    const rows = await this.rows(
      `SELECT s.sku_id, v.*, p.plans FROM sku_version v JOIN sku s ON s.sku_no = v.sku_no
       JOIN service_plans p ON p.service_plans_no = v.service_plans_no
       WHERE v.tenant_no = ? AND v.from_seq <= ? AND ? < v.to_seq`,
      [seq, seq],
    );
    const units = (row: Row, column: string) => row[column] as number;
    return rows
      .map((row) =>
        skuLine({
          skuId: row["sku_id"] as Guid,
          skuPartNumber: text(row, "part_number"),
          prepaidUnits: {
            enabled: units(row, "enabled"),
            warning: units(row, "warning"),
            suspended: units(row, "suspended"),
            lockedOut: units(row, "locked_out"),
          },
          consumedUnits: units(row, "consumed"),
          servicePlans: JSON.parse(String(row["plans"])) as ServicePlan[],
        }),
      )
      .sort();
  }

  private async licenseCounts(seq: number): Promise<string[]> {
    const rows = await this.rows(
      `SELECT s.sku_id, c.assignments FROM license_count c JOIN sku s ON s.sku_no = c.sku_no
       WHERE c.tenant_no = ? AND c.from_seq <= ? AND ? < c.to_seq`,
      [seq, seq],
    );
    return rows.map((row) => `${String(row["sku_id"])} ${String(row["assignments"])}`).sort();
  }

  private async groupCounts(seq: number): Promise<string[]> {
    const rows = await this.rows(
      `SELECT c.dimension, v.value_text, s.sku_id, c.assignments FROM group_count c JOIN sku s ON s.sku_no = c.sku_no
       LEFT JOIN dimension_value v ON v.tenant_no = c.tenant_no AND v.value_no = c.value_no
       WHERE c.tenant_no = ? AND c.block_seq = ? AND c.from_seq <= ? AND ? < c.to_seq`,
      [blockOf(seq), seq, seq],
    );
    return rows
      .map((row) =>
        groupLine([
          DIMENSION_NAMES[row["dimension"] as number] ?? "?",
          text(row, "value_text"),
          String(row["sku_id"]),
          row["assignments"] as number,
        ]),
      )
      .sort();
  }
}

function userOf(row: Row, licenses: readonly LicenseAssignment[]): DirectoryUser {
  const column = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const attributes = Object.fromEntries(USER_TEXT_FIELDS.map((field) => [field, text(row, column(field))]));
  return {
    id: guid(row["entra_id"]),
    attributes: attributes as DirectoryUser["attributes"],
    extensionAttributes: Array.from({ length: 15 }, (_, index) => text(row, `extension_attribute_${index + 1}`)),
    managerId: row["manager_id"] === null ? null : guid(row["manager_id"]),
    licenses,
  };
}
