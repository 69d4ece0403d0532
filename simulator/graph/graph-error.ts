import { randomUUID } from "node:crypto";
import { jsonReply, type Reply } from "../http/reply.js";

/** Answers the way Graph refuses. */
export function graphError(status: number, code: string, message: string, headers: Record<string, string> = {}): Reply {
  const requestId = randomUUID();
  const date = new Date().toISOString().slice(0, 19);
  const innerError = { date, "request-id": requestId, "client-request-id": requestId };
  return jsonReply(status, { error: { code, message, innerError } }, { "request-id": requestId, ...headers });
}
