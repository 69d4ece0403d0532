import type { Writable } from "node:stream";

/** The terminal or the pipe around a run; a test gives its own. */
export interface CliIo {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** What a command says: results go to standard output, everything else to standard error. */
export interface Output {
  /** One result: `text` for a person, or `object` as one line of JSON under --json. */
  result(text: string, object: Readonly<Record<string, unknown>>): void;
  /** A remark that is no result: where to sign in, how it went altogether. */
  note(text: string): void;
}

/** An output to `io`; with `json`, one object a line. */
export function createOutput(io: CliIo, json: boolean): Output {
  return {
    result: (text, object) => {
      io.stdout.write(json ? `${JSON.stringify(object)}\n` : `${printable(text)}\n`);
    },
    note: (text) => {
      io.stderr.write(`${printable(text)}\n`);
    },
  };
}

/** A tenant's name comes from the tenant: its control characters must not reach a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\u{FFFD}");
}

/** The parts that are there, as one line. */
export function columns(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter(Boolean).join("  ");
}
