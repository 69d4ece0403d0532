import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { runningFile } from "./databases/places.mjs";
import { stopServer } from "./databases/server.mjs";
import { readRunning, startDatabases, writeRunning } from "./databases/start.mjs";

export { startDatabases };

const usage = `The databases that the tests use, started without installing anything.
  node scripts/databases.mjs start   run them until Ctrl-C
  node scripts/databases.mjs up      leave them running; npm test and the benchmarks use them
  node scripts/databases.mjs down    stop what "up" left running
  --binlog   with the binary log, as production has it (the tests do without)`;

async function start(options) {
  const databases = await startDatabases({ ...options, reuse: false });
  print(databases);
  const end = () => void databases.stop().then(() => process.exit(0));
  process.once("SIGINT", end).once("SIGTERM", end);
  setInterval(() => {}, 60_000);
}

async function up(options) {
  const before = await readRunning();
  const databases = await startDatabases({ ...options, detached: true });
  writeRunning([...Object.values(before), ...databases.servers]);
  print(databases);
  if (databases.servers.length === 0) process.exitCode = 1;
}

async function down() {
  await Promise.all(Object.values(await readRunning()).map((server) => stopServer(server)));
  rmSync(runningFile, { force: true });
}

function print({ servers, problems }) {
  for (const server of servers)
    console.log(`# ${server.version}\nexport TEST_${server.name.toUpperCase()}_URL=${server.url}`);
  for (const problem of problems) console.error(problem);
}

async function main([command, ...flags]) {
  const commands = { start, up, down };
  if (!Object.hasOwn(commands, command ?? "")) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  await commands[command]({ binlog: flags.includes("--binlog") });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main(process.argv.slice(2));
