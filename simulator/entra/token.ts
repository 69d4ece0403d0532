import { createHash } from "node:crypto";
import type { Cloud } from "../cloud.js";
import { answerWithFault } from "../faults/answer-with-fault.js";
import type { Fault } from "../faults/fault.js";
import type { Exchange } from "../http/exchange.js";
import { jsonReply, type Reply } from "../http/reply.js";
import { aadstsReply } from "./aadsts.js";
import { refuseClient } from "./client-authentication.js";
import { redeemCode, redeemRefreshToken } from "./grants.js";
import { readScope } from "./scope.js";
import { tokenReply } from "./token-answer.js";

/** What a grant gave, or why it gave nothing. */
type Redemption = { nonce: string | undefined } | { code: number; message?: string };

const GRANTS: Record<string, (cloud: Cloud, form: URLSearchParams) => Redemption> = {
  authorization_code: fromCode,
  refresh_token: fromRefreshToken,
};

/** Answers POST /{tenant}/oauth2/v2.0/token. */
export function tokenEndpoint(cloud: Cloud, exchange: Exchange, segment: string): Reply {
  const tenantId = cloud.tenant(segment)?.directory.tenantId ?? segment;
  const fault = cloud.faults.meet({ on: "token", tenantId, hasPageToken: false });
  const reply = answerWithFault("token", fault, (shaping) => answer(cloud, exchange, segment, shaping));
  return { ...reply, endpoint: "token", tenantId };
}

function answer(cloud: Cloud, exchange: Exchange, segment: string, shaping: Fault | undefined): Reply {
  const form = new URLSearchParams(exchange.body);
  const correlationId = exchange.url.searchParams.get("client-request-id") ?? exchange.headers["client-request-id"];
  const refuse = ({ code, message }: { code: number; message?: string }) =>
    aadstsReply(code, { correlationId, ...(message === undefined ? {} : { message }) });
  const tenant = cloud.tenant(segment);
  if (!tenant)
    return refuse({
      code: 90002,
      message: `Tenant '${segment}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    });
  const refusal = refuseClient(cloud, form, exchange.url.pathname);
  if (refusal) return refuse(refusal);
  const scope = readScope(form.get("scope") ?? "");
  if (!scope) return refuse({ code: 70011 });
  if (!cloud.isResource(scope.resource, exchange.origin))
    return refuse({
      code: 500011,
      message: `The resource principal named ${scope.resource} was not found in the tenant.`,
    });
  const redemption = redeem(cloud, form);
  if ("code" in redemption) return refuse(redemption);
  const tenantId = shaping?.kind === "wrong-tenant-token" ? shaping.tid : tenant.directory.tenantId;
  const wantsClientInfo = form.get("client_info") === "1";
  const reply = tokenReply(cloud, { tenantId, scope, nonce: redemption.nonce, wantsClientInfo, correlationId });
  return shaping?.kind === "wrong-types" ? withWrongTypes(reply) : reply;
}

function redeem(cloud: Cloud, form: URLSearchParams): Redemption {
  const grantType = form.get("grant_type");
  if (grantType === null) return { code: 900144 };
  return (
    GRANTS[grantType]?.(cloud, form) ?? {
      code: 70003,
      message: `The app requested an unsupported grant type '${grantType}'.`,
    }
  );
}

function fromCode(cloud: Cloud, form: URLSearchParams): Redemption {
  const grant = redeemCode(cloud, form.get("code") ?? "");
  if (typeof grant === "number") return { code: grant };
  if (grant.redirectUri !== form.get("redirect_uri")) {
    return { code: 50011, message: "The redirect URI of the code's redemption is not the one it was issued for." };
  }
  if (grant.challenge === undefined) return { nonce: grant.nonce };
  const proof = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  return proof === grant.challenge ? { nonce: grant.nonce } : { code: 501481 };
}

function fromRefreshToken(cloud: Cloud, form: URLSearchParams): Redemption {
  const token = form.get("refresh_token");
  if (token === null)
    return { code: 900144, message: "The request body must contain the following parameter: 'refresh_token'." };
  return redeemRefreshToken(cloud, token) ? { nonce: undefined } : { code: 70000 };
}

function withWrongTypes(reply: Reply): Reply {
  if (reply.status !== 200) return reply;
  return jsonReply(200, { token_type: 7, expires_in: "soon", access_token: { value: null } });
}
