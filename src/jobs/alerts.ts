import type { Alert, AlertKey } from "../model/alert.js";
import { FAILURES, type FailureCode } from "../model/failure.js";
import type { TenantId } from "../model/tenant.js";

/** What somebody must look at, and when it ends. docs/alerts.md is held to this table by a test. */
export const ALERTS = {
  "partner-paused": "Nobody is imported: the partner's own sign-in fails. Ends by itself, minutes after the repair.",
  "customers-held":
    "A customer list that lost half of the tenants waits for an operator. Ends with the next list that is taken over.",
  "customers-unread":
    "The customer list cannot be read, although the sign-in works. Ends with the next list that is read.",
  "day-held": "Days of a tenant look implausible and wait for an operator. Ends when all of them are decided.",
  "token-old": "The refresh token was not renewed for 30 days. Ends within a day of its renewal, or of a sign-in.",
  "token-dying":
    "The refresh token was not renewed for 75 days, of the 90 it lives. Ends within a day of its renewal, or of a sign-in.",
} as const;

/** One alert of a kind and tenant is open at a time. */
export type AlertKind = keyof typeof ALERTS;

/** Where the alerts of the jobs go. */
export interface Alerts {
  /** True only when it was not open already. */
  raise(alert: Alert & { readonly kind: AlertKind }): Promise<boolean>;
  /** Ends every open alert of this kind and tenant. */
  clear(which: { readonly kind: AlertKind; readonly tenantId: TenantId | null }): Promise<unknown>;
  /** The open ones, others' too. */
  open(): Promise<readonly AlertKey[]>;
}

const SIGN_IN = "Sign in with the service account and MFA: `cli login`.";
const WORDS: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  NOT_SIGNED_IN: { message: "Nobody has signed the service account in yet.", remedy: SIGN_IN },
  TOKEN_UNREADABLE: {
    message: "The stored refresh token cannot be decrypted.",
    remedy: "Set the TOKEN_ENCRYPTION_KEY it was stored with, or run `cli login` again.",
  },
  INTERNAL: { message: "A fault of the program, or of the database.", remedy: "Look at the log, and report it." },
};

/** The words for a code: a failure's, or one of our own errors'. */
export function wordsOf(code: string): { readonly message: string; readonly remedy: string } {
  return FAILURES[code as FailureCode] ?? WORDS[code] ?? { message: code, remedy: "Look at the log." };
}

/** The code of what was thrown: a failure's or one of our own errors', INTERNAL for anything else. */
export function codeOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && (Object.hasOwn(FAILURES, code) || Object.hasOwn(WORDS, code)) ? code : "INTERNAL";
}

/** For the operator, names no person; empty when there is nothing to add. */
export function detailOf(cause: unknown): string {
  return cause instanceof Error && "detail" in cause && typeof cause.detail === "string" ? cause.detail : "";
}
