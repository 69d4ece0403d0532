import type { Session } from "./database.js";

/** What a node says of itself. */
export interface NodeRole {
  /** Whoever commits here has committed on the whole cluster. */
  readonly writable: boolean;
  /** Its answers are those of the cluster, a moment late at most; an expelled node or one without a quorum goes on with an old state. */
  readonly serving: boolean;
  /** Why it is not writable, for the error that says that no node is. */
  readonly why: string;
}

const WRITABLE: NodeRole = { writable: true, serving: true, why: "" };
const VARIABLES = `SHOW GLOBAL VARIABLES WHERE Variable_name IN
  ('read_only', 'super_read_only', 'wsrep_on', 'group_replication_group_name')`;
const WSREP_STATUS = "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status')";
const MEMBERS = `SELECT MEMBER_ID = @@server_uuid AS own, MEMBER_STATE AS state, MEMBER_ROLE AS role
  FROM performance_schema.replication_group_members`;

type Settings = ReadonlyMap<string, string>;

/** Asks a node what it is: alone, a replica, or a member of a Galera or Group Replication cluster. */
export async function askRole(session: Session): Promise<NodeRole> {
  const variables = await settings(session, VARIABLES);
  const isOn = (name: string) => ["ON", "1"].includes(variables.get(name) ?? "");
  const role = await clusterRole(session, variables);
  if (!role.writable) return role;
  return isOn("read_only") || isOn("super_read_only") ? { ...role, writable: false, why: "is read-only" } : role;
}

async function clusterRole(session: Session, variables: Settings): Promise<NodeRole> {
  if (variables.get("wsrep_on") === "ON") return galeraRole(await settings(session, WSREP_STATUS));
  if (variables.get("group_replication_group_name")) return groupRole(await session.rows<Member>(MEMBERS));
  return WRITABLE;
}

function galeraRole(status: Settings): NodeRole {
  if (status.get("wsrep_ready") === "ON" && status.get("wsrep_cluster_status") === "Primary") return WRITABLE;
  return { writable: false, serving: false, why: "is not ready in its Galera cluster" };
}

interface Member {
  readonly own: number;
  readonly state: string;
  readonly role: string;
}

/** In multi-primary mode every member's role is PRIMARY. A member without a majority still says ONLINE of itself. */
function groupRole(members: readonly Member[]): NodeRole {
  const own = members.find((member) => Number(member.own) === 1);
  const reachable = members.filter((member) => member.state !== "UNREACHABLE").length;
  if (own?.state !== "ONLINE" || reachable * 2 <= members.length) {
    return { writable: false, serving: false, why: "is not online in a majority of its group" };
  }
  return own.role === "PRIMARY" ? WRITABLE : { writable: false, serving: true, why: "is a secondary" };
}

async function settings(session: Session, statement: string): Promise<Settings> {
  const rows = await session.rows<{ Variable_name: string; Value: string }>(statement);
  return new Map(rows.map((row) => [row.Variable_name, row.Value]));
}
