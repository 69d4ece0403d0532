import { createConnection } from "mysql2/promise";

/** Runs statements on a node, one after the other, on a connection of its own; the rows of the last. */
export async function onNode(node, ...statements) {
  const connection = await createConnection({ uri: node.url, connectTimeout: 10_000 });
  try {
    let rows;
    for (const statement of statements) [rows] = await connection.query(statement);
    return rows;
  } finally {
    await connection.end().catch(() => {}); // a node that was killed meanwhile closes nothing
  }
}
