import type { Fault, FaultEndpoint, FaultRule } from "./fault.js";

/** What a rule is held against. */
export interface FaultSite {
  on: FaultEndpoint;
  tenantId: string | undefined;
  hasPageToken: boolean;
}

interface Entry {
  id: string;
  rule: FaultRule;
  seen: number;
  met: number;
}

/** The faults that were asked for, and how often each was met. */
export interface FaultBook {
  add(rule: FaultRule): string;
  clear(): void;
  /** Counts the request for every rule it matches and returns the fault of the first one that is due. */
  meet(site: FaultSite): Fault | undefined;
  unmet(): FaultRule[];
  entries(): readonly Readonly<Entry>[];
}

/** Opens an empty book. */
export function createFaultBook(): FaultBook {
  let entries: Entry[] = [];
  let count = 0;
  return {
    add(rule) {
      const id = `fault-${++count}`;
      entries.push({ id, rule, seen: 0, met: 0 });
      return id;
    },
    clear() {
      entries = [];
    },
    meet(site) {
      const due = entries.filter((entry) => matches(entry.rule, site) && isDue(entry));
      const first = due[0];
      if (first) first.met += 1;
      return first?.rule.fault;
    },
    unmet: () => entries.filter((entry) => entry.met === 0).map((entry) => entry.rule),
    entries: () => entries,
  };
}

function matches(rule: FaultRule, site: FaultSite): boolean {
  if (rule.on !== site.on) return false;
  if (rule.fault.kind === "expired-page-token" && !site.hasPageToken) return false;
  return rule.tenantId === undefined || rule.tenantId.toLowerCase() === site.tenantId?.toLowerCase();
}

function isDue(entry: Entry): boolean {
  entry.seen += 1;
  const from = entry.rule.from ?? 1;
  return entry.seen >= from && entry.seen < from + (entry.rule.times ?? 1);
}
