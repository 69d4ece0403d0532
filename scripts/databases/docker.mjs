import { ask } from "./command.mjs";

/** An image to run in the foreground, when a Docker engine answers; its client passes signals on, so it stops like a local server. */
export async function dockerProgram(image, prefix) {
  const answer = await ask(["docker", "info", "--format", "{{.ServerVersion}}"]);
  if (!answer || !/^\d+\./.test(answer.trim())) return undefined;
  return { docker: { image, prefix }, version: `${image} in Docker ${answer.trim()}` };
}

/** The argv that runs it with the server's settings, reachable from this machine alone. */
export function dockerArgv({ image, prefix }, { port, password, settings }) {
  const variables = ["-e", `${prefix}_ROOT_PASSWORD=${password}`, "-e", `${prefix}_ROOT_HOST=%`];
  return ["docker", "run", "--rm", "--init", "-p", `127.0.0.1:${port}:3306`, ...variables, image, ...settings];
}
