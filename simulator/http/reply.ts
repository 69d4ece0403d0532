/** How a reply leaves the server when it does not leave it whole and at once. */
export type Delivery =
  | { kind: "hang" }
  | { kind: "reset" }
  | { kind: "cut" }
  | { kind: "drip"; bytesPerSecond: number }
  | { kind: "huge"; bytes: number };

/** An answer, before it is written to the socket. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
  delivery?: Delivery;
  /** The kind of the fault that made it so, for the record. */
  fault?: string;
  /** Whose request it was, for the record. */
  tenantId?: string | undefined;
  endpoint?: string;
}

/** Writes a value as JSON. */
export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

/** Sends text of a given type. */
export function textReply(status: number, body: string, type: string): Reply {
  return { status, headers: { "Content-Type": type }, body };
}
