import type { RequestListener, Server } from "node:http";
import { isIP, type AddressInfo } from "node:net";
import { AppError } from "../errors.js";

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Listening on other than a loopback address although nobody has to sign in. */
  readonly allowUnauthenticated: boolean;
}

/** Accepts connections for `answer`; INVALID_CONFIGURATION when the address is refused or taken. */
export async function listen(httpServer: Server, answer: RequestListener, options: ListenOptions): Promise<string> {
  assertReachableByNobodyElse(options);
  httpServer.on("request", answer);
  await new Promise<void>((resolve, reject) => {
    httpServer.once("error", reject).listen(options.port, options.host, resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    throw cannotListen(options, cause);
  });
  const { port } = httpServer.address() as AddressInfo;
  return `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`;
}

/** Is it an address that only this machine can reach? */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** INVALID_CONFIGURATION for an address that others can reach, unless that was said aloud. */
export function assertReachableByNobodyElse({ host, allowUnauthenticated }: ListenOptions): void {
  if (allowUnauthenticated || isLoopback(host)) return;
  throw new AppError(
    "INVALID_CONFIGURATION",
    `HOST is ${host}, which others can reach, and nobody has to sign in yet: whoever reaches it reads every tenant's people. ` +
      "Listen on 127.0.0.1, or say ALLOW_UNAUTHENTICATED=true where the network keeps everybody else out",
    { setting: "HOST", value: host },
  );
}

function cannotListen({ host, port }: ListenOptions, cause: NodeJS.ErrnoException): AppError {
  const why = cause.code === "EADDRINUSE" ? "is in use" : `cannot be listened on (${cause.code ?? cause.name})`;
  return new AppError("INVALID_CONFIGURATION", `PORT ${port} on HOST ${host} ${why}`, { setting: "PORT", port }, cause);
}
