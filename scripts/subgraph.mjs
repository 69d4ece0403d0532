// Writes the SDL of the subgraph build, for a router's composition: node scripts/subgraph.mjs [file]
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import "reflect-metadata";
import "@swc-node/register/esm-register";

const { buildApiSchema } = await import("../src/graphql/schema.ts");
const { printSubgraph } = await import("../src/graphql/subgraph.ts");

const file = process.argv[2] ?? "dist/subgraph.graphql";
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, printSubgraph(await buildApiSchema()));
console.log(`wrote ${file}`);
