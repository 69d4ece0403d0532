import type { FailureCode } from "./failure.js";

/** How the import of one tenant's day ended. `revision` of the sealed day; `retryAfter` is a real instant, set for THROTTLED. */
export type ImportOutcome =
  | { readonly kind: "sealed" | "unchanged"; readonly revision: number; readonly users: number; readonly skus: number }
  | { readonly kind: "already-sealed"; readonly revision: number; readonly users: number; readonly skus: number }
  | { readonly kind: "held"; readonly users: number; readonly skus: number }
  | { readonly kind: "already-held" }
  | { readonly kind: "busy" }
  /** Given up because the worker stops; somebody else begins anew. */
  | { readonly kind: "stopped" }
  | {
      readonly kind: "failed";
      readonly reason: FailureCode;
      readonly detail: string;
      readonly retryAfter: Date | null;
    };
