export { startGalera } from "./cluster/galera.mjs";
export { startGroup } from "./cluster/group.mjs";
export { catchUp, holdBack, promote, startReplicated } from "./cluster/replicated.mjs";
export { onNode } from "./cluster/statement.mjs";
