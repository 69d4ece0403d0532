/** A request as the simulator saw it. */
export interface RecordedRequest {
  /** Counts from 1 since the start. */
  number: number;
  /** When it had been read, in milliseconds since 1970. */
  at: number;
  /** token, authorize, users, subscribedSkus, customers, or other. */
  on: string;
  tenantId: string | undefined;
  method: string;
  /** Path and query as sent. */
  url: string;
  headers: Record<string, string>;
  body: string;
  status: number;
  /** The Retry-After header of the answer. */
  retryAfter: string | undefined;
  fault: string | undefined;
}

/** The latest requests, oldest first. */
export interface RequestLog {
  add(request: Omit<RecordedRequest, "number">): void;
  all(): RecordedRequest[];
  clear(): void;
}

// A replay of years must not fill the memory; tests look at far fewer.
const KEPT = 5_000;

/** Opens an empty log. */
export function createRequestLog(): RequestLog {
  let requests: RecordedRequest[] = [];
  let count = 0;
  return {
    add(request) {
      requests.push({ number: ++count, ...request });
      if (requests.length > 2 * KEPT) requests = requests.slice(-KEPT);
    },
    all: () => [...requests],
    clear() {
      requests = [];
    },
  };
}
