import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDebian, unpackedPackage } from "./debian.mjs";

/**
 * The library that gives a process another time of day (LD_PRELOAD), this machine's own or Debian's; undefined where neither can
 * be had. It is loaded beside the machine's libc, so it comes from the machine's own release.
 */
export async function faketimeLibrary() {
  const own = findLibrary("/usr/lib");
  if (own !== undefined || !(await isDebian())) return own;
  const suite = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  const root = await unpackedPackage({ folder: `faketime-root-${suite}`, suite, packageName: "libfaketime" });
  return findLibrary(join(root, "usr/lib"));
}

/** The one for programs with threads. */
function findLibrary(folder) {
  const paths = readdirSync(folder)
    .filter((name) => /-linux-gnu/.test(name))
    .map((name) => join(folder, name, "faketime/libfaketimeMT.so.1"));
  return paths.find((path) => existsSync(path));
}
