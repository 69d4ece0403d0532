import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { ask, findProgram } from "./command.mjs";
import { dockerProgram } from "./docker.mjs";

/** MongoDB for the jobs' tests: a real one where there is one, else a server from npm that speaks its wire protocol. */
export const mongodb = {
  name: "mongodb",
  title: "MongoDB",
  urlVariable: "TEST_MONGODB_URL",
  example: "mongodb://user:password@host:port/",
  sources: [
    { label: "a mongod on PATH", find: programOnPath },
    { label: "Docker", find: () => dockerProgram("mongo:8.0", "MONGO") },
    { label: "the npm wire server", find: wireServer },
  ],
  /** The wire server streams no heartbeats; a real one does not mind being polled. */
  urlOf: (_program, port) => `mongodb://127.0.0.1:${port}/?serverMonitoringMode=poll`,
  answers,
  prepare: async (program, { folder, port }) => {
    if (program.docker)
      return ["docker", "run", "--rm", "--init", "-p", `127.0.0.1:${port}:27017`, program.docker.image];
    if (program.wire) return [...program.argv, String(port)];
    mkdirSync(`${folder}/data`);
    return [...program.argv, `--dbpath=${folder}/data`, "--bind_ip=127.0.0.1", `--port=${port}`, "--nounixsocket"];
  },
};

async function programOnPath() {
  const path = findProgram("mongod");
  const version = path && (await ask([path, "--version"]));
  return version ? { argv: [path], version: version.split("\n", 1)[0] } : undefined;
}

async function wireServer() {
  const argv = [process.execPath, join(import.meta.dirname, "mongodb-wire.mjs")];
  return { argv, wire: true, version: "the wire server of @push.rocks/smartmongo" };
}

async function answers(port) {
  const client = new MongoClient(mongodb.urlOf(undefined, port), { serverSelectionTimeoutMS: 1000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}
