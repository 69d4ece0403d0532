import type { Log } from "../log.js";
import { nextAttempt } from "../model/delivery-policy.js";
import type { AttemptFailure, DueDelivery } from "../model/webhook-delivery.js";
import type { SendOutcome, WebhookSender } from "../outbound/webhook-sender.js";
import type { AlertStore } from "../store/write/alert-store.js";
import type { DeliveryLog } from "../store/write/delivery-log.js";
import type { EventStore } from "../store/write/event-store.js";
import { DELIVER_WEBHOOKS } from "./job-names.js";
import type { JobData, RunningJob } from "./job-queue.js";

const BATCH = 200;
/** Longer than an attempt can take: whoever dies in the middle of one delays it by this, and sends the same id again. */
const CLAIM_MS = 120_000;
const RETENTION_MS = 30 * 86_400_000;

/** One attempt: `reason` is empty where it was delivered. */
export interface EndedAttempt {
  readonly outcome: SendOutcome["kind"];
  readonly reason: string;
  readonly milliseconds: number;
}

/** What the job needs. `random` is 0 to 1; `onAttempt` hears of each attempt, for the metrics. */
export interface DeliverWebhooksDeps {
  readonly events: EventStore;
  readonly deliveries: DeliveryLog;
  readonly alerts: AlertStore;
  readonly sender: WebhookSender;
  readonly log: Log;
  readonly time: () => number;
  readonly random: () => number;
  readonly onAttempt?: (attempt: EndedAttempt) => void;
}

/** The recurring job that sends what is due: to all webhooks side by side, to each in the order of the events, at least once. */
export function createDeliverWebhooks(deps: DeliverWebhooksDeps) {
  return {
    name: DELIVER_WEBHOOKS,
    concurrency: 1,
    run: async (_data: JobData, { signal }: RunningJob): Promise<void> => {
      const ended = await Promise.allSettled(deps.events.webhooks.map((url) => deliverAll(deps, url, signal)));
      for (const end of ended) if (end.status === "rejected") throw end.reason;
      await tellOfLosses(deps);
      await deps.events.prune(new Date(deps.time() - RETENTION_MS));
    },
  };
}

async function deliverAll(deps: DeliverWebhooksDeps, url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const due = await deps.events.due(url, new Date(deps.time()), BATCH);
    for (const delivery of due) {
      if (signal.aborted || !(await deliver(deps, delivery, signal))) return;
    }
    if (due.length < BATCH) return;
  }
}

/** False: the receiver is down, and what else is due to it waits for the next run instead of running into the same. */
async function deliver(deps: DeliverWebhooksDeps, due: DueDelivery, signal: AbortSignal): Promise<boolean> {
  const now = new Date(deps.time());
  const claimed = await deps.events.claim(due, now, new Date(now.getTime() + CLAIM_MS));
  if (claimed === null) return true;
  const started = performance.now();
  const outcome = await deps.sender.send(claimed, signal).catch((cause: unknown) => {
    if (signal.aborted) return null;
    throw cause;
  });
  if (outcome === null) return false;
  tellAttempt(deps, claimed, { outcome, milliseconds: Math.round(performance.now() - started) });
  if (outcome.kind === "delivered") await deps.events.delivered(claimed, outcome.status);
  else await postpone(deps, claimed, outcome);
  return outcome.kind === "delivered" || isAlive(outcome);
}

/** Of the URL the origin alone: its path may hold a secret. */
function tellAttempt(
  { log, onAttempt }: DeliverWebhooksDeps,
  { eventId, url, attempts }: DueDelivery,
  { outcome, milliseconds }: { readonly outcome: SendOutcome; readonly milliseconds: number },
): void {
  const reason = outcome.kind === "failed" ? outcome.failure : "";
  onAttempt?.({ outcome: outcome.kind, reason, milliseconds });
  const fields = { eventId, origin: new URL(url).origin, attempts, status: outcome.status, milliseconds };
  if (outcome.kind === "delivered") log.info("webhook delivered", fields);
  else log.warn("webhook not delivered", { ...fields, failure: outcome.failure });
}

async function postpone(deps: DeliverWebhooksDeps, claimed: DueDelivery, failed: AttemptFailure): Promise<void> {
  const now = new Date(deps.time());
  const { attempts, firstAt } = claimed;
  const next =
    failed.failure === "GONE" ? null : nextAttempt({ attempts, firstAt: firstAt ?? now }, now, deps.random());
  await deps.events.failed(claimed, failed, next);
  if (next === null) deps.log.warn("webhook given up", { eventId: claimed.eventId, attempts });
}

/** It refused this one event, and may take the next. */
function isAlive({ status }: AttemptFailure): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 429;
}

/** One alert as long as something stays undelivered that nobody tries any more. */
async function tellOfLosses({ deliveries, alerts, log }: DeliverWebhooksDeps): Promise<void> {
  const key = { kind: "webhook-undeliverable", tenantId: null };
  const givenUp = await deliveries.givenUp();
  if (givenUp === 0) {
    await alerts.clear(key);
    return;
  }
  const message = `${givenUp} deliveries to webhooks were given up.`;
  const remedy = "See `webhooks deliveries --failed`, repair the receiver, then `webhooks redeliver --failed`.";
  if (await alerts.raise({ ...key, day: null, code: "WEBHOOK_UNDELIVERABLE", message, remedy }))
    log.error("webhook deliveries given up", { givenUp });
}
