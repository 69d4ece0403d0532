/** How many requests a tenant's run sent, and when it began. */
export interface TenantRequests {
  readonly requests: number;
  readonly startedAt: number;
}

export interface Lanes {
  readonly count: number;
  readonly latencyMs: number;
}

/** Milliseconds until all is over where the next tenant is given to whichever lane is free first, and nothing takes time but latency. */
function scheduleMs(requests: readonly number[], { count, latencyMs }: Lanes): number {
  const busy = Array<number>(count).fill(0);
  for (const many of requests) {
    const least = busy.indexOf(Math.min(...busy));
    busy[least] = (busy[least] ?? 0) + many * latencyMs;
  }
  return Math.max(...busy);
}

/** For who knows every size: the longest first. */
export function idealMs(tenants: readonly TenantRequests[], lanes: Lanes): number {
  return scheduleMs(
    tenants.map(({ requests }) => requests).sort((one, other) => other - one),
    lanes,
  );
}

/** For who knows no size, as on a first night: in the order in which the runs really began. */
export function inOrderMs(tenants: readonly TenantRequests[], lanes: Lanes): number {
  const ordered = [...tenants].sort((one, other) => one.startedAt - other.startedAt);
  return scheduleMs(
    ordered.map(({ requests }) => requests),
    lanes,
  );
}
