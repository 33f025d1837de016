import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
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

/** @returns {Promise<Project>} */
export async function packedProject() {
  const folder = await mkdtemp(join(tmpdir(), "friendbuy-edge-"));
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
  await npm("install", "--offline", "--no-audit", "--no-fund", `./${tarball}`);
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
