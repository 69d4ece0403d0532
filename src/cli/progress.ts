import { Presets, SingleBar } from "cli-progress";
import type { CliIo } from "./output.js";

/** How far an import of several tenants is. */
export interface Progress {
  /** People read of one tenant so far. */
  readUsers(tenantId: string, users: number): void;
  tenantDone(): void;
  /** Prints a line without tearing the bar. */
  print(write: () => void): void;
  stop(): void;
}

const FORMAT = "{bar} {value}/{total} tenants · {users} users · {duration_formatted}";

/** A bar on a terminal; elsewhere nothing, because the line of each tenant already says how far it is. */
export function startProgress(io: CliIo, tenants: number): Progress {
  return io.stderr.isTTY === true ? startBar(io, tenants) : SILENT;
}

const SILENT: Progress = {
  readUsers: () => {},
  tenantDone: () => {},
  print: (write) => write(),
  stop: () => {},
};

function startBar(io: CliIo, tenants: number): Progress {
  const bar = new SingleBar(
    // Drawn again even where nothing changed: `print` may just have wiped it.
    { stream: io.stderr, format: FORMAT, hideCursor: true, clearOnComplete: true, forceRedraw: true },
    Presets.shades_classic,
  );
  const usersByTenant = new Map<string, number>();
  bar.start(tenants, 0, { users: 0 });
  return {
    readUsers: (tenantId, users) => {
      usersByTenant.set(tenantId, users);
      bar.update({ users: [...usersByTenant.values()].reduce((sum, count) => sum + count, 0) });
    },
    tenantDone: () => bar.increment(),
    print: (write) => {
      io.stderr.write("\r\u001b[K");
      write();
    },
    stop: () => bar.stop(),
  };
}
