import { MongoClient } from "mongodb";
import { AppError } from "../errors.js";
import { MongoClock } from "./mongo-clock.js";
import { MongoJobs } from "./mongo-store.js";

/** The jobs in MongoDB, and the connection they hold. */
export interface MongoConnection {
  readonly jobs: MongoJobs;
  close(): Promise<void>;
}

/** Connects to `mongodb://…`; DATABASE_UNAVAILABLE when it does not answer, naming neither user nor password. */
export async function openMongoJobs(url: string, timeoutMs = 10_000): Promise<MongoConnection> {
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(url, {
      writeConcern: { w: "majority" },
      readPreference: "primary",
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      appName: "snapshot-gateway",
    });
    await client.connect();
    const database = client.db();
    const jobs = await MongoJobs.open(database, new MongoClock(database));
    return { jobs, close: client.close.bind(client) };
  } catch (cause) {
    await client?.close();
    const message = `the job store at ${placeOf(url)} cannot be opened; check MONGODB_URL`;
    throw new AppError("DATABASE_UNAVAILABLE", message, {}, cause);
  }
}

/** Hosts and database of a connection string: what stands before the hosts or after the database may be secret. */
export function placeOf(url: string): string {
  const [, scheme, rest] = /^(mongodb(?:\+srv)?:\/\/)(.*)$/s.exec(url) ?? [];
  return scheme && rest ? `${scheme}${rest.replace(/^.*@/s, "").replace(/[?].*$/s, "")}` : "an unknown place";
}
