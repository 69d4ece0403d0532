import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, run } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { place, removeFolder } from "./places.mjs";

/** True where apt and dpkg can bring a server without root. */
export async function isDebian() {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID=debian$/m.test(release) && (await ask(["apt-get", "--version"])) !== undefined;
}

/**
 * A folder with a package (or several) and everything below it, libc included, unpacked from a Debian suite: nothing is installed, no root
 * is needed and the machine's own apt is not touched. Kept between runs.
 */
export async function unpackedPackage({ folder, suite, packageName }) {
  const root = place(folder);
  if (existsSync(root)) return root;
  return withLock("packages", async () => {
    if (!existsSync(root)) await unpackInto(root, suite, packageName);
    return root;
  });
}

/** The argv that runs a program of an unpacked root with the root's own loader and libraries, whatever libc the machine has. */
export function unpackedProgram(root, program, libraries = []) {
  const loader = findInLibraries(root, /^ld-linux.*\.so\.\d+$/);
  const folders = [...libraryFolders(root), ...libraries.map((folder) => join(root, folder))];
  return [loader, "--library-path", folders.join(":"), join(root, program)];
}

async function unpackInto(root, suite, packageName) {
  console.error(`Fetching ${[packageName].flat().join(" and ")} from Debian ${suite}, once, into ${root} ...`);
  const work = place(`unpack-${process.pid}`);
  try {
    const archives = await download(join(work, "apt"), suite, packageName);
    const fresh = join(work, "root");
    for (const archive of archives) await run(["dpkg-deb", "-x", archive, fresh]);
    renameSync(fresh, root);
  } finally {
    removeFolder(work);
  }
}

async function download(folder, suite, packageName) {
  const options = privateApt(folder, suite, await mirror());
  await run(["apt-get", ...options, "update"]);
  await run([
    "apt-get",
    ...options,
    "-y",
    "--no-install-recommends",
    "--download-only",
    "install",
    ...[packageName].flat(),
  ]);
  const archives = join(folder, "cache/archives");
  return readdirSync(archives)
    .filter((name) => name.endsWith(".deb"))
    .map((name) => join(archives, name));
}

/** Options that give apt lists, a cache and an (empty) idea of what is installed of its own. */
function privateApt(folder, suite, site) {
  for (const name of ["state/lists/partial", "cache/archives/partial"])
    mkdirSync(join(folder, name), { recursive: true });
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(join(folder, "sources.list"), `deb [signed-by=${keyring}] ${site} ${suite} main\n`);
  writeFileSync(join(folder, "status"), "");
  const settings = {
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": "-",
    "Dir::State": join(folder, "state"),
    "Dir::State::status": join(folder, "status"),
    "Dir::Cache": join(folder, "cache"),
    "Dir::Log": folder,
    "APT::Sandbox::User": "root", // Root's download would else be dropped to a user that cannot write here.
    "Debug::NoLocking": "1",
    "Acquire::Languages": "none",
    "Acquire::Retries": "3",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** The machine's own mirror of its own release: asked, never written down. It need not have fetched its package lists yet. */
async function mirror() {
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  const format = ["--no-release-info", "--format", "$(RELEASE) $(SITE)", "Created-By: Packages"];
  const targets = (await run(["apt-get", "indextargets", ...format])).split("\n").map((line) => line.split(" "));
  const own =
    targets.find(([release]) => release === codename) ?? targets.find(([, site]) => /\/debian\/?$/.test(site ?? ""));
  if (!own) throw new Error("apt knows no Debian mirror: /etc/apt/sources.list.d names none.");
  return own[1];
}

function libraryFolders(root) {
  const parents = ["usr/lib", "lib"].map((name) => join(root, name)).filter((path) => existsSync(path));
  return parents.flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => /-linux-gnu/.test(name))
      .map((name) => join(parent, name)),
  );
}

function findInLibraries(root, pattern) {
  for (const folder of libraryFolders(root)) {
    const name = readdirSync(folder).find((entry) => pattern.test(entry));
    if (name) return join(folder, name);
  }
  throw new Error(`No loader in ${root}: remove the folder to fetch it again.`);
}
