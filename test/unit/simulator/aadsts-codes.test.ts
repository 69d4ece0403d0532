import { describe, expect, it } from "@jest/globals";
import { AADSTS_CODES } from "../../../simulator/entra/aadsts-codes.js";
import { aadstsReply } from "../../../simulator/entra/aadsts.js";

// The codes of reference/microsoft.md, sections 6.1 to 6.3.
const TAXONOMY = `
  700082 70008 50173 50089 70000 70043 700084 50132 50133 7000215 7000222 70002 7000218 700027 50012 700030 700016 700011
  70001 7000112 50053 50057 50055 50126 50144 50034 50020 50014 51004 53011 530034 9002313 900144 90014 70011 28002
  53000 53001 53002 53003 530032 530035 50131 53004 53010 50005 50097 50129 50074 50076 50078 50079 50072 50158 50161
  50177 50178 50105 65001 65004 90094 90095 90008 65005 650056 650057 90099 650051 500014 500011 650052 500212 500213
  500021 500022 90002 90038 900382 900432 90072 16003 50000
  50033 50087 90006 90012 90024 90033 90090 90091 40010 90055 50196 90036 90092 50086 54005`;

describe("the AADSTS codes", () => {
  it("include every one that the taxonomy knows", () => {
    const codes = TAXONOMY.trim().split(/\s+/).map(Number);

    expect(codes.filter((code) => !AADSTS_CODES.has(code))).toEqual([]);
  });

  it("make a body with Microsoft's fields", () => {
    const reply = aadstsReply(53003);

    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toEqual({
      error: "interaction_required",
      error_description: expect.stringMatching(
        /^AADSTS53003: Access has been blocked .* Trace ID: \S+ Correlation ID: \S+ Timestamp: \S+ \S+Z$/,
      ),
      error_codes: [53003],
      suberror: "message_only",
      timestamp: expect.any(String),
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
      error_uri: "https://login.microsoftonline.com/error?code=53003",
    });
  });

  it("answer with the status that goes with them", () => {
    expect([7000215, 90055, 90033, 70000].map((code) => aadstsReply(code).status)).toEqual([401, 429, 503, 400]);
  });
});
