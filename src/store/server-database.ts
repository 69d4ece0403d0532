import { DataSource } from "typeorm";
import type { Database, MigratableDatabase } from "./database.js";
import { dialectOf } from "./dialect.js";
import { AnswerTimedOut } from "./driver-error.js";
import { entitiesFor } from "./entities.js";
import { MYSQL_MIGRATIONS } from "./migrations.js";
import { primaryOf } from "./primary.js";
import { questionReads } from "./question-reads.js";
import { Replicas } from "./replicas.js";
import { SERVER_LIMITS, type ServerLimits } from "./server-limits.js";
import { ServerNode } from "./server-node.js";
import { parseServerUrl, type ServerUrl } from "./server-url.js";
import { within } from "./time-limit.js";
import { WritableNode } from "./writable-node.js";

type Address = Omit<ServerUrl, "nodes"> & ServerUrl["nodes"][number];

function dataSource({ host, port, user, password, database }: Address, limits: ServerLimits): DataSource {
  return new DataSource({
    type: "mysql",
    ...{ host, port, username: user, password, database },
    charset: "utf8mb4",
    timezone: "Z",
    dateStrings: true,
    supportBigNumbers: false,
    bigNumberStrings: false,
    connectTimeout: limits.connectMs,
    entities: entitiesFor("mysql"),
    migrations: MYSQL_MIGRATIONS,
    migrationsTableName: "migration",
    extra: {
      connectionLimit: limits.connections,
      queueLimit: limits.queue,
      enableKeepAlive: true,
      flags: ["FOUND_ROWS"],
    },
  });
}

function nodesOf(url: string, limits: ServerLimits): ServerNode[] {
  const { nodes, ...credentials } = parseServerUrl(url);
  return nodes.map(({ host, port }) => {
    const connection = { host, port, ...credentials };
    const access = { connection, dataSource: () => dataSource(connection, limits) };
    return new ServerNode(`${host}:${port}`, access, limits);
  });
}

/** The writable node's data source; where none takes writes, that of any node that answers, so that questions can be asked. */
async function openAny(nodes: readonly ServerNode[], writable: WritableNode): Promise<DataSource> {
  const found = await writable.find(0).catch(() => null);
  const failures: unknown[] = [];
  for (const node of found === null ? nodes : [found]) {
    const source = await node.source().catch((cause: unknown) => void failures.push(cause));
    if (source) return source;
  }
  throw failures[0];
}

/**
 * Opens MySQL 8.4+/9 or MariaDB 10.11, one server or several: writes go to the one that takes them. `readUrl` names replicas
 * for questions.
 */
export async function openServer(
  url: string,
  readUrl: string | null = null,
  limits: ServerLimits = SERVER_LIMITS,
): Promise<MigratableDatabase> {
  const nodes = nodesOf(url, limits);
  const replicas = readUrl === null ? [] : nodesOf(readUrl, limits);
  const writable = new WritableNode(nodes);
  const source = await openAny(nodes, writable);
  const asked = source.query<{ version: string }[]>("SELECT VERSION() AS version");
  const [row] = await within(limits.askMs, asked, () => new AnswerTimedOut(limits.askMs));
  const database: Database = {
    dialect: dialectOf(row?.version.includes("MariaDB") ? "mariadb" : "mysql"),
    ...primaryOf(writable, limits.patienceMs),
    close: async () => void (await Promise.all([...nodes, ...replicas].map((node) => node.close()))),
  };
  const read = questionReads({ replicas: new Replicas(replicas), writable, others: new Replicas(nodes) });
  const isAlone = nodes.length + replicas.length === 1;
  const current = isAlone ? null : { ...database, ...primaryOf(writable, 0) };
  return { ...database, source, reader: { ...database, read }, current };
}
