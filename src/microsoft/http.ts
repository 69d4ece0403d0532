import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Agent, request } from "undici";

/** How long one request may take, in milliseconds: until the headers, between two pieces of the body, and in all. */
export interface HttpTimeouts {
  readonly headersMs: number;
  readonly bodyMs: number;
  readonly totalMs: number;
}

export const DEFAULT_TIMEOUTS: HttpTimeouts = { headersMs: 60_000, bodyMs: 30_000, totalMs: 180_000 };

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer that arrived whole, decompressed. Header names are in lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** One attempt over kept-alive connections; rejects when the connection breaks, time runs out or `signal` aborts. */
export interface Http {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
}

const gunzipAsync = promisify(gunzip);
/** A page is about 1 MB; whoever sends this much more is not Graph. */
const LARGEST_BODY = 64 * 1024 * 1024;

/** A pool of connections per origin; redirects are never followed, so that no bearer token leaves its origin. */
export function createHttp(timeouts: HttpTimeouts = DEFAULT_TIMEOUTS): Http {
  const dispatcher = new Agent({
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    connect: { timeout: Math.min(timeouts.headersMs, 30_000) },
    keepAliveTimeout: 10_000,
    maxResponseSize: LARGEST_BODY,
  });
  return { send: (toSend, signal) => sendOnce(dispatcher, timeouts, toSend, signal) };
}

async function sendOnce(
  dispatcher: Agent,
  timeouts: HttpTimeouts,
  toSend: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const deadline = startDeadline(timeouts.totalMs, signal);
  try {
    const response = await request(toSend.url, {
      dispatcher,
      method: toSend.method,
      headers: { "accept-encoding": "gzip", ...toSend.headers },
      signal: deadline.signal,
      ...(toSend.body === undefined ? {} : { body: toSend.body }),
    });
    const raw = Buffer.from(await response.body.arrayBuffer());
    const headers = toPlainHeaders(response.headers);
    const body =
      headers["content-encoding"] === "gzip" ? await gunzipAsync(raw, { maxOutputLength: LARGEST_BODY }) : raw;
    // A wrong byte would become a replacement character, and a change of a name: rather no text than another one.
    return { status: response.statusCode, headers, text: isUtf8(body) ? body.toString("utf8") : "" };
  } finally {
    deadline.stop();
  }
}

/** AbortSignal.any keeps a long-lived signal's followers alive on Node 20, hence by hand. */
function startDeadline(totalMs: number, signal: AbortSignal | undefined): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const follow = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(new Error("no whole answer in time")), totalMs);
  if (signal?.aborted) follow();
  signal?.addEventListener("abort", follow, { once: true });
  const stop = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", follow);
  };
  return { signal: controller.signal, stop };
}

function toPlainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
