import { AppError } from "../errors.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import type { ImportOutcome } from "../model/import-outcome.js";
import type { SnapshotDate } from "../model/snapshot-date.js";
import type { TenantId } from "../model/tenant.js";
import type { ListingStats } from "../microsoft/directory.js";

/** What the log and the metrics are told about an import as it ends. */
export interface ImportTeller {
  ended(outcome: ImportOutcome): void;
  /** It ended in a fault of ours or of the database, which is thrown on. */
  broken(cause: unknown): void;
}

/** Outcomes that say that nothing was to be done. */
const IDLE: ReadonlySet<ImportOutcome["kind"]> = new Set(["already-sealed", "already-held", "busy"]);

/** One line for each import, with the tenant, the day, the run and how it ended, and the same for the metrics. */
export function tellImport(
  deps: { readonly log: Log; readonly metrics?: Pick<Metrics, "startImport"> | undefined },
  request: { readonly tenantId: TenantId; readonly day: SnapshotDate },
  stats: ListingStats,
): ImportTeller {
  const { tenantId, day } = request;
  const count = deps.metrics?.startImport();
  const about = (outcome: string, reason: string | null, users: number) => {
    const { pages, retries, run } = stats;
    count?.({ outcome, reason: reason ?? "", pages, retries, users });
    return { tenantId, day, seq: run?.seq ?? null, outcome, reason, pages, retries, users };
  };
  return {
    ended(outcome) {
      const reason = outcome.kind === "failed" ? outcome.reason : null;
      const users = outcome.kind === "already-sealed" || !("users" in outcome) ? 0 : outcome.users;
      const fields = about(outcome.kind, reason, users);
      if (outcome.kind === "failed") deps.log.warn("import ended", { ...fields, detail: outcome.detail });
      else if (IDLE.has(outcome.kind)) deps.log.debug("import ended", fields);
      else deps.log.info("import ended", fields);
    },
    broken(cause) {
      const error = cause instanceof Error ? cause.name : typeof cause;
      const code = cause instanceof Error && "code" in cause ? cause.code : null;
      const details = cause instanceof AppError ? cause.details : {};
      deps.log.error("import ended", { ...about("error", null, 0), error, code, ...details });
    },
  };
}
