import { once } from "node:events";
import type { AddressInfo, Server as NetServer } from "node:net";
import { createServer } from "mysql2";

/** What a statement is answered with: rows, an error's number, nothing at all, or the end of the connection. */
export type FakeAnswer = readonly Record<string, string | number>[] | number | "silence" | "hang-up";

interface Wire {
  readonly stream: { destroy(): void };
  serverHandshake(greeting: object): void;
  on(event: "query" | "stmt_prepare" | "quit" | "error", listener: (sql: string) => void): void;
  writeColumns(columns: readonly object[]): void;
  writeTextRow(cells: readonly string[]): void;
  writeEof(): void;
  writeOk(): void;
  writeError(error: { message: string; code: number }): void;
  _resetSequenceId(): void;
  _bumpSequenceId(by: number): void;
}

const TEXT = {
  catalog: "def",
  schema: "",
  table: "",
  orgTable: "",
  characterSet: 33,
  columnLength: 255,
  columnType: 253,
};

/** A server on loopback that speaks MySQL's protocol and says of itself what it is told to; one for each role a node can have. */
export class FakeNode {
  readonly statements: string[] = [];
  variables: Record<string, string> = { read_only: "OFF", super_read_only: "OFF" };
  status: Record<string, string> = {};
  members: { own: number; state: string; role: string }[] = [];
  sessionVariables: string[] = ["innodb_lock_wait_timeout"];
  /** What everything else is answered with. */
  answer: (sql: string) => FakeAnswer = () => [{ one: 1 }];
  /** Answers nothing at all, as a server whose machine stands still. */
  isMute = false;
  private readonly wires = new Set<Wire>();

  private constructor(
    private readonly server: NetServer,
    readonly port: number,
  ) {}

  static async start(): Promise<FakeNode> {
    const server = createServer((wire) => node.greet(wire as unknown as Wire)) as unknown as {
      listen(port: number, host: string): void;
      _server: NetServer;
    };
    server.listen(0, "127.0.0.1");
    await once(server._server, "listening");
    const node = new FakeNode(server._server, (server._server.address() as AddressInfo).port);
    return node;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Takes no connection any more and breaks those it has. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.breakConnections();
    await once(this.server, "close");
  }

  breakConnections(): void {
    for (const wire of this.wires) wire.stream.destroy();
    this.wires.clear();
  }

  private greet(wire: Wire): void {
    this.wires.add(wire);
    const greeting = { protocolVersion: 10, serverVersion: "8.4.0", connectionId: 1, statusFlags: 2, characterSet: 33 };
    wire.serverHandshake({ ...greeting, capabilityFlags: 0xffffff ^ 0x800 ^ 0x20 });
    const writeOk = wire.writeOk.bind(wire);
    wire.writeOk = () => {
      writeOk();
      wire._resetSequenceId(); // after the handshake the client counts from 0 again
    };
    wire.on("error", () => {}); // a client that goes away is what some tests are about
    wire.on("quit", () => wire.stream.destroy());
    wire.on("query", (sql) => this.reply(wire, sql));
    wire.on("stmt_prepare", (sql) => this.reply(wire, sql)); // what the driver makes of SET
  }

  private reply(wire: Wire, sql: string): void {
    this.statements.push(sql);
    wire._resetSequenceId(); // the driver numbers a server's packets on from the statement before
    wire._bumpSequenceId(1);
    this.write(wire, sql);
    wire._resetSequenceId();
  }

  private write(wire: Wire, sql: string): void {
    const answer = this.isMute ? "silence" : (this.own(sql) ?? this.answer(sql));
    if (answer === "silence") return;
    if (answer === "hang-up") return wire.stream.destroy();
    if (typeof answer === "number") wire.writeError({ message: `error ${answer}`, code: answer });
    else if (/^(SELECT|SHOW)/.test(sql)) writeRows(wire, answer);
    else wire.writeOk();
  }

  private own(sql: string): FakeAnswer | null {
    const asRows = (known: Record<string, string>) =>
      Object.entries(known).map(([Variable_name, Value]) => ({ Variable_name, Value }));
    if (sql.startsWith("SHOW GLOBAL VARIABLES")) return asRows(this.variables);
    if (sql.startsWith("SHOW GLOBAL STATUS")) return asRows(this.status);
    if (sql.includes("replication_group_members")) return this.members;
    if (sql.startsWith("SHOW VARIABLES"))
      return asRows(Object.fromEntries(this.sessionVariables.map((name) => [name, ""])));
    if (/VERSION\(\)/i.test(sql)) return [{ version: "8.4.0" }];
    return null;
  }
}

/** The driver's own `writeTextResult` gives each row twice the columns. */
function writeRows(wire: Wire, rows: readonly Record<string, string | number>[]): void {
  const names = Object.keys(rows[0] ?? { none: "" });
  wire.writeColumns(names.map((name) => ({ ...TEXT, name, orgName: name, flags: 0, decimals: 0 })));
  for (const row of rows) wire.writeTextRow(names.map((name) => String(row[name])));
  wire.writeEof();
}
