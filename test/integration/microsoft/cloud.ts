import { SILENT_LOG } from "../../../src/log.js";
import type { MicrosoftConfig } from "../../../src/config.js";
import { createDirectorySource, type DirectorySource } from "../../../src/microsoft/directory.js";
import { MicrosoftFailure } from "../../../src/microsoft/failure.js";
import type { HttpTimeouts } from "../../../src/microsoft/http.js";
import { sleep } from "../../../src/microsoft/persistence.js";
import { createCustomerSource, type CustomerSource } from "../../../src/microsoft/partner-center.js";
import { createThrottleGate, type ThrottleGate } from "../../../src/microsoft/throttle-gate.js";
import type { RefreshTokenStore } from "../../../src/microsoft/rotation.js";
import { createTokenSource, type TokenSource } from "../../../src/microsoft/token-source.js";
import type { AccessRecorder } from "../../../src/model/access.js";
import type { UserListingStep } from "../../../src/model/directory-listing.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { startSimulator, tenantsOfSizes, type Simulator } from "../../../simulator/simulator.js";
import type { SimulatorOptions } from "../../../simulator/options.js";

/** A refresh token store in memory, with its history. */
export interface MemoryStore extends RefreshTokenStore {
  written: string[];
  version(): number;
}

export function memoryStore(first: string | null): MemoryStore {
  let version = first === null ? 0 : 1;
  let refreshToken = first;
  const written: string[] = [];
  return {
    written,
    version: () => version,
    storedVersion: async () => version,
    read: async () => (refreshToken === null ? null : { version, refreshToken, issuedAt: new Date(0) }),
    async write(seen, token) {
      if (seen !== version) return false;
      version++;
      refreshToken = token;
      written.push(token);
      return true;
    },
  };
}

/** For tests that are not about the ledger. */
export const UNRECORDED: AccessRecorder = { start: async () => ({ finish: async () => undefined }) };

export interface TestCloud {
  simulator: Simulator;
  config: MicrosoftConfig;
  store: MemoryStore;
  tokens: TokenSource;
  directory: DirectorySource;
  customers: CustomerSource;
  tenant: TenantId;
  other: TenantId;
  /** Every wait that was asked for, in milliseconds; none is really waited. */
  waits: number[];
  gate: ThrottleGate;
}

/** Long enough for a machine that is busy with other tests. */
const PATIENT: HttpTimeouts = { headersMs: 20_000, bodyMs: 20_000, totalMs: 40_000 };
export const HASTY: HttpTimeouts = { headersMs: 400, bodyMs: 400, totalMs: 1_500 };
export const NOW = () => Date.now();

export interface TestClock {
  readonly time: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly waits: number[];
}

/** Where a wait takes its time. */
export const REAL_CLOCK: TestClock = { time: Date.now, sleep, waits: [] };

/** A clock that a wait moves on instead of taking the time. */
export function skippingClock(): TestClock {
  const waits: number[] = [];
  let waited = 0;
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    waited += ms;
  };
  return { time: () => Date.now() + waited, sleep, waits };
}

export async function startCloud(
  options: SimulatorOptions = {},
  more: Partial<MicrosoftConfig> = {},
): Promise<TestCloud> {
  const simulator = await startSimulator({ tenants: tenantsOfSizes([250, 40]), ...options });
  const config: MicrosoftConfig = {
    tenantId: simulator.partnerTenantId,
    clientId: simulator.clientId,
    credential: { kind: "secret", secret: simulator.clientSecret },
    loginUrl: simulator.loginUrl,
    graphUrl: simulator.graphUrl,
    partnerCenterUrl: simulator.partnerCenterUrl,
    ...more,
  };
  const store = memoryStore(simulator.issueRefreshToken());
  return { simulator, config, store, ...sourcesOf(simulator, config, store) };
}

/** The same cloud for a test in which Microsoft does not answer: no test waits for that as long as production does. */
export function hurried(cloud: TestCloud): TestCloud {
  return { ...cloud, ...sourcesOf(cloud.simulator, cloud.config, cloud.store, { timeouts: HASTY }) };
}

export function sourcesOf(
  simulator: Simulator,
  config: MicrosoftConfig,
  store: RefreshTokenStore,
  more: { timeouts?: HttpTimeouts; accesses?: AccessRecorder; gate?: ThrottleGate; clock?: TestClock } = {},
) {
  const { time, sleep, waits } = more.clock ?? skippingClock();
  const deps = {
    ...{ config, log: SILENT_LOG, time, sleep, gate: more.gate ?? createThrottleGate({ time }) },
    timeouts: more.timeouts ?? PATIENT,
    accesses: more.accesses ?? UNRECORDED,
  };
  const tokens = createTokenSource({ ...deps, store });
  return {
    waits,
    gate: deps.gate,
    tokens,
    directory: createDirectorySource({ ...deps, tokens }),
    customers: createCustomerSource({ ...deps, tokens }),
    tenant: simulator.tenants[0]!.tenantId as TenantId,
    other: simulator.tenants[1]!.tenantId as TenantId,
  };
}

export async function usersOf(cloud: TestCloud, tenant: TenantId = cloud.tenant): Promise<UserListingStep[]> {
  const steps: UserListingStep[] = [];
  for await (const step of cloud.directory.listUsers(tenant, new AbortController().signal)) steps.push(step);
  return steps;
}

export function idsOf(steps: readonly UserListingStep[]): string[] {
  return steps.flatMap((step) => (step.kind === "page" ? step.users.map(({ id }) => id as string) : []));
}

/** The failure a promise ends in; fails the test when it ends well. */
export async function failureOf(promise: Promise<unknown>): Promise<MicrosoftFailure> {
  const outcome = await promise.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
  if (outcome instanceof MicrosoftFailure) return outcome;
  throw outcome;
}
