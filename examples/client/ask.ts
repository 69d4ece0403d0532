import type { TypedDocumentString } from "./generated.js";

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** An answer of the API with errors; `code` is the stable one of docs/errors.md. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A client of one server. Answers about sealed days are asked for again with their ETag, so the same bytes travel once. */
export function createClient(url: string) {
  const known = new Map<string, { readonly etag: string; readonly answer: unknown }>();
  return async function ask<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<T> {
    const body = JSON.stringify({ query: document.toString(), variables });
    const before = known.get(body);
    const headers = { "content-type": "application/json", ...(before ? { "if-none-match": before.etag } : {}) };
    const response = await fetch(url, { method: "POST", headers, body });
    if (before && response.status === 304) return before.answer as T;
    const { data, errors = [] } = (await response.json()) as Answer<T>;
    const [error] = errors;
    if (error || !data) throw new ApiError(error?.extensions?.code ?? "UNKNOWN", error?.message ?? response.statusText);
    const etag = response.headers.get("etag");
    if (etag !== null) known.set(body, { etag, answer: data });
    return data;
  };
}
