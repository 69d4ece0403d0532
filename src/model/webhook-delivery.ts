/** PENDING: due at `nextAt`. DELIVERED: the receiver said 2xx. GIVEN_UP: nobody tries again unless an operator asks. */
export type DeliveryState = "PENDING" | "DELIVERED" | "GIVEN_UP";

/** Why an attempt failed, as far as it can be told without repeating what the receiver said. */
export type DeliveryFailure =
  "REFUSED_BY_STATUS" | "REDIRECTED" | "GONE" | "TIMED_OUT" | "CONNECTION_FAILED" | "CERTIFICATE_REFUSED";

/** One event to one webhook: what is sent, and how often it has been tried. */
export interface DueDelivery {
  readonly eventId: string;
  readonly url: string;
  readonly body: string;
  readonly attempts: number;
  /** Null before the first attempt. */
  readonly firstAt: Date | null;
}

/** How an attempt ended. `status` null: no answer. */
export interface AttemptFailure {
  readonly status: number | null;
  readonly failure: DeliveryFailure;
}

/** A line of the delivery log. `origin` is the URL without its path, which may hold a secret. */
export interface DeliveryEntry {
  readonly eventId: string;
  readonly type: string;
  readonly origin: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly occurredAt: Date;
  readonly lastAt: Date | null;
  readonly nextAt: Date | null;
  readonly status: number | null;
  readonly failure: DeliveryFailure | null;
}
