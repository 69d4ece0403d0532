import { invalidInput } from "../errors.js";
import type { CliContext } from "./context.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** Signs the service account in with a browser on this machine, MFA and all, and keeps its refresh token. */
export async function loginWithBrowser({ tools, out }: CliContext, port: number): Promise<ExitCode> {
  const signIn = await tools.signIn.withBrowser(port);
  try {
    out.note("Open this address in a browser on this machine and sign in as the service account, with MFA:");
    out.note(signIn.url);
    const { username } = await signIn.finished;
    out.result(`Signed in${username === null ? "" : ` as ${username}`}.`, { signedIn: true, username });
  } finally {
    signIn.close();
  }
  return EXIT.OK;
}

/** Takes a refresh token that was minted elsewhere, from standard input: an argument would show in the list of processes. */
export async function loginWithToken({ tools, out, io }: CliContext): Promise<ExitCode> {
  const token = (await readAll(io.stdin)).trim();
  if (token === "") throw invalidInput("--refresh-token-stdin", "needs a refresh token on standard input");
  await tools.signIn.withToken(token);
  out.result("Signed in.", { signedIn: true, username: null });
  return EXIT.OK;
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
