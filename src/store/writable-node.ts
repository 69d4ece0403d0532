import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors.js";
import { codesOf, isNodeTrouble } from "./driver-error.js";
import type { NodeRole } from "./node-role.js";
import type { ServerNode } from "./server-node.js";

const PAUSE_MS = 250;

/** The node to write on, found by asking all of them, and asked for again after an error that says it is not the one any more. */
export class WritableNode {
  private current: ServerNode | null = null;
  private asking: Promise<ServerNode> | null = null;

  constructor(private readonly nodes: readonly ServerNode[]) {}

  /** Asks again and again for `patienceMs`, then DATABASE_UNAVAILABLE with what each node said. */
  async find(patienceMs: number): Promise<ServerNode> {
    if (this.current !== null) return this.current; // nearly always, and then without a timer
    const patience = AbortSignal.timeout(patienceMs);
    for (;;) {
      if (this.current !== null) return this.current;
      try {
        return await (this.asking ??= this.ask());
      } catch (cause) {
        if (patience.aborted || patienceMs === 0) throw cause;
        await sleep(PAUSE_MS);
      }
    }
  }

  /** Runs work on the node; what the node says of itself in an error is taken to heart, and the error passed on. */
  async on<T>(patienceMs: number, work: (node: ServerNode) => Promise<T>): Promise<T> {
    const node = await this.find(patienceMs);
    try {
      return await work(node);
    } catch (cause) {
      if (isNodeTrouble(cause) && this.current === node) this.current = null;
      throw cause;
    }
  }

  /** A failure holds for a moment, so that many who ask at once do not all ask the nodes. */
  private async ask(): Promise<ServerNode> {
    try {
      this.current = await this.choose();
      this.asking = null;
      return this.current;
    } catch (cause) {
      setTimeout(() => (this.asking = null), PAUSE_MS / 2).unref();
      throw cause;
    }
  }

  /** Where several take writes, all processes take the first of the list: writers on one node do not meet each other's conflicts. */
  private async choose(): Promise<ServerNode> {
    const answers = this.nodes.map((node) => node.role().catch((cause: unknown) => refused(cause)));
    const reasons: string[] = [];
    for (const [index, node] of this.nodes.entries()) {
      const role = await answers[index];
      if (role?.writable) return node;
      reasons.push(`${node.name} ${role?.why}`);
    }
    throw new AppError("DATABASE_UNAVAILABLE", `no node of the database takes writes: ${reasons.join("; ")}`);
  }
}

function refused(cause: unknown): NodeRole {
  return { writable: false, serving: false, why: `does not answer (${codesOf(cause).join(", ")})` };
}
