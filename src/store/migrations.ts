import { FirstTables1764000000000 as MysqlFirstTables } from "../../migrations/mysql/1764000000000-first-tables.js";
import { Jobs1765000000010 as MysqlJobs } from "../../migrations/mysql/1765000000010-jobs.js";
import { NightlyJobs1765000000020 as MysqlNightlyJobs } from "../../migrations/mysql/1765000000020-nightly-jobs.js";
import { ChangeSummary1765000000030 as MysqlChangeSummary } from "../../migrations/mysql/1765000000030-change-summary.js";
import { AlertsAndWebhooks1765000000040 as MysqlAlerts } from "../../migrations/mysql/1765000000040-alerts-and-webhooks.js";
import { AccessLedger1765000000050 as MysqlAccessLedger } from "../../migrations/mysql/1765000000050-access-ledger.js";
import { ProductNames1765000000060 as MysqlProductNames } from "../../migrations/mysql/1765000000060-product-names.js";
import { ServicePlanNames1765000000070 as MysqlServicePlanNames } from "../../migrations/mysql/1765000000070-service-plan-names.js";
import { GroupCountBlocks1765000000090 as MysqlGroupCountBlocks } from "../../migrations/mysql/1765000000090-group-count-blocks.js";
import { Absences1765000000100 as MysqlAbsences } from "../../migrations/mysql/1765000000100-absences.js";
import { FirstTables1764000000000 as SqliteFirstTables } from "../../migrations/sqlite/1764000000000-first-tables.js";
import { Jobs1765000000010 as SqliteJobs } from "../../migrations/sqlite/1765000000010-jobs.js";
import { NightlyJobs1765000000020 as SqliteNightlyJobs } from "../../migrations/sqlite/1765000000020-nightly-jobs.js";
import { ChangeSummary1765000000030 as SqliteChangeSummary } from "../../migrations/sqlite/1765000000030-change-summary.js";
import { AlertsAndWebhooks1765000000040 as SqliteAlerts } from "../../migrations/sqlite/1765000000040-alerts-and-webhooks.js";
import { AccessLedger1765000000050 as SqliteAccessLedger } from "../../migrations/sqlite/1765000000050-access-ledger.js";
import { ProductNames1765000000060 as SqliteProductNames } from "../../migrations/sqlite/1765000000060-product-names.js";
import { ServicePlanNames1765000000070 as SqliteServicePlanNames } from "../../migrations/sqlite/1765000000070-service-plan-names.js";
import { GroupCountBlocks1765000000090 as SqliteGroupCountBlocks } from "../../migrations/sqlite/1765000000090-group-count-blocks.js";
import { Absences1765000000100 as SqliteAbsences } from "../../migrations/sqlite/1765000000100-absences.js";

/** What a server runs, MySQL and MariaDB alike. */
export const MYSQL_MIGRATIONS = [
  MysqlFirstTables,
  MysqlJobs,
  MysqlNightlyJobs,
  MysqlChangeSummary,
  MysqlAlerts,
  MysqlAccessLedger,
  MysqlProductNames,
  MysqlServicePlanNames,
  MysqlGroupCountBlocks,
  MysqlAbsences,
];

/** What the embedded database runs. */
export const SQLITE_MIGRATIONS = [
  SqliteFirstTables,
  SqliteJobs,
  SqliteNightlyJobs,
  SqliteChangeSummary,
  SqliteAlerts,
  SqliteAccessLedger,
  SqliteProductNames,
  SqliteServicePlanNames,
  SqliteGroupCountBlocks,
  SqliteAbsences,
];
