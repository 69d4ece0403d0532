import type { Reply } from "../http/reply.js";
import type { UserProperty } from "../world/listing.js";
import { USER_PROPERTIES } from "../world/user-properties.js";
import { graphError } from "./graph-error.js";

/** What GET /users was asked for. */
export interface UsersQuery {
  properties: readonly UserProperty[];
  top: number | undefined;
  manager: "none" | "slim" | "full";
  skipToken: string | undefined;
}

const WITHOUT_SELECT: readonly UserProperty[] = [
  ...(["businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation"] as const),
  ...(["preferredLanguage", "surname", "userPrincipalName", "id"] as const),
];
// Microsoft answers 501 when these are selected on the collection.
const NOT_ON_THE_COLLECTION = new Set(
  "aboutMe birthday hireDate interests mySite pastProjects preferredName responsibilities schools skills mailboxSettings".split(
    " ",
  ),
);
const KNOWN_OPTIONS = new Set(["$select", "$expand", "$top", "$skiptoken"]);
const MANAGER = /^manager(?:\((?<options>.*)\))?$/;
const MAX_TOP = 999;

/** Reads the query of GET /users, or answers with what is wrong with it. */
export function readUsersQuery(search: URLSearchParams): UsersQuery | Reply {
  for (const option of search.keys()) {
    if (option.startsWith("$") && !KNOWN_OPTIONS.has(option)) {
      return graphError(400, "Request_UnsupportedQuery", `The simulator does not know the query option '${option}'.`);
    }
  }
  const properties = readSelect(search.get("$select"));
  if ("status" in properties) return properties;
  const manager = readExpand(search.get("$expand"));
  if (typeof manager !== "string") return manager;
  const top = readTop(search.get("$top"));
  if (top !== undefined && typeof top !== "number") return top;
  return { properties, manager, top, skipToken: search.get("$skiptoken") ?? undefined };
}

function readSelect(select: string | null): readonly UserProperty[] | Reply {
  if (select === null) return WITHOUT_SELECT;
  const names = select.split(",").map((name) => name.trim());
  const absent = names.find((name) => NOT_ON_THE_COLLECTION.has(name));
  if (absent) return graphError(501, "NotImplemented", `Property '${absent}' cannot be selected on a collection.`);
  const unknown = names.find((name) => !isUserProperty(name));
  if (unknown !== undefined) return unknownProperty(unknown, "microsoft.graph.user");
  return names.filter(isUserProperty);
}

function isUserProperty(name: string): name is UserProperty {
  return Object.hasOwn(USER_PROPERTIES, name);
}

/** Refuses a property that a type does not have. */
export function unknownProperty(name: string, type: string): Reply {
  return graphError(400, "Request_BadRequest", `Could not find a property named '${name}' on type '${type}'.`);
}

function readExpand(expand: string | null): UsersQuery["manager"] | Reply {
  if (expand === null) return "none";
  const found = MANAGER.exec(expand.trim());
  if (!found) return graphError(400, "Request_BadRequest", `The simulator can only expand 'manager', not '${expand}'.`);
  return found.groups?.options?.includes("$select") ? "slim" : "full";
}

function readTop(top: string | null): number | undefined | Reply {
  if (top === null) return undefined;
  const size = /^\d+$/.test(top) ? Number(top) : Number.NaN;
  if (size >= 1 && size <= MAX_TOP) return size;
  const message = `Invalid page size specified: '${top}'. Must be between 1 and ${MAX_TOP} inclusive.`;
  return graphError(400, "Request_BadRequest", message);
}
