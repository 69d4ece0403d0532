import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createHttp } from "../../../src/microsoft/http.js";

/** What no fault of the simulator shows: connections, redirects, and bytes that are no text. */
describe("an HTTP request to Microsoft", () => {
  let server: Server;
  let url: string;
  let answer: RequestListener;
  let connections = 0;
  let paths: (string | undefined)[];
  const http = createHttp();
  const get = (path = "/") => http.send({ method: "GET", url: url + path, headers: {} });

  beforeAll(async () => {
    server = createServer((request, response) => {
      paths.push(request.url);
      answer(request, response);
    });
    server.on("connection", () => (connections += 1));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    paths = [];
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it("goes over the connection of the one before it, and its answer may be compressed", async () => {
    answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("Zoë"));

    const texts = [];
    for (let page = 0; page < 20; page++) texts.push((await get()).text);

    expect(texts).toEqual(Array(20).fill("Zoë"));
    expect(connections).toBe(1);
  });

  it("follows no redirect, so that no token leaves its origin", async () => {
    answer = (_, response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();

    expect((await get("/here")).status).toBe(302);
    expect(paths).toEqual(["/here"]);
  });

  it("reads bytes that are no UTF-8 as no text at all, rather than as another name", async () => {
    answer = (_, response) => response.writeHead(200).end(Buffer.from('{"surname":"M\xfcller"}', "latin1"));

    expect((await get()).text).toBe("");
  });
});
