import type { Database } from "../../../src/store/database.js";

/** The database with every statement it is asked noted down. */
export function notingDatabase(database: Database, statements: string[]): Database {
  return {
    ...database,
    read: (work) =>
      database.read((session) =>
        work({
          run: session.run.bind(session),
          rows: (sql, parameters) => {
            statements.push(sql);
            return session.rows(sql, parameters);
          },
        }),
      ),
  };
}
