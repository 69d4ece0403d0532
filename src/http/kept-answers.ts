import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import type { AnswerNote } from "../graphql/context.js";
import type { TenantScope } from "../model/tenant.js";
import type { DataVersions } from "../query/data-version.js";
import { toBody, type Body } from "./deliver.js";

/** What the cache of whole answers needs. */
export interface KeptAnswersDeps {
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

/** An answer as it is about to be sent. */
interface Answered {
  readonly text: string;
  readonly contentType: string;
  readonly status: number;
  readonly note: AnswerNote;
}

const BIGGEST_SHARE = 10;

/** Whole answers, kept as long as nothing was written for their tenants. Only those that stand on sealed days, never errors. */
export class KeptAnswers {
  private readonly kept: LRUCache<string, KeptAnswer>;
  private readonly who: unknown;

  constructor(private readonly deps: KeptAnswersDeps) {
    const { scope, maxBytes } = deps;
    this.who = scope.kind === "all" ? "all" : [...scope.tenantIds].sort();
    this.kept = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.ceil(maxBytes / BIGGEST_SHARE),
      sizeCalculation: ({ raw }) => raw.length * 2 + 1_000, // its compressed forms come later and are smaller
    });
  }

  /** What an answer to this is kept under; null for what is no question. */
  keyOf({ headers }: IncomingMessage, body: unknown): string | null {
    if (typeof body !== "object" || body === null) return null;
    const { query, operationName = null, variables = null } = body as Record<string, unknown>;
    if (typeof query !== "string") return null;
    const { accept = "" } = headers;
    return digest(JSON.stringify([this.deps.schemaVersion, this.who, accept, query, operationName, variables]));
  }

  /** The answer kept under the key if it is still true; null also when the database does not answer: the question then says so. */
  async find(key: string): Promise<Body | null> {
    const known = this.kept.get(key);
    if (known === undefined) return null;
    const { versions, scope } = this.deps;
    const version = await versions.current(scope, known.tenantIds).catch(() => null);
    return version === known.version ? known : null;
  }

  /** Runs a question; what its answer stands on comes to be in the note. */
  witness(work: (note: AnswerNote) => void): void {
    const { scope, versions } = this.deps;
    const note: AnswerNote = { scope, tenantIds: null, seen: new Set(), sealed: false };
    versions.witness(note, () => work(note));
  }

  /** The answer as it is sent, kept when it will be true for some time. */
  keep(key: string, { text, contentType, status, note }: Answered): Body {
    const [version] = note.seen;
    const lasting = note.sealed && note.seen.size === 1 && version !== undefined && status === 200;
    const body = toBody(text, contentType, lasting ? `"${digest(`${key} ${version}`)}"` : null);
    if (lasting) this.kept.set(key, Object.assign(body, { tenantIds: note.tenantIds, version }));
    return body;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
