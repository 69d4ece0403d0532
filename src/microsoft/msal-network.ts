import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { z } from "zod";
import { classifyTokenRefusal, MicrosoftFailure, type TokenSide } from "./failure.js";
import type { Http, HttpResponse } from "./http.js";
import { brokenConnection } from "./json-request.js";
import { TransientFailure } from "./persistence.js";
import { parseRetryAfter } from "./retry-after.js";

/** MSAL's window to the network for one redemption, and what it saw there that MSAL does not hand on. */
export interface MsalNetwork extends INetworkModule {
  /** MSAL never returns the refresh token; the rotated one is read here. */
  readonly refreshToken: () => string | null;
  /** MSAL wraps what its network throws; this is the typed reason. */
  readonly failure: () => Error | null;
}

export interface MsalNetworkDeps {
  readonly http: Http;
  readonly time: () => number;
  /** From the https origin that MSAL insists on to the configured one. */
  readonly rewrite: (url: string) => string;
  readonly side: TokenSide;
  readonly signal?: AbortSignal | undefined;
}

/** A fresh network module: nothing of one redemption (MSAL's in-process throttle neither) reaches the next. */
export function createMsalNetwork(deps: MsalNetworkDeps): MsalNetwork {
  let refreshToken: string | null = null;
  let failure: Error | null = null;

  async function send<T>(method: "GET" | "POST", url: string, options: NetworkRequestOptions = {}) {
    try {
      const body = options.body === undefined ? {} : { body: options.body };
      const response = await deps.http
        .send({ method, url: deps.rewrite(url), headers: options.headers ?? {}, ...body }, deps.signal)
        .catch((cause: unknown) => {
          throw brokenConnection("the token endpoint", deps.signal, cause);
        });
      const parsed = parseTokenBody(response, deps);
      refreshToken = z.object({ refresh_token: z.string().min(1) }).safeParse(parsed).data?.refresh_token ?? null;
      return { status: response.status, headers: response.headers, body: parsed } as NetworkResponse<T>;
    } catch (error) {
      failure = error instanceof Error ? error : new Error("broken off", { cause: error });
      throw error;
    }
  }

  return {
    sendGetRequestAsync: (url, options) => send("GET", url, options),
    sendPostRequestAsync: (url, options) => send("POST", url, options),
    refreshToken: () => refreshToken,
    failure: () => failure,
  };
}

const REFUSAL = z.object({
  error: z.string(),
  error_codes: z.array(z.number()).optional(),
  error_description: z.string().optional(),
});

/** The JSON of a 200; every other answer is classified here, before MSAL can throttle or reword it. */
function parseTokenBody(response: HttpResponse, deps: MsalNetworkDeps): unknown {
  const body = jsonOrNull(response.text);
  if (response.status !== 200) throw refusalOf(response, body, deps);
  if (z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() }).safeParse(body).success) return body;
  throw new MicrosoftFailure("INVALID_RESPONSE", "the token endpoint answered 200 without a token");
}

const SERVICE_PRINCIPAL_IS_BEING_MADE = 650051;
const SHORT_WAIT_MS = 10_000;
/** Too many identical requests: asking again soon makes it worse. */
const LOOP_DETECTED_WAIT_MS = 900_000;

function refusalOf(response: HttpResponse, body: unknown, deps: MsalNetworkDeps): Error {
  const refusal = REFUSAL.safeParse(body).data;
  const errorNo = refusal?.error_codes?.[0] ?? numberIn(refusal?.error_description);
  const error = refusal?.error ?? null;
  const { code, transient } = classifyTokenRefusal({ status: response.status, errorNo, error }, deps.side);
  const detail = errorNo === null ? `the token endpoint answered ${response.status}` : `AADSTS${errorNo}`;
  const waitMs = parseRetryAfter(response.headers["retry-after"], deps.time());
  if (!transient) {
    const until = code === "THROTTLED" ? new Date(deps.time() + (waitMs ?? LOOP_DETECTED_WAIT_MS)) : null;
    return new MicrosoftFailure(code, detail, { retryAfter: until });
  }
  const shortest = errorNo === SERVICE_PRINCIPAL_IS_BEING_MADE ? SHORT_WAIT_MS : null;
  const throttled = code === "THROTTLED" || waitMs !== null;
  // Without Entra's number it is the endpoint itself that had enough of us, whatever the tenant.
  const scope = response.status === 429 && errorNo === null ? "application" : "tenant";
  return new TransientFailure(new MicrosoftFailure(code, detail), waitMs ?? shortest, throttled ? scope : null);
}

function numberIn(description: string | undefined): number | null {
  const digits = /^AADSTS(\d+)/.exec(description ?? "")?.[1];
  return digits === undefined ? null : Number(digits);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // HTML of a proxy; the caller decides by the status.
  }
}
