import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inRoot, machineEnvironment, npmPrograms } from "../../../scripts/lib/project.mjs";
import { run } from "../../../scripts/lib/run.mjs";

/**
 * An empty project, outside the repository, with nothing but the packed package installed.
 *
 * @typedef {object} Project
 * @property {string} folder
 * @property {string} tarball
 * @property {(name: string, text: string) => Promise<string>} write a file; answers its path
 * @property {() => Promise<typeof import("../../../pkg/src/index.ts")>} load the package, as this Node resolves it
 * @property {() => Promise<void>} remove
 */

/**
 * Puts a tarball where npm would put it, without npm's half second.
 *
 * @param {string} folder
 * @param {string} tarball
 */
async function unpack(folder, tarball) {
  const installed = join(folder, "node_modules/friendbuy-edge");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, tarball), "-C", installed, "--strip-components=1"]);
  await mkdir(join(folder, "node_modules/.bin"));
  const { bin } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  const program = join("../friendbuy-edge", bin);
  await symlink(program, join(folder, "node_modules/.bin/friendbuy-edge"));
}

/**
 * @param {object} [options]
 * @param {boolean} [options.byNpm] let npm install it, as everybody does
 * @param {string} [options.below] make it in this folder, whose own packages it then has as well
 * @returns {Promise<Project>}
 */
export async function packedProject({ byNpm = false, below = tmpdir() } = {}) {
  const folder = await mkdtemp(join(below, "friendbuy-edge-"));
  const npm = (/** @type {string[]} */ ...args) =>
    run("npm", args, { cwd: folder, env: machineEnvironment() });
  const write = async (/** @type {string} */ name, /** @type {string} */ text) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };

  await write("package.json", JSON.stringify({ private: true, type: "module" }));
  await npm("pack", "--silent", "--pack-destination", folder, inRoot("pkg"));
  const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz")) ?? "";
  if (byNpm) await npm("install", "--offline", "--no-audit", "--no-fund", `./${tarball}`);
  else await unpack(folder, tarball);
  return {
    folder,
    tarball: join(folder, tarball),
    write,
    load: async () =>
      import(pathToFileURL(await write("entry.mjs", 'export * from "friendbuy-edge";')).href),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * The Nodes to test with: the machine's own, and the one of the dev dependencies.
 *
 * @returns {Promise<{ version: string, path: string }[]>}
 */
export async function nodes() {
  const version = ["-p", "[process.version, process.execPath].join()"];
  const found = await Promise.all([
    run("node", version, { env: machineEnvironment() }),
    run(join(npmPrograms, "node"), version),
  ]);
  return found.map((line) => {
    const [version = "", path = ""] = line.trim().split(",");
    return { version, path };
  });
}
