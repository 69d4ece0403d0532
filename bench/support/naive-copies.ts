import { Readable } from "node:stream";
import type { Connection } from "mysql2/promise";
import type { DirectoryUser } from "../../src/model/directory-user.js";
import type { Guid } from "../../src/model/guid.js";
import { groupedBy } from "../../src/query/grouped-by.js";
import { toAttributes } from "../../src/store/read/user-columns.js";
import { USER_TEXT_FIELDS } from "../../src/model/imported-fields.js";
import { EXTENSION_COLUMNS, TEXT_COLUMNS } from "../../src/store/columns.js";

const STATEMENT = 1_000;
const TRANSACTION = 5_000;
const STATE = ["manager_id", ...TEXT_COLUMNS, ...EXTENSION_COLUMNS];
const COLLATION = "DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin";

type Cells = Record<string, string | null>;

export type Way = "insert" | "load";

/** The whole directory, copied every day: the design everybody starts with. */
export class NaiveCopies {
  private readonly users: string;
  private readonly licenses: string;

  constructor(
    private readonly plain: Connection,
    readonly way: Way,
  ) {
    this.users = `naive_${way}_user`;
    this.licenses = `naive_${way}_license`;
  }

  async create(): Promise<void> {
    const columns = STATE.map((column) =>
      column === "manager_id" ? `${column} CHAR(36) NULL` : `${column} TEXT NULL`,
    );
    await this.plain.query(
      `CREATE TABLE ${this.users} (tenant_no INT NOT NULL, day DATE NOT NULL, user_id CHAR(36) NOT NULL, ${columns.join(", ")},
       PRIMARY KEY (tenant_no, day, user_id)) ${COLLATION}`,
    );
    await this.plain.query(
      `CREATE TABLE ${this.licenses} (tenant_no INT NOT NULL, day DATE NOT NULL, user_id CHAR(36) NOT NULL, sku_id CHAR(36) NOT NULL,
       disabled_plans TEXT NOT NULL, PRIMARY KEY (tenant_no, day, user_id, sku_id)) ${COLLATION}`,
    );
  }

  async copy(day: string, users: readonly DirectoryUser[]): Promise<void> {
    const write = this.way === "insert" ? this.insert.bind(this) : this.load.bind(this);
    await write(this.users, userRows(day, users));
    await write(this.licenses, licenseRows(day, users));
  }

  /** Everybody who differs from the day before, then the licenses that do. */
  async changes(day: string, before: string): Promise<unknown> {
    const differs = STATE.map((column) => `NOT (a.${column} <=> b.${column})`).join(" OR ");
    return [
      await this.ask(this.sides(this.users, ["user_id"], differs), [before, day]),
      await this.ask(this.missing(this.users, ["user_id"]), [day, before]),
      await this.ask(this.sides(this.licenses, ["user_id", "sku_id"], "a.disabled_plans <> b.disabled_plans"), [
        before,
        day,
      ]),
      await this.ask(this.missing(this.licenses, ["user_id", "sku_id"]), [day, before]),
    ];
  }

  countsPerSku(from: string, to: string): Promise<unknown> {
    const sql = `SELECT day, sku_id, COUNT(*) FROM ${this.licenses} WHERE tenant_no = 1 AND day >= ? AND day <= ? GROUP BY day, sku_id`;
    return this.ask(sql, [from, to]);
  }

  countsByDepartment(day: string): Promise<unknown> {
    return this.ask(
      `SELECT u.department, l.sku_id, COUNT(*) FROM ${this.licenses} l JOIN ${this.users} u
       ON u.tenant_no = l.tenant_no AND u.day = l.day AND u.user_id = l.user_id
       WHERE l.tenant_no = 1 AND l.day = ? GROUP BY u.department, l.sku_id`,
      [day],
    );
  }

  /** Is the day there, its people, their licenses, and one object for each: what this design does for the same answer. */
  async pageWithLicenses(day: string, after: string): Promise<DirectoryUser[]> {
    const [known] = await this.ask(`SELECT 1 AS kept FROM ${this.users} WHERE tenant_no = 1 AND day = ? LIMIT 1`, [
      day,
    ]);
    if (known === undefined) throw new Error(`no copy of ${day}`);
    const page = `SELECT * FROM ${this.users} WHERE tenant_no = 1 AND day = ? AND user_id > ? ORDER BY user_id LIMIT 100`;
    const users = await this.ask(page, [day, after]);
    const ids = users.map((user) => user["user_id"] ?? "");
    const held = await this.ask(
      `SELECT user_id, sku_id, disabled_plans FROM ${this.licenses}
       WHERE tenant_no = 1 AND day = ? AND user_id IN (${ids.map(() => "?").join(", ")})`,
      [day, ...ids],
    );
    const byUser = groupedBy(held, (license) => license["user_id"]);
    return users.map((user) => toUser(user, byUser.get(user["user_id"] ?? "") ?? []));
  }

  async history(userId: string): Promise<unknown> {
    return [
      await this.ask(`SELECT * FROM ${this.users} WHERE tenant_no = 1 AND user_id = ? ORDER BY day`, [userId]),
      await this.ask(`SELECT * FROM ${this.licenses} WHERE tenant_no = 1 AND user_id = ? ORDER BY day`, [userId]),
    ];
  }

  private sides(table: string, keys: readonly string[], differs: string): string {
    const on = keys.map((key) => `b.${key} = a.${key}`).join(" AND ");
    return `SELECT a.*, b.* FROM ${table} a LEFT JOIN ${table} b ON b.tenant_no = 1 AND b.day = ? AND ${on}
      WHERE a.tenant_no = 1 AND a.day = ? AND (b.user_id IS NULL OR ${differs})`;
  }

  private missing(table: string, keys: readonly string[]): string {
    const on = keys.map((key) => `b.${key} = a.${key}`).join(" AND ");
    return `SELECT a.* FROM ${table} a LEFT JOIN ${table} b ON b.tenant_no = 1 AND b.day = ? AND ${on}
      WHERE a.tenant_no = 1 AND a.day = ? AND b.user_id IS NULL`;
  }

  private async ask(sql: string, parameters: string[]): Promise<Cells[]> {
    return (await this.plain.query(sql, parameters))[0] as Cells[];
  }

  private async insert(table: string, rows: Iterable<readonly unknown[]>): Promise<void> {
    let batch: (readonly unknown[])[] = [];
    let written = 0;
    await this.plain.beginTransaction();
    const flush = async () => {
      if (batch.length > 0) await this.plain.query(`INSERT INTO ${table} VALUES ?`, [batch]);
      written += batch.length;
      batch = [];
    };
    for (const row of rows) {
      batch.push(row);
      if (batch.length < STATEMENT) continue;
      await flush();
      if (written % TRANSACTION > 0) continue;
      await this.plain.commit();
      await this.plain.beginTransaction();
    }
    await flush();
    await this.plain.commit();
  }

  private async load(table: string, rows: Iterable<readonly unknown[]>): Promise<void> {
    await this.plain.query({
      sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4`,
      infileStreamFactory: () => Readable.from(lines(rows), { objectMode: false }),
    });
  }
}

function toUser(row: Cells, licenses: readonly Cells[]): DirectoryUser {
  return {
    id: row["user_id"] as Guid,
    attributes: toAttributes(row),
    extensionAttributes: EXTENSION_COLUMNS.map((column) => row[column] ?? null),
    managerId: row["manager_id"] as Guid | null,
    licenses: licenses.map((license) => ({
      skuId: license["sku_id"] as Guid,
      disabledPlans: license["disabled_plans"] ? (license["disabled_plans"].split(",") as Guid[]) : [],
    })),
  };
}

function* userRows(day: string, users: readonly DirectoryUser[]): Generator<unknown[]> {
  for (const user of users) {
    const texts = USER_TEXT_FIELDS.map((field) => user.attributes[field]);
    yield [1, day, user.id, user.managerId, ...texts, ...user.extensionAttributes];
  }
}

function* licenseRows(day: string, users: readonly DirectoryUser[]): Generator<unknown[]> {
  for (const user of users) {
    for (const { skuId, disabledPlans } of user.licenses) yield [1, day, user.id, skuId, disabledPlans.join(",")];
  }
}

/** Tab-separated text in pieces of some 64 KB; the values of the benchmark hold no tab, backslash or line break. */
function* lines(rows: Iterable<readonly unknown[]>): Generator<Buffer> {
  let text = "";
  for (const row of rows) {
    text += `${row.map((value) => (value === null ? "\\N" : String(value as string))).join("\t")}\n`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}
