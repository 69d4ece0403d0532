const transform = {
  "^.+\\.ts$": [
    "@swc/jest",
    {
      jsc: {
        target: "es2022",
        parser: { syntax: "typescript", decorators: true },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          useDefineForClassFields: false,
          verbatimModuleSyntax: true,
        },
      },
      module: { type: "es6" },
      sourceMaps: "inline",
    },
  ],
};

function project(name) {
  return {
    displayName: name,
    testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
    extensionsToTreatAsEsm: [".ts"],
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    transform,
    setupFiles: ["<rootDir>/test/support/setup.ts"],
  };
}

/** unit: no database, network or clock. integration: `npm test`. heavy and cluster: what `npm run test:ci` adds. gate: before a release. */
export default {
  projects: ["unit", "integration", "heavy", "cluster", "gate"].map(project),
  workerIdleMemoryLimit: "400MB",
  testTimeout: 60_000,
};
