import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { readExchange, type Exchange } from "./exchange.js";
import { jsonReply, type Reply } from "./reply.js";
import type { RequestLog } from "./request-log.js";
import { send } from "./send.js";

/** What a listener needs to know. */
export interface Listening {
  port: number;
  latencyMs: number;
  requests: RequestLog;
  answer: (exchange: Exchange) => Reply;
}

/** One open port. */
export interface Listener {
  url: string;
  close(): Promise<void>;
}

// Longer than any client keeps an idle connection, so that none is closed under a request.
const KEEP_ALIVE_MILLISECONDS = 120_000;

/** Opens a port on loopback. */
export async function listen(listening: Listening): Promise<Listener> {
  const server = createServer((request, response) => void serve(listening, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listening.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

async function serve(listening: Listening, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const exchange = await readExchange(request);
    const reply = answerSafely(listening, exchange);
    record(listening.requests, exchange, reply);
    if (listening.latencyMs > 0) await wait(listening.latencyMs, undefined, { ref: false });
    await send(response, exchange, reply);
  } catch {
    // The client went away or sent something that is no HTTP: there is nobody to answer.
    response.destroy();
  }
}

/** A fault of the simulator itself shows as such, never as a plausible answer of Microsoft's. */
function answerSafely({ answer }: Listening, exchange: Exchange): Reply {
  try {
    return answer(exchange);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return jsonReply(500, { simulatorError: text });
  }
}

function record(requests: RequestLog, exchange: Exchange, reply: Reply): void {
  if (exchange.url.pathname.startsWith("/__simulator")) return;
  const { method, url, headers, body } = exchange;
  const { endpoint = "other", tenantId, status, fault } = reply;
  requests.add({
    at: Date.now(),
    on: endpoint,
    tenantId,
    method,
    url: url.pathname + url.search,
    headers,
    body,
    status,
    retryAfter: reply.headers["Retry-After"],
    fault,
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
