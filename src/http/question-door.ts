import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { Metrics } from "../metrics.js";
import { deliver } from "./deliver.js";
import type { KeptAnswers } from "./kept-answers.js";
import { watchAnswer } from "./metrics.js";
import { DATA_HEADERS, isForeign } from "./security-headers.js";

/** What stands at the door. */
export interface DoorDeps {
  readonly kept: KeptAnswers;
  readonly loopback: boolean;
  readonly maxBodyBytes: number;
  readonly metrics?: Metrics | undefined;
  /** Where everything goes that is not answered here. */
  readonly app: RequestListener;
}

/** A request whose body was read at the door; express finds it there, as its own parser leaves it. */
type Read = IncomingMessage & { body?: unknown };

const passed = new WeakMap<IncomingMessage, { readonly json: boolean }>();

/** The question of this request was looked for at the door. */
export function hasPassedDoor(request: IncomingMessage): boolean {
  return passed.has(request);
}

/**
 * In front of express: a plain question whose answer is kept is answered here, at a fraction of what express's own way costs.
 * The same is decided as on that way, and whatever is out of the ordinary takes it.
 */
export function questionDoor(deps: DoorDeps): RequestListener {
  return (request, response) => {
    if (!isPlainQuestion(request, deps)) return deps.app(request, response);
    readBody(request, (body) => void answer(deps, { request, response, body }));
  };
}

/** Refuses what was read at the door and is no JSON, as express's parser does. */
export const refuseNoJson: RequestHandler = (request, _response, next) => {
  if (passed.get(request)?.json !== false) return next();
  next(Object.assign(new Error("the body is no JSON"), { type: "entity.parse.failed", status: 400 }));
};

interface Asked {
  readonly request: Read;
  readonly response: ServerResponse;
  readonly body: unknown;
}

async function answer({ kept, metrics, app }: DoorDeps, { request, response, body }: Asked): Promise<void> {
  request.body = body;
  passed.set(request, { json: body !== undefined });
  const key = kept.keyOf(request, body);
  const started = performance.now();
  const known = key === null ? null : await kept.find(key);
  if (known === null) return void app(request, response);
  if (metrics) watchAnswer(metrics, response, { kind: "graphql", started });
  deliver(request, response, { body: known, headers: DATA_HEADERS });
}

/** Of a known, small length, in UTF-8, not compressed, and nothing that a browser sends without asking. */
function isPlainQuestion(request: IncomingMessage, { loopback, maxBodyBytes }: DoorDeps): boolean {
  const { method, url, headers } = request;
  if (method !== "POST" || url !== "/graphql" || headers["content-encoding"] !== undefined) return false;
  if (!/^application\/json(; ?charset=utf-8)?$/i.test(headers["content-type"] ?? "")) return false;
  const length = Number(headers["content-length"]);
  if (!(length > 0 && length <= maxBodyBytes) || headers.expect !== undefined) return false;
  return !(loopback && isForeign(request));
}

/** Hands on the JSON of the body, undefined where it is none; nothing when the caller went away. */
function readBody(request: IncomingMessage, take: (body: unknown) => void): void {
  const chunks: Buffer[] = [];
  request.on("error", () => {}); // who went away midway is answered nothing
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => take(parse(Buffer.concat(chunks).toString())));
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
