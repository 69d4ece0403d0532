import { readFileSync } from "node:fs";

/**
 * The most memory this process has held, in MB (1,000,000 bytes), where /proc tells it. `resourceUsage` counts what the parent held
 * when it started this process, too.
 */
export function peakRssMb(): number {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    if (kibibytes !== undefined) return (Number(kibibytes) * 1_024) / 1_000_000;
  } catch {
    // no /proc
  }
  return process.resourceUsage().maxRSS / 1_000;
}
