/** The endpoints a fault can be asked for on. */
export type FaultEndpoint = "token" | "users" | "subscribedSkus" | "customers";

/** What goes wrong, once it does. */
export type Fault =
  | { kind: "aadsts"; code: number; suberror?: string }
  | { kind: "graph"; status: number; code: string; message?: string; headers?: Record<string, string> }
  | { kind: "throttle"; /** The header verbatim; absent: no header. */ retryAfter?: string }
  | { kind: "status"; status: number; body?: string; headers?: Record<string, string> }
  | { kind: "hang" }
  | { kind: "slow-drip"; bytesPerSecond: number }
  | { kind: "cut-body" }
  | { kind: "malformed-json" }
  /** A page that is good JSON and so long; Infinity never ends. Written only as fast as it is read. */
  | { kind: "huge-page"; bytes: number }
  | { kind: "html" }
  | { kind: "connection-reset" }
  | { kind: "claims-challenge" }
  /** Met only by a request that carries a page token, so by the second page at the earliest. */
  | { kind: "expired-page-token"; code?: "Directory_ExpiredPageToken" | "DirectoryPageTokenNotFoundException" }
  | { kind: "page-loop" }
  | { kind: "foreign-next-link"; host: string; protocol?: string }
  | { kind: "wrong-tenant-token"; tid: string }
  | { kind: "empty-directory" }
  | { kind: "empty-page" }
  | { kind: "repeat-person" }
  | { kind: "missing-users"; /** The share of people listed, to the end of the listing. */ keep: number }
  | { kind: "no-licenses" }
  | { kind: "wrong-types" };

/** Asks for a fault by tenant and by request number. */
export interface FaultRule {
  tenantId?: string;
  on: FaultEndpoint;
  /** The nth matching request since the rule was set, from 1; default 1. */
  from?: number;
  /** How many requests in a row; default 1; Infinity means always. */
  times?: number;
  fault: Fault;
}

/** The kind of a fault. */
export type FaultKind = Fault["kind"];

/** The fault of one kind. */
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;
