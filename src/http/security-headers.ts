import type { RequestHandler } from "express";

/** GraphiQL: everything from here. It writes styles itself, so those may be inline; scripts may not. */
export const GRAPHIQL_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Apollo Sandbox carries its own policy in its page, with a nonce and Apollo's hosts; only framing is said here. */
const SANDBOX_CSP = "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

const DATA_CSP = "default-src 'none'; frame-ancestors 'none'";

/** Headers of every answer: no sniffing, no framing, no referrer, nothing kept by shared caches. */
export const securityHeaders: RequestHandler = (request, response, next) => {
  const page = request.path === "/graphql" && request.method === "GET";
  response.set({
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": page ? SANDBOX_CSP : DATA_CSP,
  });
  next();
};
