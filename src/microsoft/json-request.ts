import { z } from "zod";
import type { Log } from "../log.js";
import { isGuid } from "../model/guid.js";
import { classifyGraphError, MicrosoftFailure, pageTokenExpired } from "./failure.js";
import { AnswerTooLong, type Http, type HttpResponse } from "./http.js";
import { persist, TransientFailure, type Persistence } from "./persistence.js";
import { parseRetryAfter } from "./retry-after.js";
import type { Passage, ThrottleScope } from "./throttle-gate.js";

/** How we call ourselves to Microsoft. */
export const USER_AGENT = "snapshot-gateway/0.1";

/** What asking Graph and the Partner Center needs. */
export interface JsonRequestDeps {
  readonly http: Http;
  readonly persistence: Omit<Persistence, "passage">;
  readonly log: Log;
}

export interface JsonRequest {
  /** In failures and logs, e.g. "GET /users": names no person and carries no token. */
  readonly label: string;
  /** What log lines say besides: the tenant, the day and the run. */
  readonly about?: Readonly<Record<string, string | number | null>>;
  readonly url: string;
  readonly passage: Passage;
  /** Of the whole listing: Microsoft's logs then show its pages, and every further try, as one. */
  readonly clientRequestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Awaited before every request: when it rejects, nothing is sent. */
  readonly onSend?: () => Promise<void>;
  readonly onRetry?: () => void;
}

/** The token was not accepted (401, or 403 with a claims challenge). `claims` is what the challenge asks for. */
export class TokenRefused extends Error {
  readonly claims: string | null;

  constructor(label: string, claims: string | null) {
    super(`${label} refused the token`);
    this.name = "TokenRefused";
    this.claims = claims;
  }
}

/** The page token ran out. A retry of the same link stays failed; only page one helps. */
export class PageTokenExpired extends Error {}

/** The whole JSON of one GET, asked again while that can help. The same URL every time: Graph's rule for pages. */
export function fetchJson(deps: JsonRequestDeps, toSend: JsonRequest): Promise<unknown> {
  const { passage, onRetry } = toSend;
  const persistence = { ...deps.persistence, passage, ...(onRetry === undefined ? {} : { onRetry }) };
  return persist(persistence, toSend.signal, () => fetchOnce(deps, toSend));
}

async function fetchOnce(deps: JsonRequestDeps, toSend: JsonRequest): Promise<unknown> {
  const { clientRequestId } = toSend;
  const headers = { ...toSend.headers, "client-request-id": clientRequestId };
  await toSend.onSend?.();
  const response = await deps.http
    .send({ method: "GET", url: toSend.url, headers }, toSend.signal)
    .catch((cause: unknown) => {
      throw brokenConnection(toSend.label, toSend.signal, cause);
    });
  if (response.status === 200) return parseJson(toSend.label, response.text);
  deps.log.info("microsoft answered with an error", {
    ...toSend.about,
    request: toSend.label,
    status: response.status,
    clientRequestId,
    requestId: requestIdOf(response),
    waitMs: parseRetryAfter(response.headers["retry-after"], deps.persistence.time()),
  });
  throw errorOf(toSend.label, response, deps.persistence.time());
}

/** Microsoft's own id of the request; whatever else a stranger in its place puts there is not repeated. */
function requestIdOf({ headers }: HttpResponse): string | null {
  const id = headers["request-id"] ?? "";
  return isGuid(id) ? id : null;
}

/** A connection that broke or timed out may be tried again; an abort of the caller's and an answer without an end may not. */
export function brokenConnection(label: string, signal: AbortSignal | undefined, cause: unknown): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause instanceof AnswerTooLong) {
    return new MicrosoftFailure("INVALID_RESPONSE", `${label} answered with ${cause.message}`, { cause });
  }
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
  const detail = `${label}: no whole answer${code}`;
  return new TransientFailure(new MicrosoftFailure("MICROSOFT_UNAVAILABLE", detail, { cause }), null);
}

function parseJson(label: string, text: string): unknown {
  try {
    // Partner Center is reported to put a byte order mark in front.
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (cause) {
    // The parser's message quotes the body, which may name people.
    throw new MicrosoftFailure("INVALID_RESPONSE", `${label} answered 200 with no whole JSON`, {
      cause: cause instanceof SyntaxError ? undefined : cause,
    });
  }
}

const ERROR_BODY = z.object({ error: z.object({ code: z.string() }) });
const PARTNER_CENTER_ERROR_BODY = z.object({ code: z.union([z.string(), z.number()]) });

function errorCodeOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const graph = ERROR_BODY.safeParse(body);
    if (graph.success) return graph.data.error.code;
    const partnerCenter = PARTNER_CENTER_ERROR_BODY.safeParse(body);
    return partnerCenter.success ? String(partnerCenter.data.code) : "";
  } catch {
    return ""; // An HTML page of a proxy: the status alone decides.
  }
}

function errorOf(label: string, response: HttpResponse, now: number): Error {
  const code = errorCodeOf(response.text);
  if (pageTokenExpired(response.status, code)) return new PageTokenExpired(`${label}: ${code}`);
  const challenge = claimsChallenge(response);
  const meaning = classifyGraphError(response.status, code);
  const another = response.status === 401 && meaning.code !== "MFA_REQUIRED"; // no token of this sign-in carries more
  if (another || challenge !== null) return new TokenRefused(label, challenge);
  const detail = `${label} answered ${response.status}${/^\w{1,80}$/.test(code) ? ` ${code}` : ""}`;
  const failure = new MicrosoftFailure(meaning.code, detail);
  if (!meaning.transient) return failure;
  const waitMs = parseRetryAfter(response.headers["retry-after"], now);
  return new TransientFailure(failure, waitMs, throttledBy(response, waitMs));
}

/** A wait that was asked for, or a 429, holds for the whole tenant; Graph says when it means the application everywhere. */
function throttledBy({ status, headers }: HttpResponse, waitMs: number | null): ThrottleScope | null {
  if (status !== 429 && waitMs === null) return null;
  return /^application\//i.test(headers["x-ms-throttle-scope"] ?? "") ? "application" : "tenant";
}

function claimsChallenge({ status, headers }: HttpResponse): string | null {
  if (status !== 401 && status !== 403) return null;
  const claims = /\bclaims="([^"]+)"/.exec(headers["www-authenticate"] ?? "")?.[1];
  return claims === undefined ? null : Buffer.from(claims, "base64").toString("utf8");
}
