import type { Database, Session } from "../database.js";
import type { Dialect } from "../dialect.js";
import { accessReader, type AccessReader } from "./access-reader.js";
import { createCatalogue, type Catalogue } from "./catalogue.js";
import type { CataloguePlans } from "./catalogue-plans.js";
import type { CatalogueSku } from "./catalogue-skus.js";
import { ColumnMemory } from "./column-memory.js";
import { columnReader, type ColumnReader } from "./column-reader.js";
import { changeReader, type ChangeReader } from "./change-reader.js";
import { countReader, type CountReader } from "./count-reader.js";
import { coverageReader, type CoverageReader } from "./coverage-reader.js";
import { dayReader, type DayReader } from "./day-reader.js";
import { groupReader, type GroupReader } from "./group-reader.js";
import { intervalReader, type IntervalReader } from "./interval-reader.js";
import { healthReader, type HealthReader } from "./health-reader.js";
import { licenseReader, type LicenseReader } from "./license-reader.js";
import { lifeReader, type LifeReader } from "./life-reader.js";
import { managerReader, type ManagerReader } from "./manager-reader.js";
import { personReader, type PersonReader } from "./person-reader.js";
import { skuReader, type SkuReader } from "./sku-reader.js";
import { snapshotReader, type SnapshotReader } from "./snapshot-reader.js";
import { summaryReader, type SummaryReader } from "./summary-reader.js";
import { tenantReader, type TenantReader } from "./tenant-reader.js";
import { userReader, type UserReader } from "./user-reader.js";
import { versionReader, type VersionReader } from "./version-reader.js";
import type { Guid } from "../../model/guid.js";

/** The readers of one question, all on one connection. */
export interface Reads {
  readonly tenants: TenantReader;
  readonly snapshots: SnapshotReader;
  readonly days: DayReader;
  readonly coverage: CoverageReader;
  readonly accesses: AccessReader;
  readonly health: HealthReader;
  readonly users: UserReader;
  readonly people: PersonReader;
  readonly licenses: LicenseReader;
  readonly skus: SkuReader;
  /** The aggregates by a people's attribute. */
  readonly counts: CountReader;
  /** The same, and more, counted from the licenses themselves. */
  readonly groups: GroupReader;
  readonly managers: ManagerReader;
  /** What held over a stretch of days, as intervals. */
  readonly intervals: IntervalReader;
  /** The same of SKUs, as columns that stay in memory. */
  readonly columns: ColumnReader;
  readonly lives: LifeReader;
  readonly changes: ChangeReader;
  /** What the nightly job counted of steps. */
  readonly summaries: SummaryReader;
  readonly versions: VersionReader;
  skusByNo(skuNos: Iterable<number>): Promise<ReadonlyMap<number, CatalogueSku>>;
  skusById(skuIds: Iterable<Guid>): Promise<ReadonlyMap<Guid, CatalogueSku>>;
  disabledPlans(plansNos: Iterable<number>): Promise<ReadonlyMap<number, readonly Guid[]>>;
  servicePlans(plansNos: Iterable<number>): Promise<ReadonlyMap<number, CataloguePlans>>;
  /** What a plan is called in the published list, as of the last `servicePlans`. */
  planName(servicePlanId: Guid): string | null;
}

/** The reading side of the store. */
export interface ReadStore {
  /** Everything one question reads, on one connection: the days are resolved where the rows are read. */
  read<T>(work: (reads: Reads) => Promise<T>): Promise<T>;
  /** The same store as if nothing had been sealed since; milliseconds of the database's clock. */
  asOf(sealedBy: number): ReadStore;
}

/** What is kept between questions: the dictionaries, and columns of sealed days up to so many bytes. */
export interface ReadMemory {
  readonly catalogue: Catalogue;
  readonly columns: ColumnMemory;
}

const COLUMN_BYTES = 64_000_000;

export function createReadMemory(columnBytes = COLUMN_BYTES): ReadMemory {
  return { catalogue: createCatalogue(), columns: new ColumnMemory(columnBytes) };
}

/** Readers on a database. */
export function createReadStore(database: Database, memory: ReadMemory = createReadMemory()): ReadStore {
  const storeOf = (sealedBy?: number): ReadStore => ({
    read: (work) => database.read((session) => work(readsOn(session, database.dialect, { memory, sealedBy }))),
    asOf: storeOf,
  });
  return storeOf();
}

/** How a question reads: nothing sealed after `sealedBy`; `lacks` is told when a day or revision that it names is not there. */
export interface ReadOptions {
  readonly memory: ReadMemory;
  readonly sealedBy?: number | undefined;
  readonly lacks?: () => void;
}

/** The readers on one connection. */
export function readsOn(
  session: Session,
  dialect: Dialect,
  { memory, sealedBy, lacks = () => {} }: ReadOptions,
): Reads {
  const { catalogue } = memory;
  const context = { session, dialect, ...memory, lacks, ...(sealedBy === undefined ? {} : { sealedBy }) };
  return {
    tenants: tenantReader(context),
    snapshots: snapshotReader(context),
    days: dayReader(context),
    coverage: coverageReader(context),
    accesses: accessReader(context),
    health: healthReader(context),
    users: userReader(context),
    people: personReader(context),
    licenses: licenseReader(context),
    skus: skuReader(context),
    counts: countReader(context),
    groups: groupReader(context),
    managers: managerReader(context),
    intervals: intervalReader(context),
    columns: columnReader(context),
    lives: lifeReader(context),
    changes: changeReader(context),
    summaries: summaryReader(context),
    versions: versionReader(context),
    skusByNo: (skuNos) => catalogue.skusByNo(session, skuNos),
    skusById: (skuIds) => catalogue.skusById(session, skuIds),
    disabledPlans: (plansNos) => catalogue.disabledPlans(session, plansNos),
    servicePlans: (plansNos) => catalogue.servicePlans(session, plansNos),
    planName: (servicePlanId) => catalogue.planName(servicePlanId),
  };
}
