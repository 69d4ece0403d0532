import { describe, expect, it } from "@jest/globals";
import { signatureOf } from "../../../src/outbound/webhook-signature.js";

describe("the signature of a webhook", () => {
  it("is the one that the libraries of Standard Webhooks are tested with", () => {
    const secret = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
    const content = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' };

    expect(signatureOf([secret], content)).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("stands once for each secret, separated by a space", () => {
    const content = { id: "a", timestamp: 1, body: "{}" };
    const [one, two] = [Buffer.alloc(24, 1), Buffer.alloc(24, 2)];

    expect(signatureOf([one, two], content)).toBe(`${signatureOf([one], content)} ${signatureOf([two], content)}`);
    expect(signatureOf([one], content)).not.toBe(signatureOf([two], content));
  });
});
