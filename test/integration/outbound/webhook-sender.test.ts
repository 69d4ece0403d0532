import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createWebhookSender, type WebhookTimeouts } from "../../../src/outbound/webhook-sender.js";
import { type Received, type Receiver, startReceiver, status, verifiedBy } from "../../support/webhooks/receiver.js";
import { selfSignedCertificate } from "../simulator/self-signed-certificate.js";

const OLD = Buffer.alloc(32, 1).toString("base64");
const NEW = `whsec_${Buffer.alloc(24, 2).toString("base64")}`;
const OTHER = Buffer.alloc(32, 3).toString("base64");
const NOW = Date.parse("2026-03-02T01:00:00.900Z");
const QUICK: WebhookTimeouts = { connectMs: 5_000, answerMs: 2_000 };
const never = new AbortController().signal;

function bytes(secret: string): Buffer {
  return Buffer.from(secret.replace("whsec_", ""), "base64");
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

describe("a webhook", () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  function send(
    url = receiver.url,
    more: { secrets?: string[]; timeouts?: WebhookTimeouts; signal?: AbortSignal } = {},
  ) {
    const { secrets = [NEW], timeouts, signal = never } = more;
    const sender = createWebhookSender({ secrets: secrets.map(bytes), time: () => NOW }, timeouts);
    return sender.send({ url, eventId: "snapshot-sealed/x/2026-03-01/1", body: '{"größe":1}' }, signal);
  }

  function only(): Received {
    const [one, ...more] = receiver.received;
    if (one === undefined || more.length > 0) throw new Error(`${receiver.received.length} requests arrived`);
    return one;
  }

  it("is a POST of JSON with the headers of Standard Webhooks, to the whole URL", async () => {
    expect(await send(`${receiver.url}?token=1`)).toEqual({ kind: "delivered", status: 204 });

    expect(only()).toMatchObject({ method: "POST", path: "/hook?token=1", body: '{"größe":1}' });
    expect(only().headers).toMatchObject({
      "content-type": "application/json",
      "webhook-id": "snapshot-sealed/x/2026-03-01/1",
      "webhook-timestamp": "1772413200",
    });
  });

  it("is verified with its secret and with no other", async () => {
    await send();

    expect(verifiedBy([OLD, NEW, OTHER], only())).toEqual([NEW]);
    expect(verifiedBy([NEW], { ...only(), body: '{"größe":2}' })).toEqual([]);
    expect(verifiedBy([NEW], { ...only(), headers: { ...only().headers, "webhook-id": "another" } })).toEqual([]);
  });

  it("is verified with either secret while one is replaced", async () => {
    await send(receiver.url, { secrets: [NEW, OLD] });

    expect(verifiedBy([OLD, NEW, OTHER], only())).toEqual([OLD, NEW]);
  });

  it.each([
    [200, { kind: "delivered", status: 200 }],
    [299, { kind: "delivered", status: 299 }],
    [400, { kind: "failed", status: 400, failure: "REFUSED_BY_STATUS" }],
    [410, { kind: "failed", status: 410, failure: "GONE" }],
    [429, { kind: "failed", status: 429, failure: "REFUSED_BY_STATUS" }],
    [500, { kind: "failed", status: 500, failure: "REFUSED_BY_STATUS" }],
  ])("answered by %d says so, and repeats no word of the answer", async (code, outcome) => {
    receiver.answer = status(code);

    expect(await send()).toEqual(outcome);
  });

  it.each([301, 302, 307, 308])("does not follow a redirect by %d", async (code) => {
    const elsewhere = await startReceiver();
    receiver.answer = status(code, { location: elsewhere.url });

    expect(await send()).toEqual({ kind: "failed", status: code, failure: "REDIRECTED" });

    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it("gives up on a receiver that takes it and never answers", async () => {
    receiver.answer = () => {};

    expect(await send(receiver.url, { timeouts: QUICK })).toEqual({
      kind: "failed",
      status: null,
      failure: "TIMED_OUT",
    });

    expect(receiver.received).toHaveLength(1);
  });

  it("believes a status whose body hangs, breaks off or never ends", async () => {
    receiver.answer = (_received, response) => void response.writeHead(200).write("and then nothing");
    expect(await send(receiver.url, { timeouts: QUICK })).toEqual({ kind: "delivered", status: 200 });

    receiver.answer = (_received, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("cut", () => response.destroy());
    };
    expect(await send()).toEqual({ kind: "delivered", status: 200 });

    receiver.answer = (_received, response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    };
    expect(await send()).toEqual({ kind: "delivered", status: 200 });
  });

  it("says when the connection is cut or refused", async () => {
    const failed = { kind: "failed", status: null, failure: "CONNECTION_FAILED" };
    receiver.answer = (_received, response) => void response.destroy();
    expect(await send()).toEqual(failed);

    await receiver.close();
    expect(await send()).toEqual(failed);
  });

  it("is not sent to a host whose certificate nobody vouches for", async () => {
    const { certificatePem: cert, privateKeyPem: key } = selfSignedCertificate();
    const requests: string[] = [];
    const server = createTlsServer({ cert, key }, (request, response) => {
      requests.push(request.url ?? "");
      response.end();
    });
    const port = await listening(server);

    expect(await send(`https://127.0.0.1:${port}/hook`)).toEqual({
      ...{ kind: "failed", status: null, failure: "CERTIFICATE_REFUSED" },
    });

    expect(requests).toEqual([]);
    server.close();
  });

  it("fails where something answers that speaks no HTTP", async () => {
    const server = createTcpServer((socket) => socket.end("220 mail ready\r\n"));
    const port = await listening(server);

    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: "failed", status: null });

    server.close();
  });

  it("ends with the error of whoever aborts it", async () => {
    const controller = new AbortController();
    receiver.answer = () => controller.abort(new Error("the worker stops"));

    await expect(send(receiver.url, { signal: controller.signal })).rejects.toThrow("the worker stops");
  });
});
