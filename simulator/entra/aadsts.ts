import { randomUUID } from "node:crypto";
import { jsonReply, type Reply } from "../http/reply.js";
import { AADSTS_CODES } from "./aadsts-codes.js";

/** What a body may carry beyond what its code says. */
export interface AadstsExtras {
  message?: string;
  suberror?: string;
  claims?: string;
  correlationId?: string | undefined;
  headers?: Record<string, string>;
}

/** Answers the way the token endpoint refuses: an OAuth error with Microsoft's number inside. */
export function aadstsReply(code: number, extras: AadstsExtras = {}): Reply {
  const known = AADSTS_CODES.get(code) ?? { error: "invalid_grant", status: 400, text: "The request was refused." };
  const suberror = extras.suberror ?? known.suberror;
  const traceId = randomUUID();
  const correlationId = extras.correlationId ?? randomUUID();
  const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
  const text = extras.message ?? known.text;
  const body = {
    error: known.error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    ...(suberror === undefined ? {} : { suberror }),
    ...(extras.claims === undefined ? {} : { claims: extras.claims }),
  };
  return jsonReply(known.status, body, { "x-ms-request-id": traceId, "Cache-Control": "no-store", ...extras.headers });
}
