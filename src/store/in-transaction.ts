import type { Session } from "./database.js";
import { CommitFailed, isNodeTrouble } from "./driver-error.js";

/** Runs work between `begin` and COMMIT, or ROLLBACK when it throws; CommitFailed when COMMIT itself did not end well. */
export async function inTransaction<T>(
  session: Session,
  begin: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  await session.run(begin);
  try {
    const result = await work(session);
    await session.run("COMMIT").catch((cause: unknown) => {
      throw new CommitFailed(cause);
    });
    return result;
  } catch (cause) {
    await session.run("ROLLBACK").catch(() => 0); // a lost connection has rolled back; the first error says why
    throw cause;
  }
}

/** Runs one statement that is a transaction by itself; CommitFailed when its answer leaves open whether it was applied. */
export async function alone<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  try {
    return await work(session);
  } catch (cause) {
    throw isNodeTrouble(cause) ? new CommitFailed(cause) : cause;
  }
}
