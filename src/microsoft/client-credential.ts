import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { NodeAuthOptions } from "@azure/msal-node";
import type { MicrosoftConfig } from "../config.js";
import { AppError } from "../errors.js";

type Credential = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate">;

/** The secret, or the certificate with its key read from the files, in MSAL's words. */
export function readClientCredential({ credential }: MicrosoftConfig): Credential {
  if (credential.kind === "secret") return { clientSecret: credential.secret };
  const certificate = readConfigured("MICROSOFT_CLIENT_CERTIFICATE_FILE", credential.certificateFile);
  const privateKey = readConfigured("MICROSOFT_CLIENT_KEY_FILE", credential.keyFile);
  return { clientCertificate: { thumbprintSha256: thumbprintOf(certificate), privateKey } };
}

function readConfigured(setting: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new AppError("INVALID_CONFIGURATION", `${setting} must name a readable file`, { setting, file }, cause);
  }
}

function thumbprintOf(certificate: string): string {
  try {
    return new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase();
  } catch (cause) {
    const setting = "MICROSOFT_CLIENT_CERTIFICATE_FILE";
    throw new AppError("INVALID_CONFIGURATION", `${setting} must be a certificate in PEM`, { setting }, cause);
  }
}
