import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import { isLoopback } from "./listen.js";

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

/** Headers of every answer that is no page: no sniffing, no framing, no referrer, nothing kept by shared caches. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "private, no-store",
  "Content-Security-Policy": DATA_CSP,
};

const PAGE_HEADERS = { ...DATA_HEADERS, "Content-Security-Policy": SANDBOX_CSP };

/** The same on every answer of express. */
export const securityHeaders: RequestHandler = (request, response, next) => {
  const page = request.path === "/graphql" && request.method === "GET";
  response.set(page ? PAGE_HEADERS : DATA_HEADERS);
  next();
};

/** Does the request name another server than one on this machine? */
export function isForeign({ headers }: IncomingMessage): boolean {
  const name = (headers.host ?? "localhost").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return !isLoopback(name);
}

/**
 * On a loopback address the browser of this machine is a way in: a foreign page whose name was made to resolve to 127.0.0.1
 * is of the same origin as we are. Its name is then in the Host header, and such a request is refused.
 */
export const refuseForeignNames: RequestHandler = (request, response, next) => {
  if (!isForeign(request)) return next();
  const message = "This server answers only to localhost until sign-in exists; the Host header names another";
  response.status(421).json({ errors: [{ message, extensions: { code: "INVALID_INPUT" } }] });
};
