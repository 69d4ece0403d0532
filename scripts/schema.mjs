// Writes schema/schema.graphql, the SDL that the code builds: node scripts/schema.mjs
import { writeFileSync } from "node:fs";
import "reflect-metadata";
import "@swc-node/register/esm-register";

const { printApiSchema } = await import("../src/graphql/print-schema.ts");

writeFileSync(new URL("../schema/schema.graphql", import.meta.url), await printApiSchema());
