import type { FaultEndpoint, Fault, Simulator } from "../../../simulator/simulator.js";
import type { FailureCode } from "../../../src/model/failure.js";
import { parseGuid } from "../../../src/model/guid.js";
import type { TenantId } from "../../../src/model/tenant.js";

/** A way to spoil one tenant for good, and the reason its day must then give. */
export interface Poison {
  readonly name: string;
  readonly on: FaultEndpoint;
  readonly fault: Fault;
  readonly reason: FailureCode;
}

function token(code: number, reason: FailureCode): Poison {
  return { name: `AADSTS${code}`, on: "token", fault: { kind: "aadsts", code }, reason };
}

function users(name: string, fault: Fault, reason: FailureCode): Poison {
  return { name, on: "users", fault, reason };
}

const graph = (status: number, code: string): Fault => ({ kind: "graph", status, code });

/** Every kind of trouble that one tenant can make. */
export const POISONS: readonly Poison[] = [
  token(65001, "CONSENT_MISSING"),
  token(50076, "MFA_REQUIRED"),
  token(53003, "BLOCKED_BY_CONDITIONAL_ACCESS"),
  token(90002, "TENANT_GONE"),
  token(50020, "GDAP_MISSING"),
  token(700082, "ACCESS_DENIED"),
  users("401", graph(401, "InvalidAuthenticationToken"), "ACCESS_DENIED"),
  users("403", graph(403, "Authorization_RequestDenied"), "ACCESS_DENIED"),
  users("404", graph(404, "Request_ResourceNotFound"), "INVALID_RESPONSE"),
  users("endless 503", { kind: "status", status: 503 }, "MICROSOFT_UNAVAILABLE"),
  users("endless 429", { kind: "throttle", retryAfter: "1" }, "THROTTLED"),
  users("hang", { kind: "hang" }, "MICROSOFT_UNAVAILABLE"),
  users("one byte a second", { kind: "slow-drip", bytesPerSecond: 1 }, "MICROSOFT_UNAVAILABLE"),
  users("cut body", { kind: "cut-body" }, "MICROSOFT_UNAVAILABLE"),
  users("connection reset", { kind: "connection-reset" }, "MICROSOFT_UNAVAILABLE"),
  users("malformed JSON", { kind: "malformed-json" }, "INVALID_RESPONSE"),
  users("HTML", { kind: "html" }, "INVALID_RESPONSE"),
  users("500 MB page", { kind: "huge-page", bytes: 500_000_000 }, "INVALID_RESPONSE"),
  users("wrong types", { kind: "wrong-types" }, "INVALID_RESPONSE"),
  users("next link to itself", { kind: "page-loop" }, "INVALID_RESPONSE"),
  users("pages without an end", { kind: "empty-page" }, "INVALID_RESPONSE"),
  users("next link elsewhere", { kind: "foreign-next-link", host: "evil.example" }, "INVALID_RESPONSE"),
  users("claims challenge", { kind: "claims-challenge" }, "BLOCKED_BY_CONDITIONAL_ACCESS"),
  users("empty directory", { kind: "empty-directory" }, "EMPTY_DIRECTORY"),
];

/** A tenant that was spoilt. */
export interface Poisoned extends Poison {
  readonly tenantId: TenantId;
}

/** Spoils the first `count` tenants of a simulator, each in the next way, for good. */
export function poison(simulator: Simulator, count: number): Poisoned[] {
  return simulator.tenants.slice(0, count).map(({ tenantId: id }, index) => {
    const kind = POISONS[index % POISONS.length] as Poison;
    simulator.fault({ tenantId: id, on: kind.on, times: Infinity, fault: kind.fault });
    return { ...kind, tenantId: parseGuid("tenantId", id) };
  });
}
