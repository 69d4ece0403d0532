import type { Fault, FaultEndpoint, FaultKind, FaultRule } from "../faults/fault.js";

const ENDPOINTS: readonly string[] = ["token", "users", "subscribedSkus", "customers"] satisfies FaultEndpoint[];

/** Every kind of fault, with the fields it cannot do without. */
export const FAULT_KINDS: Record<FaultKind, readonly [field: string, type: "number" | "string"][]> = {
  aadsts: [["code", "number"]],
  graph: [
    ["status", "number"],
    ["code", "string"],
  ],
  throttle: [],
  status: [["status", "number"]],
  hang: [],
  "slow-drip": [["bytesPerSecond", "number"]],
  "cut-body": [],
  "malformed-json": [],
  "huge-page": [["bytes", "number"]],
  html: [],
  "connection-reset": [],
  "claims-challenge": [],
  "expired-page-token": [],
  "page-loop": [],
  "foreign-next-link": [["host", "string"]],
  "wrong-tenant-token": [["tid", "string"]],
  "empty-directory": [],
  "empty-page": [],
  "repeat-person": [],
  "missing-users": [["keep", "number"]],
  "no-licenses": [],
  "wrong-types": [],
};

/** Reads a rule that came over HTTP; JSON knows no Infinity, so `times` may be "always". */
export function readFaultRule(body: Record<string, unknown>): FaultRule {
  const { on, tenantId, from } = body;
  if (typeof on !== "string" || !ENDPOINTS.includes(on))
    throw new TypeError(`"on" must be one of ${ENDPOINTS.join(", ")}`);
  if (tenantId !== undefined && typeof tenantId !== "string") throw new TypeError('"tenantId" must be a string');
  const times = body.times === "always" ? Infinity : body.times;
  return {
    on: on as FaultEndpoint,
    fault: readFault(body.fault),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(from === undefined ? {} : { from: readCount("from", from) }),
    ...(times === undefined ? {} : { times: readCount("times", times) }),
  };
}

function readFault(value: unknown): Fault {
  const fault = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const kind = String(fault.kind);
  if (!Object.hasOwn(FAULT_KINDS, kind))
    throw new TypeError(`"fault.kind" must be one of ${Object.keys(FAULT_KINDS).join(", ")}`);
  for (const [field, type] of FAULT_KINDS[kind as FaultKind]) {
    if (typeof fault[field] !== type) throw new TypeError(`"fault.${field}" must be a ${type}`);
  }
  return fault as unknown as Fault;
}

function readCount(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 1)) throw new TypeError(`"${name}" must be a number from 1`);
  return value;
}
