import type { Row, Session } from "./database.js";
import { AnswerTimedOut, isStopped, StatementStopped, withoutValues } from "./driver-error.js";
import { within } from "./time-limit.js";

/** The same statements, each with a limit, COMMIT too; `onLate` closes the connection, on which the answer might still come. */
export function limitedSession(session: Session, milliseconds: number, onLate: () => void): Session {
  const late = () => {
    onLate();
    return new AnswerTimedOut(milliseconds);
  };
  const limited = async <T>(sql: string, answer: Promise<T>): Promise<T> => {
    try {
      return await within(milliseconds, answer, late);
    } catch (cause) {
      const told = withoutValues(cause);
      throw isStopped(told) ? new StatementStopped(sql, told) : told;
    }
  };
  return {
    rows: <T extends object = Row>(sql: string, parameters?: readonly unknown[]) =>
      limited(sql, session.rows<T>(sql, parameters)),
    run: (sql, parameters) => limited(sql, session.run(sql, parameters)),
  };
}
