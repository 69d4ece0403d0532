import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../errors.js";
import type { Database, MigratableDatabase } from "../database.js";
import { isNodeTrouble } from "../driver-error.js";
import { createReadMemory, createReadStore, readsOn, type Reads, type ReadStore } from "./read-store.js";
import { isBehind, type Progress } from "./version-reader.js";

const WAIT_MS = 2_000;
const FIRST_PAUSE_MS = 20;

/** What a node that is behind answers about something it does not have yet. */
const LACKING: ReadonlySet<string> = new Set(["TENANT_NOT_FOUND", "SNAPSHOT_NOT_FOUND", "SNAPSHOT_GONE"]);

type Question<T> = (reads: Reads) => Promise<T>;

/** How a question ended on one node, and whether the node lacked something that it names. */
interface Attempt<T> {
  readonly outcome: { readonly value: T } | { readonly error: AppError };
  readonly lacks: boolean;
}

/** The store that questions read. */
export function createQuestionStore(database: MigratableDatabase): ReadStore {
  if (database.current === null) return createReadStore(database.reader);
  return createLaggingStore({ reader: database.reader, current: database.current });
}

/**
 * Questions on nodes that may be behind. Where a question names a tenant, a day, a revision or a cursor that the node lacks
 * although the current node has come further, the node is waited for, then the current node is asked; STALE when that one
 * does not answer. It never ends in an empty answer.
 */
export function createLaggingStore(nodes: {
  readonly reader: Database;
  readonly current: Database;
  readonly waitMs?: number;
}): ReadStore {
  const { reader, current, waitMs = WAIT_MS } = nodes;
  const memory = createReadMemory();
  const storeOf = (sealedBy?: number): ReadStore => {
    const onCurrent = <T>(work: Question<T>) =>
      current.read((session) => work(readsOn(session, current.dialect, { memory, sealedBy })));
    const attempt = <T>(work: Question<T>, goal: Progress | null): Promise<Attempt<T>> =>
      reader.read(async (session) => {
        let lacks = sealedBy !== undefined; // what was sealed by then must be there, and nobody knows what that is
        const reads = readsOn(session, reader.dialect, { memory, sealedBy, lacks: () => (lacks = true) });
        const hasCome = goal !== null && !isBehind(await reads.versions.progress(), goal); // before the rows are read
        const outcome = await outcomeOf(work, reads);
        return { outcome, lacks: !hasCome && (lacks || "error" in outcome) };
      });
    const read = async <T>(work: Question<T>): Promise<T> => {
      const first = sealedBy === undefined ? await attempt(work, null) : null;
      if (first?.lacks === false) return unwrap(first);
      const goal = await onCurrent((reads) => reads.versions.progress()).catch(nullWhereUnavailable);
      const late = await untilThere(() => attempt(work, goal), waitMs);
      return late === null ? lastResort(() => onCurrent(work)) : unwrap(late);
    };
    return { read, asOf: storeOf };
  };
  return storeOf();
}

async function outcomeOf<T>(work: Question<T>, reads: Reads): Promise<Attempt<T>["outcome"]> {
  try {
    return { value: await work(reads) };
  } catch (error) {
    if (error instanceof AppError && LACKING.has(error.code)) return { error };
    throw error;
  }
}

function unwrap<T>({ outcome }: Attempt<T>): T {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/** Asks at once and then with growing pauses; null: still lacking after `waitMs`. */
async function untilThere<T>(attempt: () => Promise<Attempt<T>>, waitMs: number): Promise<Attempt<T> | null> {
  let waited = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const last = await attempt();
    if (!last.lacks) return last;
    if (waited >= waitMs) return null;
    await sleep(Math.min(pause, waitMs - waited));
    waited += pause;
  }
}

async function lastResort<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    nullWhereUnavailable(cause);
    const where = "this database node does not have that yet, and the one that takes writes does not answer";
    throw new AppError("STALE", `${where}; ask again in a moment`, {}, cause);
  }
}

function nullWhereUnavailable(cause: unknown): null {
  const unavailable = cause instanceof AppError && cause.code === "DATABASE_UNAVAILABLE";
  if (!unavailable && !isNodeTrouble(cause)) throw cause;
  return null;
}
