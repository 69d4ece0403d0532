import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** The npm scripts of `npm run check`, the slowest first so that two at a time end together. */
const scripts = ["lint", "test:unit", "imports", "typecheck", "schema:check"];

async function runScript(name) {
  const started = Date.now();
  const { code, output } = await capture(["npm", "run", "--silent", name]);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name.padEnd(14)} ${seconds.padStart(5)} s`);
  if (code !== 0) console.log(output.trimEnd());
  return { name, code };
}

function capture([program, ...args]) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, output }));
  });
}

/** Two lanes that take from one queue: more would only slow each other down on two cores. */
async function main() {
  const started = Date.now();
  const queue = [...scripts];
  const results = [];
  const lane = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) results.push(await runScript(name));
  };
  await Promise.all([lane(), lane()]);
  const failed = results.filter(({ code }) => code !== 0).map(({ name }) => name);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    failed.length === 0 ? `check: all well in ${seconds} s` : `check: ${failed.join(", ")} failed, in ${seconds} s`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

await main();
