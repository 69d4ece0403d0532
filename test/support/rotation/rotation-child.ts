import "reflect-metadata";
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { SILENT_LOG } from "../../../src/log.js";
import type { RefreshTokenStore } from "../../../src/microsoft/rotation.js";
import { createThrottleGate } from "../../../src/microsoft/throttle-gate.js";
import { createTokenSource } from "../../../src/microsoft/token-source.js";
import type { TenantId } from "../../../src/model/tenant.js";
import { openDatabase } from "../../../src/store/data-source.js";
import { TokenStore } from "../../../src/store/write/token-store.js";
import type { RotationEvent, RotationTask } from "./rotation-task.js";

/** At once, so that a process that is killed has said what it did. */
function tell(event: RotationEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

function watched(store: TokenStore, { dieBeforeCommit = false }: RotationTask): RefreshTokenStore {
  return {
    read: () => store.read(),
    storedVersion: () => store.storedVersion(),
    async write(version, refreshToken) {
      if (dieBeforeCommit) process.kill(process.pid, "SIGKILL");
      const written = await store.write(version, refreshToken);
      const digest = createHash("sha256").update(refreshToken).digest("hex");
      if (written) tell({ event: "wrote", version: version + 1, digest });
      return written;
    },
  };
}

async function redeemAll(task: RotationTask, store: RefreshTokenStore): Promise<void> {
  const tokens = createTokenSource({
    ...{ config: task.microsoft, log: SILENT_LOG, time: Date.now, store },
    gate: createThrottleGate({ time: Date.now }),
    accesses: { start: async () => ({ finish: async () => undefined }) },
  });
  let left = task.redeems;
  const lane = async () => {
    for (; left > 0;) {
      const tenantId = task.tenantIds[left-- % task.tenantIds.length] as TenantId;
      await tokens
        .redeem(tenantId, "graph")
        .catch((error: { code?: string }) => tell({ event: "failed", code: error.code ?? "UNKNOWN" }));
    }
  };
  await Promise.all(Array.from({ length: task.sideBySide }, lane));
  tell({ event: "done" });
}

const database = await openDatabase(process.argv[2] ?? "");
createInterface({ input: process.stdin })
  .on("line", (line) => {
    const task = JSON.parse(line) as RotationTask;
    const store = new TokenStore(database, Buffer.from(task.key, "base64"), task.identity);
    void redeemAll(task, watched(store, task));
  })
  .on("close", () => void database.close().then(() => process.exit(0)));
tell({ event: "ready" });
