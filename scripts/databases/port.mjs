import { createServer, connect } from "node:net";
import { randomInt } from "node:crypto";

/** A free loopback port below 32768, where the kernel hands out none for outgoing connections. */
export async function freePort() {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error("No free port between 20000 and 32000.");
}

/** Several that differ from each other. */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * True when a server there greets as MySQL and MariaDB do: the payload of their first packet starts with protocol version
 * 10. An accepted connection alone proves nothing, since Docker's proxy accepts before the server is up.
 */
export function greets(host, port, timeoutMs = 1000) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
    socket.once("data", (packet) => end(packet[4] === 10));
  });
}
