import { createHash } from "node:crypto";
import { MicrosoftFailure } from "./failure.js";

/** One page as it came: the raw items and the link to the next page. */
export interface Page {
  readonly items: readonly unknown[];
  readonly nextLink: string | null;
}

/** The envelope of a Graph collection; INVALID_RESPONSE when it is none. */
export function parsePage(label: string, body: unknown): Page {
  if (typeof body !== "object" || body === null) throw invalid(label, "no object");
  const { value, "@odata.nextLink": nextLink = null } = body as Record<string, unknown>;
  if (!Array.isArray(value)) throw invalid(label, "no array of values");
  if (nextLink !== null && typeof nextLink !== "string") throw invalid(label, "a next link that is no text");
  return { items: value as readonly unknown[], nextLink };
}

/** Follows next links of one walk: only to the origin that was configured, and never twice to the same page. */
export interface Walk {
  /** The link as it may be asked; INVALID_RESPONSE for a foreign or repeated one. */
  follow(nextLink: string): string;
}

/** A walk that starts at `firstUrl`, whose origin alone may be given the bearer token. */
export function startWalk(label: string, firstUrl: string): Walk {
  const { origin } = new URL(firstUrl);
  const seen = new Set([digest(firstUrl)]);
  return {
    follow(nextLink) {
      if (!URL.canParse(nextLink) || new URL(nextLink).origin !== origin) {
        throw invalid(label, "a next link to another host");
      }
      const link = digest(nextLink);
      if (seen.has(link)) throw invalid(label, "a next link for the second time");
      seen.add(link);
      return nextLink;
    },
  };
}

/** A million users are ten thousand long links: their digests are kept instead. */
function digest(link: string): string {
  return createHash("sha256").update(link).digest("base64");
}

function invalid(label: string, what: string): MicrosoftFailure {
  return new MicrosoftFailure("INVALID_RESPONSE", `${label} answered with ${what}`);
}
