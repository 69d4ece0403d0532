import { CongoServer } from "@push.rocks/smartmongo/dist_ts/congodb/index.js";

// A server in memory that speaks MongoDB's wire protocol, on the loopback port given, until it is told to end.
const server = new CongoServer({ port: Number(process.argv[2]), host: "127.0.0.1" });
await server.start();
process.once("SIGTERM", () => void server.stop().finally(() => process.exit(0)));
