export { startGalera } from "./cluster/galera.mjs";
export { startGroup } from "./cluster/group.mjs";
export { catchUp, holdBack, promote, startReplicated } from "./cluster/replicated.mjs";
export { startSingle } from "./cluster/single.mjs";
export { onNode } from "./cluster/statement.mjs";
