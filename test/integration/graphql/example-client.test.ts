import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createClient } from "../../../examples/client/ask.js";
import { PeopleDocument } from "../../../examples/client/generated.js";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import * as world3 from "../query/three-tenants.js";

const run = promisify(execFile);

it("the example client's types are those of the SDL and its queries", async () => {
  const script = `import { generateClient } from "./scripts/example-client.mjs"; process.stdout.write(await generateClient());`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script]);

  expect(stdout).toBe(readFileSync("examples/client/generated.ts", "utf8"));
});

describeEachDatabase("the example client", (create) => {
  let world: world3.World;
  let server: HttpServer;

  beforeAll(async () => {
    world = await world3.createWorld(create);
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    server = await startHttpServer({ questions: world.questions, ready: async () => {}, log: SILENT_LOG, ...address });
  });

  afterAll(async () => {
    await server.stop();
    await world.close();
  });

  it("tells what is unassigned, and who holds a license", async () => {
    const command = ["--import", "@swc-node/register/esm-register", "examples/client/main.ts", `${server.url}/graphql`];
    const { stdout } = await run(process.execPath, command);

    expect(stdout.split("\n")).toEqual([
      "as of 2026-03-02",
      "FRONTLINE: 23998 of 24000 unassigned, 2 assigned",
      "ENTERPRISE: 0 of 36 unassigned, 45 assigned",
      `${world3.HELD_ONLY}: 0 of 0 unassigned, 0 assigned`,
      "5 people hold a license",
      "",
    ]);
  });

  it("gets a refusal as an error with its code", async () => {
    const asked = createClient(`${server.url}/graphql`)(PeopleDocument, {
      tenantIds: ["00000000-0000-4000-8000-000000000077"],
    });

    await expect(asked).rejects.toMatchObject({ code: "TENANT_NOT_FOUND" });
  });
});
