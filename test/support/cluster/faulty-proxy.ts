import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { Random } from "../naive/random.js";

/** An error that the server answers instead of running the statement, or a connection that breaks before or after it ran. */
export type InjectedFault = 1213 | 1205 | 1290 | "lost-before" | "lost-after";

const FAULTS: readonly InjectedFault[] = [1213, 1205, 1290, "lost-before", "lost-after"];
const HEADER = 4;
const COM_QUERY = 3;

/** A proxy before a MySQL server that reads what the client sends and lets some statements fail. */
export class FaultyProxy {
  /** The share of statements that fail. */
  share = 0;
  readonly met = new Map<InjectedFault, number>();
  statements = 0;
  /** Bytes of the largest statement that came by. */
  largest = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly random: Random,
  ) {}

  static async before(port: number, random: Random): Promise<FaultyProxy> {
    const server = createServer((client) => proxy.carry(client, connect(port, "127.0.0.1")));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new FaultyProxy(server, (server.address() as AddressInfo).port, random);
    return proxy;
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, "close");
  }

  private carry(client: Socket, server: Socket): void {
    const both = [client, server];
    const end = () => both.forEach((socket) => socket.destroy());
    for (const socket of both) {
      this.sockets.add(socket.setNoDelay());
      socket.on("error", end).on("close", end);
    }
    server.on("data", (bytes) => client.write(bytes));
    let kept = Buffer.alloc(0);
    client.on("data", (bytes: Buffer) => {
      kept = Buffer.concat([kept, bytes]);
      for (let length = packetLength(kept); length <= kept.length; length = packetLength(kept)) {
        this.pass(kept.subarray(0, length), { client, server, end });
        kept = kept.subarray(length);
      }
    });
  }

  /** A packet that begins a command has the number 0; those of the handshake have others. */
  private pass(packet: Buffer, { client, server, end }: { client: Socket; server: Socket; end: () => void }): void {
    const isStatement = packet[3] === 0 && packet[HEADER] === COM_QUERY;
    const fault = isStatement ? this.chooseFault(packet.length) : null;
    if (fault === "lost-before") return end();
    if (typeof fault === "number") return void client.write(errorPacket(fault));
    server.write(packet);
    if (fault === "lost-after") server.removeAllListeners("data").once("data", end);
  }

  private chooseFault(bytes: number): InjectedFault | null {
    this.statements += 1;
    this.largest = Math.max(this.largest, bytes);
    if (!this.random.chance(this.share)) return null;
    const fault = this.random.pick(FAULTS);
    this.met.set(fault, (this.met.get(fault) ?? 0) + 1);
    return fault;
  }
}

function packetLength(bytes: Buffer): number {
  return bytes.length < HEADER ? Number.POSITIVE_INFINITY : bytes.readUIntLE(0, 3) + HEADER;
}

/** As the server would say it: the number, a state of five letters, a text. */
function errorPacket(errno: number): Buffer {
  const body = Buffer.concat([Buffer.from([0xff, errno & 0xff, errno >> 8]), Buffer.from("#HY000as the test asked")]);
  const header = Buffer.alloc(HEADER);
  header.writeUIntLE(body.length, 0, 3);
  header[3] = 1;
  return Buffer.concat([header, body]);
}
