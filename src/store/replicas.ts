import type { Session } from "./database.js";
import { isNodeTrouble, isTimeOut } from "./driver-error.js";
import type { ServerNode } from "./server-node.js";

const TRUST_MS = 2_000;
const REST_MS = 5_000;

/** Nodes to read on in turn. One that does not answer rests for 5 s; each is asked every 2 s whether it still follows its cluster. */
export class Replicas {
  private readonly trusted = new Set<ServerNode>();
  private readonly resting = new Set<ServerNode>();
  private turn = 0;

  constructor(private readonly nodes: readonly ServerNode[]) {}

  /** Null: none of them could answer. */
  async read<T>(work: (session: Session) => Promise<T>): Promise<{ readonly value: T } | null> {
    this.turn += 1;
    for (let tried = 0; tried < this.nodes.length; tried += 1) {
      const node = this.nodes[(this.turn + tried) % this.nodes.length];
      if (node === undefined || !(await this.serves(node))) continue;
      try {
        return { value: await node.work(work) };
      } catch (cause) {
        if (!isNodeTrouble(cause) || isTimeOut(cause)) throw cause;
        this.rest(node);
      }
    }
    return null;
  }

  private async serves(node: ServerNode): Promise<boolean> {
    if (this.resting.has(node)) return false;
    if (this.trusted.has(node)) return true;
    const role = await node.role().catch(() => null);
    if (!role?.serving) return this.rest(node);
    this.trusted.add(node);
    setTimeout(() => this.trusted.delete(node), TRUST_MS).unref();
    return true;
  }

  private rest(node: ServerNode): false {
    this.trusted.delete(node);
    this.resting.add(node);
    setTimeout(() => this.resting.delete(node), REST_MS).unref();
    return false;
  }
}
