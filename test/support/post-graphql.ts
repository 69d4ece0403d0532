/** Asks a server at `/graphql`, as a client does. */
export function postGraphql(
  { url }: { readonly url: string },
  question: { readonly query: string; readonly variables?: object },
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(question),
  });
}
