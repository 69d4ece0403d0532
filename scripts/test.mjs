import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { printCounts, readCounts, readResults } from "./checks/counts.mjs";
import { tellDatabases } from "./checks/required.mjs";
import { runParts } from "./checks/run-parts.mjs";
import { startDatabases } from "./databases.mjs";

const root = join(import.meta.dirname, "..");

const names = { "--ci": "test:ci", "--gate": "test:gate" };

/** `npm test`, or `npm run test:ci` with --ci and `test:gate` with --gate: the databases, then jest. Other arguments go to jest. */
async function main(args) {
  const name = names[args.find((arg) => Object.hasOwn(names, arg))] ?? "test";
  const part = ownFiles(runParts[name]);
  if (name === "test:gate") process.env.TEST_GATE = "1"; // which jest inherits
  prepareOutput(part);
  const databases = await startDatabases();
  try {
    tellDatabases(databases);
    const started = Date.now();
    const code = await runJest(
      part,
      args.filter((arg) => !Object.hasOwn(names, arg)),
      environment(part, databases),
    );
    process.exitCode = conclude({ name, part, code, seconds: (Date.now() - started) / 1000 });
  } finally {
    publish(part);
    await databases.stop();
  }
}

/** Two runs in one clone must not read each other's numbers: they are written under names of one's own and moved at the end. */
function ownFiles(part) {
  const own = (path) => path.replace(/(?=\.\w+$)/, `.${process.pid}`);
  return { ...part, results: own(part.results), counts: own(part.counts), final: part };
}

/** Numbers of an earlier run must not be taken for this one's. */
function prepareOutput({ counts, final }) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  for (const path of [final.results, final.counts]) rmSync(join(root, path), { force: true });
  writeFileSync(join(root, counts), "");
}

function publish({ results, counts, final }) {
  if (existsSync(join(root, results))) renameSync(join(root, results), join(root, final.results));
  renameSync(join(root, counts), join(root, final.counts));
}

function environment({ counts }, { mysqlUrl, mariadbUrl, mongodbUrl }) {
  return {
    ...process.env,
    COUNTS_FILE: process.env.COUNTS_FILE ?? resolve(root, counts),
    TEST_DATABASES_TOLD: "1",
    ...(mysqlUrl ? { TEST_MYSQL_URL: mysqlUrl } : {}),
    ...(mariadbUrl ? { TEST_MARIADB_URL: mariadbUrl } : {}),
    ...(mongodbUrl ? { TEST_MONGODB_URL: mongodbUrl } : {}),
  };
}

function runJest({ projects, results }, args, env) {
  const node = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/jest/bin/jest.js"];
  const workers = args.some((arg) => /^(--maxWorkers|-w|--runInBand|-i)/.test(arg))
    ? []
    : [`--maxWorkers=${Math.max(2, availableParallelism() - 1)}`];
  const argv = [...node, "--selectProjects", ...projects, "--json", `--outputFile=${results}`, ...workers, ...args];
  const jest = spawn(process.execPath, argv, { cwd: root, env, stdio: "inherit" });
  process.on("SIGINT", () => {}); // The terminal sends it to jest too; the databases are stopped when jest has ended.
  process.on("SIGTERM", () => jest.kill("SIGTERM"));
  return new Promise((done, fail) => {
    jest.on("error", fail);
    jest.on("close", (code) => done(code ?? 1));
  });
}

/** The exit code: jest's, but a run that executed nothing is red, since all its tests may have been skipped or renamed. */
function conclude({ name, part, code, seconds }) {
  const results = readResults(join(root, part.results));
  if (!results) return code;
  const { passed, failed, skipped } = results;
  printCounts(readCounts([join(root, part.counts)]));
  console.log(
    `npm run ${name}: ${passed} tests passed and ${failed} failed (${skipped} skipped) in ${seconds.toFixed(1)} s`,
  );
  if (passed + failed > 0) return code;
  console.error("No test was executed.");
  return 1;
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
