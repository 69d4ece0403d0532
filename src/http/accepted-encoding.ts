/** The forms an answer is sent in; null: as it is. */
export type Encoding = "br" | "gzip" | null;

/** What the caller likes best of brotli and gzip by its Accept-Encoding; brotli where both are as welcome. */
export function acceptedEncoding(header: string | undefined): Encoding {
  if (header === undefined) return null;
  const weights = new Map(header.split(",").map(parse));
  const weightOf = (name: string) => weights.get(name) ?? weights.get("*") ?? 0;
  const [br, gzip] = [weightOf("br"), weightOf("gzip")];
  if (br > 0 && br >= gzip) return "br";
  return gzip > 0 ? "gzip" : null;
}

/** `gzip;q=0.5`; a weight that is no number is none. */
function parse(part: string): [string, number] {
  const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
  const weight = parameters.find((text) => text.startsWith("q="));
  return [name, weight === undefined ? 1 : Number(weight.slice("q=".length)) || 0];
}
