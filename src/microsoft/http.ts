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

/** An answer longer than any of Microsoft's; what had come of it is thrown away, and the rest is not read. */
export class AnswerTooLong extends Error {
  constructor(cause: unknown) {
    super(`more than ${LONGEST_ANSWER_MB} MB`, { cause });
    this.name = "AnswerTooLong";
  }
}

/** One attempt over kept-alive connections; rejects when the connection breaks, time runs out or `signal` aborts. */
export interface Http {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
}

const gunzipAsync = promisify(gunzip);
/** A page has up to 1 MB; whoever sends this much more is not Graph, and many may do so at once. */
const LONGEST_ANSWER_MB = 16;
const LONGEST_ANSWER = LONGEST_ANSWER_MB * 1024 * 1024;
/** What undici and zlib say when they stop reading. */
const TOO_LONG: ReadonlySet<unknown> = new Set(["UND_ERR_RES_EXCEEDED_MAX_SIZE", "ERR_BUFFER_TOO_LARGE"]);

/** A pool of connections per origin; redirects are never followed, so that no bearer token leaves its origin. */
export function createHttp(timeouts: HttpTimeouts = DEFAULT_TIMEOUTS): Http {
  const dispatcher = new Agent({
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    connect: { timeout: Math.min(timeouts.headersMs, 30_000) },
    keepAliveTimeout: 10_000,
    maxResponseSize: LONGEST_ANSWER,
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
    const headers = toPlainHeaders(response.headers);
    const body = await readWhole(response.body, headers["content-encoding"]);
    // A wrong byte would become a replacement character, and a change of a name: rather no text than another one.
    return { status: response.statusCode, headers, text: isUtf8(body) ? body.toString("utf8") : "" };
  } finally {
    deadline.stop();
  }
}

async function readWhole(body: { arrayBuffer(): Promise<ArrayBuffer> }, encoding: string | undefined): Promise<Buffer> {
  try {
    const raw = Buffer.from(await body.arrayBuffer());
    return encoding === "gzip" ? await gunzipAsync(raw, { maxOutputLength: LONGEST_ANSWER }) : raw;
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    throw TOO_LONG.has(code) ? new AnswerTooLong(cause) : cause;
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
