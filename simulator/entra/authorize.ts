import type { Cloud } from "../cloud.js";
import type { Exchange } from "../http/exchange.js";
import { textReply, type Reply } from "../http/reply.js";
import { issueCode } from "./grants.js";

/** Answers GET /{tenant}/oauth2/v2.0/authorize: signs the service account in at once and sends it back with a code. */
export function authorizeEndpoint(cloud: Cloud, exchange: Exchange, segment: string): Reply {
  const search = exchange.url.searchParams;
  const tenantId = cloud.tenant(segment)?.directory.tenantId;
  const record = { endpoint: "authorize", tenantId };
  const problem = problemOf(cloud, search, tenantId);
  if (problem) return { ...textReply(400, page(problem), "text/html; charset=utf-8"), ...record };
  const redirectUri = search.get("redirect_uri") ?? "";
  const answer = new Map([["code", newCode(cloud, search, redirectUri)]]);
  const state = search.get("state");
  if (state !== null) answer.set("state", state);
  const formPost = search.get("response_mode") === "form_post";
  return { ...(formPost ? post(redirectUri, answer) : redirect(redirectUri, answer)), ...record };
}

function problemOf(cloud: Cloud, search: URLSearchParams, tenantId: string | undefined): string | undefined {
  if (tenantId === undefined) return "AADSTS90002: Tenant not found.";
  if (search.get("client_id")?.toLowerCase() !== cloud.clientId)
    return "AADSTS700016: Application was not found in the directory.";
  const redirectUri = search.get("redirect_uri");
  if (redirectUri === null || !URL.canParse(redirectUri))
    return "AADSTS50011: The redirect URI is missing or not registered.";
  if (search.get("response_type") !== "code")
    return "AADSTS700051: this response_type is not enabled for the application.";
  const method = search.get("code_challenge_method");
  if (search.has("code_challenge") && method !== "S256")
    return "AADSTS9002313: only S256 code challenges are understood.";
  return undefined;
}

function newCode(cloud: Cloud, search: URLSearchParams, redirectUri: string): string {
  const challenge = search.get("code_challenge") ?? undefined;
  const nonce = search.get("nonce") ?? undefined;
  return issueCode(cloud, { redirectUri, challenge, nonce });
}

function redirect(redirectUri: string, answer: Map<string, string>): Reply {
  const target = new URL(redirectUri);
  for (const [name, value] of answer) target.searchParams.set(name, value);
  return { status: 302, headers: { Location: target.href, "Cache-Control": "no-store" }, body: "" };
}

function post(redirectUri: string, answer: Map<string, string>): Reply {
  const fields = [...answer].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  const form = `<form method="POST" action="${escapeHtml(redirectUri)}">${fields.join("")}<button>Continue</button></form>`;
  return textReply(200, page(`${form}<script>document.forms[0].submit()</script>`), "text/html; charset=utf-8");
}

function page(content: string): string {
  return `<!DOCTYPE html><html><head><title>Sign in to the simulator</title></head><body>${content}</body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
