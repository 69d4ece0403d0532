/** The path of libfaketime for programs with threads; undefined where it can neither be found nor fetched. */
export function faketimeLibrary(): Promise<string | undefined>;
