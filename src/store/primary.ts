import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Session } from "./database.js";
import { codesOf, isNodeTrouble, isTimeOut } from "./driver-error.js";
import type { WritableNode } from "./writable-node.js";

const READ_ATTEMPTS = 3;
const PAUSE_MS = 50;

/** Reading and writing on the node that takes writes, waiting `patienceMs` for one. A read that met a lost connection is made again. */
export function primaryOf(writable: WritableNode, patienceMs: number): Pick<Database, "read" | "transaction"> {
  return {
    async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await writable.on(patienceMs, (node) => node.work(work));
        } catch (cause) {
          if (attempt === READ_ATTEMPTS || !isWorthAnother(cause)) throw cause;
          await sleep(PAUSE_MS * attempt);
        }
      }
    },
    transaction: (work, options) => writable.on(patienceMs, (node) => node.transaction(work, options)),
  };
}

/** A question that took too long would take as long again. 1213: a cluster gave another's write precedence over this statement. */
function isWorthAnother(cause: unknown): boolean {
  return (isNodeTrouble(cause) && !isTimeOut(cause)) || codesOf(cause).includes("1213");
}
