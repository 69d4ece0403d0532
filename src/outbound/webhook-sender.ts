import { Agent, request } from "undici";
import type { AttemptFailure, DeliveryFailure } from "../model/webhook-delivery.js";
import { signatureOf } from "./webhook-signature.js";

/** One event for one webhook; `body` is sent and signed as it is. */
export interface WebhookMessage {
  readonly url: string;
  readonly eventId: string;
  readonly body: string;
}

/** What became of one attempt; nothing of what the receiver wrote. */
export type SendOutcome =
  { readonly kind: "delivered"; readonly status: number } | ({ readonly kind: "failed" } & AttemptFailure);

/** Sends once. Rejects only when `signal` aborts. */
export interface WebhookSender {
  send(message: WebhookMessage, signal: AbortSignal): Promise<SendOutcome>;
}

/** How long to wait for a connection, and then for the status, in milliseconds. */
export interface WebhookTimeouts {
  readonly connectMs: number;
  readonly answerMs: number;
}

export const WEBHOOK_TIMEOUTS: WebhookTimeouts = { connectMs: 10_000, answerMs: 15_000 };

/** More of an answer than this is not waited for; all of it is thrown away. */
const ANSWER_LIMIT = 16_384;

/** POSTs signed JSON; redirects are not followed, so that an event never leaves the host that the settings name. */
export function createWebhookSender(
  { secrets, time }: { readonly secrets: readonly Buffer[]; readonly time: () => number },
  { connectMs, answerMs }: WebhookTimeouts = WEBHOOK_TIMEOUTS,
): WebhookSender {
  const dispatcher = new Agent({
    connect: { timeout: connectMs },
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    keepAliveTimeout: 5_000,
  });
  const headersOf = ({ eventId: id, body }: WebhookMessage): Record<string, string> => {
    const timestamp = Math.floor(time() / 1_000);
    return {
      "content-type": "application/json",
      "user-agent": "snapshot-gateway",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signatureOf(secrets, { id, timestamp, body }),
    };
  };
  return { send: (message, signal) => sendOnce(dispatcher, { message, headers: headersOf(message) }, signal) };
}

async function sendOnce(
  dispatcher: Agent,
  { message, headers }: { readonly message: WebhookMessage; readonly headers: Record<string, string> },
  signal: AbortSignal,
): Promise<SendOutcome> {
  try {
    const options = { dispatcher, method: "POST", headers, body: message.body, signal } as const;
    const { statusCode, body } = await request(message.url, options);
    // The status has decided; an answer that breaks off or never ends changes nothing.
    await body.dump({ limit: ANSWER_LIMIT }).catch(() => undefined);
    return outcomeOf(statusCode);
  } catch (cause) {
    if (signal.aborted) throw cause;
    return { kind: "failed", status: null, failure: failureOf(cause) };
  }
}

function outcomeOf(status: number): SendOutcome {
  if (status >= 200 && status < 300) return { kind: "delivered", status };
  if (status >= 300 && status < 400) return { kind: "failed", status, failure: "REDIRECTED" };
  return { kind: "failed", status, failure: status === 410 ? "GONE" : "REFUSED_BY_STATUS" };
}

function failureOf(cause: unknown): DeliveryFailure {
  const { code = "" } = cause as { readonly code?: string };
  if (/CERT|VERIFY_LEAF/.test(code)) return "CERTIFICATE_REFUSED";
  return /TIMEOUT|ETIMEDOUT/.test(code) ? "TIMED_OUT" : "CONNECTION_FAILED";
}
