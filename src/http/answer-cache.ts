import type { Request, RequestHandler, Response } from "express";
import { deliver } from "./deliver.js";
import type { KeptAnswers } from "./kept-answers.js";
import { hasPassedDoor } from "./question-door.js";

/**
 * Answers a question that was answered before, as long as nothing was written for its tenants since: with the bytes kept, or
 * with 304 when the caller has them. What came through the door was looked for there.
 */
export function answerCache(kept: KeptAnswers): RequestHandler {
  return async (request, response, next) => {
    const key = kept.keyOf(request, questionOf(request));
    if (key === null) return next();
    const known = hasPassedDoor(request) ? null : await kept.find(key);
    if (known !== null) return deliver(request, response, { body: known });
    kept.witness((note) => {
      response.locals["answer"] = note;
      interceptBody(response, (text) => {
        const contentType = String(response.getHeader("content-type"));
        deliver(request, response, {
          body: kept.keep(key, { text, contentType, status: response.statusCode, note }),
        });
      });
      next();
    });
  };
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

/** Null: no question, or a GET that a browser may send without asking (Apollo refuses those). */
function questionOf(request: Request): unknown {
  return request.method === "POST" ? request.body : preflighted(request) ? request.query : null;
}

function preflighted({ method, headers }: Request): boolean {
  const named = ["apollo-require-preflight", "x-apollo-operation-name"].some((name) => headers[name] !== undefined);
  return method === "GET" && (named || (headers["content-type"] ?? "").startsWith("application/json"));
}
