import { join } from "node:path";
import { startSimulator, tenantsOfSizes, type Simulator } from "../../../simulator/simulator.js";
import { migrate, openDatabase } from "../../../src/store/data-source.js";
import type { MigratableDatabase, Row } from "../../../src/store/database.js";
import { build, emptyFolder, Started } from "../built-product.js";
import { environmentOf } from "../simulator-environment.js";
import type { JobPlace } from "./job-place.js";
import type { NightPlace } from "./test-job-stores.js";

export interface BuiltNightOptions {
  /** People of each tenant. */
  readonly sizes: readonly number[];
  readonly latencyMs: number;
  readonly settings: Readonly<Record<string, string>>;
}

const SETTINGS = { IMPORT_EARLIEST_UTC: "00:00", PORT: "0", LOG_LEVEL: "info" };

let built: string | undefined;

/** The built product over a simulated Microsoft and a migrated database, signed in; its entries are processes of their own. */
export class BuiltNight {
  readonly cwd = emptyFolder();
  private readonly entries = (built ??= build());

  private constructor(
    readonly simulator: Simulator,
    readonly database: MigratableDatabase,
    private readonly place: NightPlace,
    readonly env: Record<string, string>,
  ) {}

  static async open(
    create: () => Promise<NightPlace>,
    { sizes, latencyMs, settings }: BuiltNightOptions,
  ): Promise<BuiltNight> {
    const simulator = await startSimulator({ tenants: tenantsOfSizes([...sizes], 7), latencyMs });
    const place = await create();
    const database = await openDatabase(place.url);
    await migrate(database);
    const elsewhere = place.jobs === undefined ? {} : { MONGODB_URL: place.jobs.place.url };
    const env = { ...environmentOf(simulator, place.url), ...SETTINGS, ...elsewhere, ...settings };
    const night = new BuiltNight(simulator, database, place, env);
    await night.cli(["login", "--refresh-token-stdin"], simulator.issueRefreshToken());
    return night;
  }

  /** Where its jobs are kept. */
  get jobs(): JobPlace {
    return this.place.jobs?.place ?? { kind: "sql", url: this.place.url };
  }

  /** The customers are listed, and have been ours for long. */
  async listCustomers(): Promise<void> {
    await this.cli(["tenants", "sync"]);
    await this.run("UPDATE tenant SET expected_from = '2026-01-01'");
  }

  /** Starts an entry, say `work.js`, with `more` settings for it alone. */
  start(entry: string, more: Readonly<Record<string, string>> = {}): Started {
    return this.startIn({ ...this.env, ...more }, entry);
  }

  /** Starts an entry, or a command, with these settings and no others. */
  startIn(env: Record<string, string>, entry: string, args: readonly string[] = [], input = ""): Started {
    return new Started(join(this.entries, entry), args, { cwd: this.cwd, env, input });
  }

  rows<T extends object = Row>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.database.read((session) => session.rows<T>(sql, parameters));
  }

  run(sql: string): Promise<number> {
    return this.database.transaction((session) => session.run(sql));
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.simulator.close();
    await this.place.drop();
  }

  private async cli(args: readonly string[], input = ""): Promise<void> {
    const { code, stderr } = await this.startIn(this.env, "cli.js", args, input).ended();
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
  }
}
