/**
 * Who may import whom. The table is the architecture; the rules are made from it below. A folder may import itself, what
 * stands under `imports`, and by `import type` alone what stands under `types`; everything else of ours is forbidden. Change a
 * row only in a commit of its own that says why the flow had to change.
 */
const base = ["src/errors.ts", "src/log.ts", "src/metrics.ts"];
const entries = ["src/serve.ts", "src/work.ts", "src/cli.ts", "src/demo.ts"];
const config = "src/config.ts";
const entry = ["src/wiring/", config, "src/run-until-signal.ts", "src/log.ts", "src/errors.ts"];

const rows = [
  { of: "src/errors.ts", imports: [], types: [config] },
  { of: "src/log.ts", imports: [], types: [config] },
  { of: "src/metrics.ts", imports: [], types: [config] },
  { of: config, imports: ["src/config/", "src/errors.ts"] },
  { of: "src/config/", imports: [] },
  { of: "src/run-until-signal.ts", imports: ["src/errors.ts"] },
  { of: "src/serve.ts", imports: entry },
  { of: "src/work.ts", imports: entry },
  { of: "src/cli.ts", imports: ["src/wiring/", config, "src/log.ts", "src/errors.ts", "src/cli/"] },
  // The demo moves the calendar, so it must speak of days.
  { of: "src/demo.ts", imports: [...entry, "src/model/", "simulator/"] },
  {
    of: "src/cli/",
    imports: ["src/model/", "src/errors.ts", "src/log.ts"],
    types: ["src/importer/", "src/store/", "src/query/", "src/microsoft/"],
  },
  { of: "src/model/", imports: ["src/errors.ts"], plain: true },
  { of: "src/microsoft/", imports: ["src/model/", ...base], types: [config] },
  { of: "src/store/entity/", imports: ["src/model/"] },
  {
    of: "src/store/write/",
    imports: ["src/store/entity/", "src/store/*", "src/model/", "src/errors.ts"],
    types: [config],
  },
  {
    of: "src/store/read/",
    imports: ["src/store/entity/", "src/store/*", "src/model/", "src/errors.ts"],
    types: [config],
  },
  { of: "src/store/*", imports: ["src/store/entity/", "src/model/", "src/errors.ts", "migrations/"], types: [config] },
  { of: "src/importer/", imports: ["src/model/", ...base], types: ["src/microsoft/", "src/store/write/"] },
  {
    of: "src/jobs/",
    imports: ["src/importer/", "src/model/", ...base],
    types: [config, "src/store/", "src/microsoft/", "src/outbound/"],
  },
  { of: "src/outbound/", imports: ["src/model/", ...base], types: [config] },
  { of: "src/query/", imports: ["src/model/", "src/errors.ts"], types: ["src/store/read/", "src/store/write/"] },
  { of: "src/graphql/", imports: ["src/query/", "src/model/", "src/errors.ts", "src/log.ts"], types: [config] },
  { of: "src/http/", imports: ["src/graphql/", "src/query/", "src/model/", ...base], types: [config] },
  { of: "src/wiring/", imports: ["src/"] },
  { of: "migrations/", imports: [] },
  { of: "simulator/", imports: [] },
];

/** A package is known to the folders named beside it; one that stands nowhere may be imported nowhere. */
const owners = [
  { packages: ["typeorm"], by: ["src/store/", "migrations/"] },
  { packages: ["mysql2", "libsql"], by: ["src/store/", "migrations/"] },
  { packages: ["agenda", "@agendajs/*", "mongodb"], by: ["src/jobs/"] },
  { packages: ["@azure/msal-node"], by: ["src/microsoft/"] },
  { packages: ["undici"], by: ["src/microsoft/", "src/outbound/"] },
  { packages: ["zod"], by: ["src/microsoft/", config, "src/config/"] },
  {
    packages: ["@apollo/*", "type-graphql", "graphql", "graphql-scalars", "graphql-query-complexity", "dataloader"],
    by: ["src/graphql/"],
  },
  { packages: ["express"], by: ["src/http/", "simulator/"] },
  { packages: ["@as-integrations/express5", "lru-cache", "graphiql", "react", "react-dom"], by: ["src/http/"] },
  { packages: ["commander", "cli-progress"], by: ["src/cli.ts", "src/cli/", "src/demo.ts"] },
  { packages: ["csv-parse"], by: ["src/cli/"] },
  { packages: ["pino"], by: ["src/log.ts"] },
  { packages: ["prom-client"], by: ["src/metrics.ts"] },
  { packages: ["p-queue"], by: ["src/store/", "src/cli/", "src/importer/"] },
  { packages: ["reflect-metadata"], by: [...entries, "src/wiring/"] },
];

/** "folder/" is everything below it, "folder/*" its own files, anything else one file. */
function pathOf(place) {
  const escaped = place.replace(/[.]/g, "\\.");
  if (place.endsWith("/*")) return `^${escaped.slice(0, -1)}[^/]+$`;
  return place.endsWith("/") ? `^${escaped}` : `^${escaped}$`;
}

/** Also what DefinitelyTyped says about a package; "scope/*" is every package of the scope. */
function packagePath(name) {
  const plain = name.endsWith("/*") ? name.slice(0, -1) : `${name}/`;
  const typed = `@types/${plain.replace(/^@/, "").replace(/(?<=.)\/(?=.)/, "__")}`;
  return `(^|/)node_modules/(${plain}|${typed})`;
}

const ours = "^(src|simulator|migrations|test|bench|scripts)/";
const everyPackage = owners.flatMap(({ packages }) => packages).map(packagePath);

function rowRules({ of, imports, types = [], plain = false }) {
  const from = { path: pathOf(of) };
  const values = [of, ...imports].map(pathOf);
  const named = [...values, ...types.map(pathOf)];
  return [
    {
      name: `${of} imports only its row`,
      severity: "error",
      comment: `It may import ${imports.join(", ") || "nothing of ours"}${types.length ? `; as types ${types.join(", ")}` : ""}.`,
      from,
      to: { path: ours, pathNot: named },
    },
    ...types.map((type) => ({
      name: `${of} imports ${type} as types only`,
      severity: "error",
      comment: "Write `import type`; the object itself arrives as an argument, from wiring/.",
      from,
      to: { path: pathOf(type), pathNot: values, dependencyTypesNot: ["type-only"] },
    })),
    ...(plain ? [plainRule(of, from)] : []),
  ];
}

function plainRule(of, from) {
  const comment = "The domain is plain TypeScript: no package, no node built-in.";
  return { name: `${of} imports no package`, severity: "error", comment, from, to: { pathNot: ours } };
}

function ownerRules({ packages, by }) {
  return packages.map((name) => ({
    name: `${name} has its folders`,
    severity: "error",
    comment: `Only ${by.join(", ")} may know ${name}, so that it can be replaced there.`,
    from: { path: "^(src|simulator|migrations)/", pathNot: by.map(pathOf) },
    to: { path: packagePath(name) },
  }));
}

const generalRules = [
  {
    name: "every package has an owner",
    severity: "error",
    comment: "Add it to `owners`, with a reason in the commit.",
    from: { path: "^(src|simulator|migrations)/" },
    to: { path: "(^|/)node_modules/", pathNot: everyPackage },
  },
  {
    name: "no package of the development alone",
    severity: "error",
    comment: "What runs in production is installed with --omit=dev: move it to `dependencies`.",
    from: { path: "^(src|simulator|migrations)/" },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
  },
  {
    name: "every file has a row",
    severity: "error",
    comment: "A new folder or entry needs a row in the table before it may import anything.",
    from: { path: "^src/", pathNot: rows.map((row) => pathOf(row.of)) },
    to: {},
  },
  {
    name: "only the entries import wiring",
    severity: "error",
    comment: "The composition root knows everybody; nobody knows it.",
    from: { path: "^src/", pathNot: [...entries, "src/wiring/"].map(pathOf) },
    to: { path: pathOf("src/wiring/") },
  },
  {
    name: "no cycles",
    severity: "error",
    comment: "Types too: two files that need each other are one file, or lack a third.",
    from: {},
    to: { circular: true },
  },
  {
    name: "everything resolves",
    severity: "error",
    comment: "A mistyped path, or a package that is not in package.json.",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "no orphans",
    severity: "error",
    comment: "A file that imports nothing and that nothing imports is dead.",
    from: { orphan: true, pathNot: entries.map(pathOf) },
    to: {},
  },
];

module.exports = {
  forbidden: [...rows.flatMap(rowRules), ...owners.flatMap(ownerRules), ...generalRules],
  options: {
    doNotFollow: { path: ["node_modules", "^test/", "^bench/", "^scripts/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".cjs", ".mjs", ".json", ".d.ts"],
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default", "require"],
      mainFields: ["main", "types"],
    },
  },
};
