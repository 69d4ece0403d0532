import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError, invalidInput } from "../errors.js";
import { classifyTokenRefusal, MicrosoftFailure } from "./failure.js";

/** Who signed in, as far as the tokens say. */
export interface SignedIn {
  readonly username: string | null;
}

/** Where the browser comes back to after the sign-in. */
export interface Landing {
  readonly port: number;
  /** How the sign-in ends: with the first answer that carries `state`, its code redeemed. */
  answered(state: string, redeem: (code: string) => Promise<SignedIn>): Promise<SignedIn>;
  close(): void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Listens on loopback (port 0: any free one); INVALID_INPUT when the port is taken. */
export async function openLanding(port: number): Promise<Landing> {
  let handle: Handler = (_, response) => reply(response, 503, "Not yet.");
  let giveUp = (): void => undefined;
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", () => reject(invalidInput("port", "must be a free port for the sign-in", port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = (): void => {
    server.close();
    server.closeIdleConnections();
    giveUp();
  };
  return {
    port: (server.address() as AddressInfo).port,
    answered: (state, redeem) =>
      new Promise<SignedIn>((resolve, reject) => {
        giveUp = () => reject(new AppError("NOT_SIGNED_IN", "the sign-in was broken off"));
        handle = landingHandler(state, redeem, (outcome) => {
          outcome.then(resolve, reject).finally(close);
        });
      }),
    close,
  };
}

/** Takes the first answer that carries our state; anything else that knocks is turned away. */
function landingHandler(
  state: string,
  redeem: (code: string) => Promise<SignedIn>,
  settle: (outcome: Promise<SignedIn>) => void,
): Handler {
  let taken = false;
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname !== "/" || searchParams.get("state") !== state)
      return reply(response, 400, "This is no answer to our sign-in.");
    if (taken) return reply(response, 409, "This sign-in was answered already.");
    taken = true;
    const code = searchParams.get("code");
    const outcome = code === null ? Promise.reject(refusedAt(searchParams)) : redeem(code);
    const told = outcome.then(
      () => reply(response, 200, "Signed in. This window may be closed."),
      () => reply(response, 400, "The sign-in failed; the command line says why."),
    );
    settle(told.then(() => outcome));
  };
}

function refusedAt(answer: URLSearchParams): MicrosoftFailure {
  const digits = /^AADSTS(\d+)/.exec(answer.get("error_description") ?? "")?.[1];
  const error = /^\w{1,60}$/.exec(answer.get("error") ?? "")?.[0] ?? null;
  const errorNo = digits === undefined ? null : Number(digits);
  const { code } = classifyTokenRefusal({ status: 400, errorNo, error }, "partner");
  const word = errorNo === null ? (error ?? "without a code") : `AADSTS${errorNo}`;
  return new MicrosoftFailure(code, `the sign-in page answered ${word}`);
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(text);
}
