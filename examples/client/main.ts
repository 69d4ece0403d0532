/* eslint-disable no-console */
import { createClient } from "./ask.js";
import { consumption, people } from "./report.js";

const [url = "http://127.0.0.1:4000/graphql"] = process.argv.slice(2);
const ask = createClient(url);

for (const line of await consumption(ask, null)) console.log(line);

let count = 0;
for await (const person of people(ask, { tenantIds: null, at: null })) count += person.licenses.length > 0 ? 1 : 0;
console.log(`${count} people hold a license`);
