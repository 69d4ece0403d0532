import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Runs a program to its end and gives what it printed; a non-zero exit is an error that quotes the last of it. */
export function run(argv, options = {}) {
  const { input = "", timeoutMs = 300_000, cwd, env } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { cwd, env: env ?? process.env, timeout: timeoutMs });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.stdin.on("error", () => {}); // A program that does not read its input closes the pipe; its exit code tells the rest.
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${argv[0]} ended with ${code ?? signal}: ${output.trim().slice(-1500)}`));
    });
  });
}

/** What the program prints, or undefined where it is missing or fails: for looking whether something is there. */
export async function ask(argv, timeoutMs = 20_000) {
  try {
    return await run(argv, { timeoutMs });
  } catch {
    return undefined;
  }
}

/** The path of a program a service manager would find too: Debian keeps servers in sbin, which is not on every PATH. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
