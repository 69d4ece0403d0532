import type { Row, Session } from "./database.js";
import { AnswerTimedOut, withoutValues } from "./driver-error.js";
import { within } from "./time-limit.js";

/** The same statements, each with a limit, COMMIT too; `onLate` closes the connection, on which the answer might still come. */
export function limitedSession(session: Session, milliseconds: number, onLate: () => void): Session {
  const late = () => {
    onLate();
    return new AnswerTimedOut(milliseconds);
  };
  const limited = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await within(milliseconds, answer, late);
    } catch (cause) {
      throw withoutValues(cause);
    }
  };
  return {
    rows: <T extends object = Row>(sql: string, parameters?: readonly unknown[]) =>
      limited(session.rows<T>(sql, parameters)),
    run: (sql, parameters) => limited(session.run(sql, parameters)),
  };
}
