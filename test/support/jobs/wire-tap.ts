import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A line to a server that everything on it goes through and is heard. */
export interface WireTap {
  readonly port: number;
  /** What clients sent, message by message as MongoDB frames them. */
  messages(): string[];
  close(): void;
}

export async function tapWire(host: string, port: number): Promise<WireTap> {
  const sent: Buffer[][] = [];
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const heard: Buffer[] = [];
    const target = connect({ host, port });
    sent.push(heard);
    sockets.push(client, target);
    client.on("data", (bytes) => heard.push(bytes));
    client.on("error", () => target.destroy()).on("close", () => target.destroy());
    target.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.pipe(target).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    messages: () => sent.flatMap((heard) => framesOf(Buffer.concat(heard))),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A message begins with its length. */
function framesOf(bytes: Buffer): string[] {
  const frames: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += bytes.readInt32LE(at)) {
    frames.push(bytes.subarray(at, at + bytes.readInt32LE(at)).toString("latin1"));
  }
  return frames;
}
