import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Router } from "express";
import { addDays, type SnapshotDate } from "../model/snapshot-date.js";
import { exampleQueries } from "./example-queries.js";
import { GRAPHIQL_CSP } from "./security-headers.js";

const require = createRequire(import.meta.url);

/** The files the page needs, out of node_modules: nothing comes from the network. */
const ASSETS: Readonly<Record<string, string>> = {
  "react.js": join(packageFolder("react"), "umd/react.production.min.js"),
  "react-dom.js": join(packageFolder("react-dom"), "umd/react-dom.production.min.js"),
  "graphiql.js": join(packageFolder("graphiql"), "graphiql.min.js"),
  "graphiql.css": join(packageFolder("graphiql"), "graphiql.min.css"),
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/graphiql/assets/graphiql.css" />
    <link rel="stylesheet" href="/graphiql/assets/page.css" />
  </head>
  <body>
    <div id="graphiql">Loading…</div>
    <script src="/graphiql/assets/react.js"></script>
    <script src="/graphiql/assets/react-dom.js"></script>
    <script src="/graphiql/assets/graphiql.js"></script>
    <script src="/graphiql/assets/page.js"></script>
  </body>
</html>
`;

const PAGE_CSS = "html, body { height: 100%; margin: 0; overflow: hidden }\n#graphiql { height: 100vh }\n";

/** GraphiQL, hosted here, its tabs filled with the example queries; `today` is the calendar's day. */
export function graphiqlRouter(today: () => Promise<SnapshotDate>): Router {
  const router = Router();
  router.get("/", (_request, response) => {
    response.set("Content-Security-Policy", GRAPHIQL_CSP).type("html").send(PAGE);
  });
  router.get("/assets/page.css", (_request, response) => void response.type("css").send(PAGE_CSS));
  router.get("/assets/page.js", async (_request, response) => {
    response.type("js").send(pageScript(await today()));
  });
  for (const [name, file] of Object.entries(ASSETS)) {
    router.get(`/assets/${name}`, (_request, response) => response.sendFile(file, { maxAge: "1h", dotfiles: "allow" }));
  }
  return router;
}

function pageScript(today: SnapshotDate): string {
  const tabs = exampleQueries(today, addDays(today, -30)).map(({ query, variables }) => ({
    query,
    variables: JSON.stringify(variables, null, 2),
  }));
  return `const defaultTabs = ${JSON.stringify(tabs)};
const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
const props = { fetcher, defaultTabs, defaultEditorToolsVisibility: "variables" };
// GraphiQL 3 shows the variables of every default tab but the one it opens with; later visits bring their own.
if (!localStorage.getItem("graphiql:tabState")) props.variables = defaultTabs[0].variables;
ReactDOM.createRoot(document.getElementById("graphiql")).render(React.createElement(GraphiQL, props));
`;
}

function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}
