import type { TenantId } from "../model/tenant.js";

/** Microsoft's services that throttle apart from each other. */
export type Service = "login" | "graph" | "partnerCenter";

/** Whom a throttle means: one tenant, or the application in every tenant. */
export type ThrottleScope = "tenant" | "application";

/** The waits Microsoft asked for, shared by everything in the process. */
export interface ThrottleGate {
  /** The way of one kind of request. A tenant's wait holds for all services, an application's for its service in every tenant. */
  passage(service: Service, tenantId: TenantId): Passage;
}

/** Where requests pass, and where a throttled one closes the way for the others. */
export interface Passage {
  /** Milliseconds until a request may be sent; 0: now. */
  remaining(): number;
  close(scope: ThrottleScope, waitMs: number): void;
}

export interface ThrottleGateOptions {
  readonly time: () => number;
  /** Told of every wait that was asked for, for metrics. */
  readonly onClose?: (service: Service, scope: ThrottleScope, waitMs: number) => void;
}

/** Those who waited for the same instant must not all come at once. */
const SPREAD_MS = 500;
const MOST_FORGOTTEN = 1_000;

/** An open gate. */
export function createThrottleGate({ time, onClose }: ThrottleGateOptions): ThrottleGate {
  const closedUntil = new Map<string, number>();

  function remainingOf(key: string): number {
    const ms = (closedUntil.get(key) ?? 0) - time();
    if (ms <= 0) closedUntil.delete(key);
    return Math.max(0, ms);
  }

  function close(key: string, waitMs: number): void {
    closedUntil.set(key, Math.max(closedUntil.get(key) ?? 0, time() + waitMs));
    if (closedUntil.size > MOST_FORGOTTEN) for (const other of [...closedUntil.keys()]) remainingOf(other);
  }

  return {
    passage(service, tenantId) {
      const keys = { tenant: `tenant/${tenantId}`, application: `application/${service}` };
      return {
        remaining() {
          const application = remainingOf(keys.application);
          const spread = application === 0 ? 0 : Math.ceil(Math.random() * SPREAD_MS);
          return Math.max(remainingOf(keys.tenant), application + spread);
        },
        close(scope, waitMs) {
          close(keys[scope], waitMs);
          onClose?.(service, scope, waitMs);
        },
      };
    },
  };
}
