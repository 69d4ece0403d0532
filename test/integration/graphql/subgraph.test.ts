import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startHttpServer, type HttpServer } from "../../../src/http/server.js";
import { SILENT_LOG } from "../../../src/log.js";
import { describeEachDatabase } from "../../support/databases/test-database.js";
import { guid } from "../query/seed-tenant.js";
import * as world3 from "../query/three-tenants.js";
import { postGraphql } from "../../support/post-graphql.js";

describeEachDatabase("the API as a subgraph", (create) => {
  let world: world3.World;
  let server: HttpServer;

  beforeAll(async () => {
    world = await world3.createWorld(create);
    const address = { host: "127.0.0.1", port: 0, allowUnauthenticated: false };
    const { questions } = world;
    server = await startHttpServer({ questions, ready: async () => {}, log: SILENT_LOG, subgraph: true, ...address });
  });

  afterAll(async () => {
    await server.stop();
    await world.close();
  });

  async function ask(query: string, variables: Record<string, unknown> = {}) {
    const response = await postGraphql(server, { query, variables });
    return (await response.json()) as { data?: Record<string, never> | null; errors?: { extensions: object }[] };
  }

  const entities = (representations: object[]) =>
    ask(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        __typename ... on Tenant { name } ... on Person { entraId } } }`,
      { representations },
    );

  it("tells a router its SDL, with a key on every entity", async () => {
    const { data } = await ask("{ _service { sdl } }");
    const sdl = (data?.["_service"] as unknown as { sdl: string }).sdl.replace(/\s+/g, " ");

    expect(sdl).toContain('type Tenant implements Node @key(fields: "id") @key(fields: "tenantId")');
    expect(sdl).toContain('type Person implements Node @key(fields: "id")');
  });

  it("answers for entities by either key, and null for what is not there", async () => {
    const person = await ask(
      `{ person(tenantId: "${world3.ALPHA}", entraId: "${world3.ANNA}") { id entraId tenant { id } } }`,
    );
    const { id, tenant } = person.data?.["person"] as unknown as { id: string; tenant: { id: string } };
    const { data } = await entities([
      { __typename: "Tenant", tenantId: world3.BETA },
      { __typename: "Tenant", id: tenant.id },
      { __typename: "Person", id },
      { __typename: "Tenant", tenantId: guid(77) },
      { __typename: "Tenant", id },
      { __typename: "Person", id: "nonsense" },
    ]);

    expect(data?.["_entities"]).toEqual([
      { __typename: "Tenant", name: "Beta" },
      { __typename: "Tenant", name: "Alpha" },
      { __typename: "Person", entraId: world3.ANNA },
      null,
      null,
      null,
    ]);
  });

  it("answers the ordinary questions as ever", async () => {
    const { data, errors } = await ask(`{ users(at: "2026-03-01", first: 1) { totalCount nodes { displayName } } }`);

    expect(errors).toBeUndefined();
    expect(data?.["users"]).toMatchObject({ totalCount: expect.any(Number), nodes: [{ displayName: "name 101" }] });
  });

  it("counts what a list of representations costs", async () => {
    const representations = Array.from({ length: 1_100 }, () => ({ __typename: "Tenant", tenantId: world3.BETA }));
    const names = Array.from({ length: 49 }, (_, at) => `n${at}: name`).join(" ");
    const query = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Tenant { ${names} } } }`;

    const { errors } = await ask(query, { all: representations });

    expect(errors?.[0]?.extensions).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", field: "_entities" });
  });
});
