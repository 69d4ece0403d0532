import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDebian, unpackedPackage } from "../debian.mjs";
import { debianMariadb, mariadbOnPath } from "../mariadb.mjs";

const SYSTEM_PROVIDERS = ["/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so"];

/** MariaDB with Galera: this machine's, or Debian's packages, unpacked. */
export async function findGalera() {
  const onPath = await mariadbOnPath();
  const provider = SYSTEM_PROVIDERS.find((path) => existsSync(path));
  if (onPath && provider) return { program: onPath, provider };
  if (!(await isDebian())) {
    throw new Error("Galera needs a mariadbd and galera-4 on this machine, or Debian, whose packages are unpacked.");
  }
  const packageName = ["mariadb-server-core", "galera-4"];
  const root = await unpackedPackage({ folder: "galera-root", suite: "bookworm", packageName });
  return { program: await debianMariadb(root), provider: join(root, "usr/lib/libgalera_smm.so") };
}
