import { AsyncLocalStorage } from "node:async_hooks";
import { type Calendar, dayOf } from "../model/snapshot-date.js";
import type { TenantId, TenantScope } from "../model/tenant.js";
import type { Reads, ReadStore } from "../store/read/read-store.js";

/** What an answer was read from: which tenants it is about (null: all in scope), and the versions its reads have seen. */
export interface VersionWitness {
  tenantIds: readonly TenantId[] | null;
  readonly scope: TenantScope;
  readonly seen: Set<string>;
}

/** Says which version of the data questions are answered from, so that an answer can be kept and known to be still true. */
export interface DataVersions {
  /** The version now, of the tenants within the scope. */
  current(scope: TenantScope, tenantIds: readonly TenantId[] | null): Promise<string>;
  /** Runs `work`; every question asked in it notes the version it read, in the session of its rows. */
  witness<T>(witness: VersionWitness, work: () => T): T;
  /** The store whose reads are witnessed. */
  readonly store: ReadStore;
}

/** The calendar's day is part of the version: without a date a question is about today. */
export function createDataVersions(store: ReadStore, calendar: Calendar): DataVersions {
  const witnesses = new AsyncLocalStorage<VersionWitness>();
  const versionOf = async (reads: Reads, scope: TenantScope, tenantIds: readonly TenantId[] | null) =>
    `${dayOf(calendar.now())}.${await reads.versions.of(within(scope, tenantIds))}`;
  return {
    current: (scope, tenantIds) => store.read((reads) => versionOf(reads, scope, tenantIds)),
    witness: (witness, work) => witnesses.run(witness, work),
    store: {
      read: (work) =>
        store.read(async (reads) => {
          const witness = witnesses.getStore();
          if (witness) witness.seen.add(await versionOf(reads, witness.scope, witness.tenantIds));
          return work(reads);
        }),
      asOf: (sealedBy) => store.asOf(sealedBy),
    },
  };
}

/** Only the distinct value `all` is every tenant; null then means no restriction. */
function within(scope: TenantScope, tenantIds: readonly TenantId[] | null): readonly TenantId[] | null {
  if (scope.kind === "all") return tenantIds;
  return tenantIds === null ? scope.tenantIds : tenantIds.filter((tenantId) => scope.tenantIds.includes(tenantId));
}
