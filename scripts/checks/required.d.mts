export function areServicesRequired(): boolean;

export function tellDatabases(databases: {
  readonly servers: readonly { readonly name: string; readonly version: string }[];
  readonly problems: readonly string[];
}): void;
