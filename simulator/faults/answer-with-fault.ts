import { randomUUID } from "node:crypto";
import { aadstsReply } from "../entra/aadsts.js";
import { graphError } from "../graph/graph-error.js";
import { jsonReply, textReply, type Reply } from "../http/reply.js";
import type { Fault, FaultEndpoint, FaultOf } from "./fault.js";

const HTML =
  "<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body><p>Please wait</p></body></html>";
// What Graph sends when a conditional access policy wants a fresher token.
const CLAIMS = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}').toString("base64");

/**
 * Answers a request, with its fault if it has one. A fault that replaces the answer is dealt with here; one that only
 * shapes it is passed on to `answer`, which does as it is told.
 */
export function answerWithFault(
  on: FaultEndpoint,
  fault: Fault | undefined,
  answer: (shaping?: Fault) => Reply,
): Reply {
  if (!fault) return answer();
  const reply = replacement(on, fault) ?? altered(fault, answer);
  return { ...reply, fault: fault.kind };
}

function replacement(on: FaultEndpoint, fault: Fault): Reply | undefined {
  switch (fault.kind) {
    case "aadsts":
      return aadstsReply(fault.code, fault.suberror === undefined ? {} : { suberror: fault.suberror });
    case "graph":
      return graphError(fault.status, fault.code, fault.message ?? fault.code, fault.headers);
    case "throttle":
      return throttled(on, fault);
    case "status":
      return { ...textReply(fault.status, fault.body ?? "", "text/plain"), headers: fault.headers ?? {} };
    case "html":
      return textReply(200, HTML, "text/html; charset=utf-8");
    case "claims-challenge":
      return claimsChallenge(on);
    case "expired-page-token":
      return graphError(400, fault.code ?? "Directory_ExpiredPageToken", "The specified page token value has expired.");
    default:
      return undefined;
  }
}

function altered(fault: Fault, answer: (shaping?: Fault) => Reply): Reply {
  switch (fault.kind) {
    case "hang":
      return { ...answer(), delivery: { kind: "hang" } };
    case "connection-reset":
      return { ...answer(), delivery: { kind: "reset" } };
    case "slow-drip":
      return { ...answer(), delivery: { kind: "drip", bytesPerSecond: fault.bytesPerSecond } };
    case "cut-body":
      return { ...answer(), delivery: { kind: "cut" } };
    case "huge-page":
      return { ...answer(), delivery: { kind: "huge", bytes: fault.bytes } };
    case "malformed-json": {
      const reply = answer();
      return { ...reply, body: `${reply.body.slice(0, -Math.ceil(reply.body.length / 3))},]` };
    }
    default:
      return answer(fault);
  }
}

function throttled(on: FaultEndpoint, { retryAfter }: FaultOf<"throttle">): Reply {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "Retry-After": retryAfter };
  if (on === "token") return aadstsReply(90055, { headers });
  if (on === "customers") return { ...jsonReply(429, { code: 429, description: "Too many requests" }), headers };
  return graphError(429, "TooManyRequests", "Please retry again later.", {
    ...headers,
    "x-ms-throttle-information": "ResourceUnitLimitExceeded",
    "x-ms-throttle-scope": `Tenant_Application/ReadWrite/${randomUUID()}/${randomUUID()}`,
  });
}

function claimsChallenge(on: FaultEndpoint): Reply {
  if (on === "token") return aadstsReply(50076, { claims: '{"access_token":{"capolids":{"essential":true}}}' });
  const message =
    "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies";
  const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${CLAIMS}"`;
  return graphError(401, "InvalidAuthenticationToken", message, { "WWW-Authenticate": challenge });
}
