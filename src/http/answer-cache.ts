import { createHash } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { LRUCache } from "lru-cache";
import type { AnswerNote } from "../graphql/context.js";
import type { TenantScope } from "../model/tenant.js";
import type { DataVersions } from "../query/data-version.js";
import { deliver, toBody, type Body } from "./deliver.js";

/** What the cache of whole answers needs. */
export interface AnswerCacheDeps {
  readonly versions: DataVersions;
  /** What the caller may see: part of the key, so that another scope never hits. */
  readonly scope: TenantScope;
  /** Changes with the schema. */
  readonly schemaVersion: string;
  readonly maxBytes: number;
}

/** A whole answer, and what it stands on: as long as the version of its tenants is the same, so is the answer. */
interface KeptAnswer extends Body {
  readonly tenantIds: AnswerNote["tenantIds"];
  readonly version: string;
}

const BIGGEST_SHARE = 10;

/**
 * Answers a question that was answered before, as long as nothing was written for its tenants since: with the bytes kept, or
 * with 304 when the caller has them. Only answers that stand on sealed days are kept, never errors.
 */
export function answerCache(deps: AnswerCacheDeps): RequestHandler {
  const { versions, scope, maxBytes } = deps;
  const kept = new LRUCache<string, KeptAnswer>({
    maxSize: maxBytes,
    maxEntrySize: Math.ceil(maxBytes / BIGGEST_SHARE),
    sizeCalculation: ({ raw }) => raw.length * 2 + 1_000, // its compressed forms come later and are smaller
  });
  return async (request, response, next) => {
    const key = keyOf(request, deps);
    if (key === null) return next();
    const known = kept.get(key);
    if (known && known.version === (await versionNow(deps, known))) return deliver(request, response, known);
    const note: AnswerNote = { scope, tenantIds: null, seen: new Set(), sealed: false };
    response.locals["answer"] = note;
    interceptBody(response, (text) => {
      const [version] = note.seen;
      const lasting = note.sealed && note.seen.size === 1 && version !== undefined && response.statusCode === 200;
      const body = toBody(text, String(response.getHeader("content-type")), lasting ? etagOf(key, version) : null);
      if (lasting) kept.set(key, Object.assign(body, { tenantIds: note.tenantIds, version }));
      deliver(request, response, body);
    });
    versions.witness(note, next);
  };
}

/** Null when the database does not answer: the question itself then says so. */
function versionNow({ versions, scope }: AnswerCacheDeps, { tenantIds }: KeptAnswer): Promise<string | null> {
  return versions.current(scope, tenantIds).catch(() => null);
}

/** Hands the text that would be sent to `take` instead; anything that is no text is sent as it is. */
function interceptBody(response: Response, take: (text: string) => void): void {
  const send = response.send.bind(response);
  response.send = (content: unknown) => {
    response.send = send;
    if (typeof content !== "string") return send(content);
    take(content);
    return response;
  };
}

/** Null for what is not looked up: no question, or a GET that a browser may send without asking (Apollo refuses those). */
function keyOf(request: Request, { scope, schemaVersion }: AnswerCacheDeps): string | null {
  const asked = questionOf(request);
  if (asked === null) return null;
  const who = scope.kind === "all" ? "all" : [...scope.tenantIds].sort();
  const { accept = "" } = request.headers;
  return digest(JSON.stringify([schemaVersion, who, accept, asked.query, asked.operationName, asked.variables]));
}

interface Asked {
  readonly query: string;
  readonly operationName: unknown;
  readonly variables: unknown;
}

function questionOf(request: Request): Asked | null {
  const body = (request.method === "POST" ? request.body : preflighted(request) ? request.query : null) as unknown;
  if (typeof body !== "object" || body === null) return null;
  const { query, operationName = null, variables = null } = body as Partial<Asked>;
  return typeof query === "string" ? { query, operationName, variables } : null;
}

function preflighted({ method, headers }: Request): boolean {
  const named = ["apollo-require-preflight", "x-apollo-operation-name"].some((name) => headers[name] !== undefined);
  return method === "GET" && (named || (headers["content-type"] ?? "").startsWith("application/json"));
}

function etagOf(key: string, version: string): string {
  return `"${digest(`${key} ${version}`)}"`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
