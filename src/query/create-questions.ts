import { accesses } from "./accesses.js";
import { change } from "./change.js";
import { changeSummaries } from "./change-summaries.js";
import { changes } from "./changes.js";
import { compare } from "./compare.js";
import { coverage } from "./coverage.js";
import { importHealth } from "./import-health.js";
import { licensePeriods } from "./license-periods.js";
import { licenseTrend } from "./license-trend.js";
import { licenses } from "./licenses.js";
import { person, personSpans, personState } from "./people.js";
import type { QueryDeps } from "./query-deps.js";
import type { Questions } from "./questions.js";
import { snapshot, snapshots } from "./snapshots.js";
import { subscribedSku, subscribedSkus } from "./subscribed-skus.js";
import { tenants, tenantsById, viewer } from "./tenants.js";
import { timeline, timelines } from "./timelines.js";
import { users } from "./users.js";
import { EVERYTHING } from "./selections.js";

/** Every question, on a store. */
export function createQuestions(deps: QueryDeps): Questions {
  return {
    viewer: async (scope) => viewer(deps, scope),
    tenants: async (scope, input) => tenants(deps, scope, input),
    tenant: async (scope, tenantId) => (await tenantsById(deps, scope, [tenantId]))[0] ?? null,
    tenantsById: async (scope, tenantIds) => tenantsById(deps, scope, tenantIds),
    importHealth: async (scope, tenantIds) => importHealth(deps, scope, tenantIds),
    snapshots: async (scope, input) => snapshots(deps, scope, input),
    snapshot: async (scope, input) => snapshot(deps, scope, input),
    coverage: async (scope, input) => coverage(deps, scope, input),
    accesses: async (scope, input) => accesses(deps, scope, input),
    users: async (scope, input, selection) => users(deps, scope, { input, selection }),
    person: async (scope, input) => person(deps, scope, input),
    personSpans: async (scope, people) => personSpans(deps, scope, people),
    personState: async (scope, input) => personState(deps, scope, input),
    licensePeriods: async (scope, asked) => licensePeriods(deps, scope, asked),
    subscribedSkus: async (scope, input) => subscribedSkus(deps, scope, input),
    subscribedSku: async (scope, input) => subscribedSku(deps, scope, input),
    licenses: async (scope, input, selection = EVERYTHING) => licenses(deps, scope, { input, selection }),
    changes: async (scope, input, selection) => changes(deps, scope, { input, selection }),
    changeSummaries: async (scope, input) => changeSummaries(deps, scope, input),
    timelines: async (scope, input, selection) => timelines(deps, scope, { input, selection }),
    timeline: async (scope, input, selection) => timeline(deps, scope, { input, selection }),
    change: async (scope, input) => change(deps, scope, input),
    licenseTrend: async (scope, input, selection = EVERYTHING) => licenseTrend(deps, scope, { input, selection }),
    compare: async (scope, input, selection = EVERYTHING) => compare(deps, scope, { input, selection }),
  };
}
