import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { inRoot } from "./project.mjs";
import { Failure, run } from "./run.mjs";

/** Modules of the crate. A module may use those of its own layer and of the layers below it. */
const LAYERS = [
  ["edge", "npm"],
  ["admin"],
  ["wire", "syntax"],
  ["delivery", "intake"],
  ["destination"],
  ["payload", "action", "trigger", "directive"],
  ["field", "event", "path", "instant"],
  ["diagnostic", "limits"],
  ["json", "letters"],
];

/** Modules of one layer that know nothing of each other. */
const STRANGERS = [["edge", "npm"], ["admin"], ["trigger", "directive"]];

/** @param {string} module */
const layerOf = (module) => LAYERS.findIndex((layer) => layer.includes(module));

/** @param {string} folder @param {string} ending @returns {string[]} */
const filesBelow = (folder, ending) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));

/** What `lib.rs` re-exports, with the module it comes from. @returns {Map<string, string>} */
function reexports() {
  const lines = readFileSync(inRoot("src", "lib.rs"), "utf8").matchAll(/^pub use (\w+)::(.+);$/gm);
  return new Map(
    [...lines].flatMap(([, module = "", names = ""]) =>
      [...names.matchAll(/\w+/g)].map(([name]) => /** @type {const} */ ([name, module])),
    ),
  );
}

/** @param {string} source Rust @returns {string[]} the modules it names by `crate::`, unit tests left out */
function modulesUsed(source) {
  const code = source
    .replace(/^#\[cfg\(test\)\]\nmod \w+ \{[\s\S]*/m, "")
    .replace(/^\s*\/\/.*$/gm, "");
  const groups = [...code.matchAll(/\bcrate::\{([^;]*)\};/g)].map(([, group = ""]) => {
    let names = group;
    while (/\{[^{}]*\}/.test(names)) names = names.replace(/\{[^{}]*\}/g, "");
    return names.split(",").map((name) => name.trim().split("::")[0] ?? "");
  });
  const single = [...code.matchAll(/\bcrate::(\w+)/g)].map(([, name = ""]) => name);
  return [...new Set([...groups.flat(), ...single])].filter(Boolean);
}

/** @param {string} module @param {string} used */
function problem(module, used) {
  const [from, to] = [layerOf(module), layerOf(used)];
  if (to === -1) return `uses crate::${used}, which has no layer in scripts/lib/guards.mjs`;
  if (to < from) return `uses ${used}, which is above ${module}`;
  const strangers = STRANGERS.some((pair) => pair.includes(module) && pair.includes(used));
  return strangers && module !== used ? `uses ${used}, which ${module} must not know` : undefined;
}

/** @returns {string[]} */
function crateProblems() {
  const source = inRoot("src");
  const exported = reexports();
  return filesBelow(source, ".rs").flatMap((file) => {
    const path = relative(source, file);
    const module = path.split(/[\\/.]/)[0] ?? "";
    // `json` is a crate of its own: the compiler sees to it that it knows no other.
    if (module === "lib" || module === "json") return [];
    if (layerOf(module) === -1) return [`src/${path} has no layer in scripts/lib/guards.mjs`];
    return modulesUsed(readFileSync(file, "utf8"))
      .map((used) => problem(module, exported.get(used) ?? used))
      .filter((found) => found !== undefined)
      .map((found) => `src/${path} ${found}`);
  });
}

/** The page uses the package as a package: nothing beside its own folder. @returns {string[]} */
function pageProblems() {
  const source = inRoot("www", "src");
  if (!existsSync(source)) return [];
  return filesBelow(source, ".ts")
    .concat(filesBelow(source, ".tsx"))
    .flatMap((file) => {
      const imports = [
        ...readFileSync(file, "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]*)"/g),
      ];
      return imports
        .map(([, path = ""]) => path)
        .filter((path) => relative(inRoot("www"), join(file, "..", path)).startsWith(".."))
        .map((path) => `www/${relative(inRoot("www"), file)} imports ${path}, outside www/`);
    });
}

/** Fails unless every module of the crate, and the page, uses only what it may use. */
export function checkLayers() {
  const problems = [...crateProblems(), ...pageProblems()];
  if (problems.length > 0) throw new Failure(problems.join("\n"));
}

/** Fails if a command does not say at once, and without a stack, that it has no such option. */
export async function checkCommands() {
  const { scripts } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const files = Object.values(scripts).flatMap((line) => /^node (\S+)$/.exec(line)?.[1] ?? []);
  const ends = files.map(async (file) => {
    const end = await failureOf(process.execPath, [inRoot(file), "--nope"]);
    const [said = "", ...more] = (end ?? "").trim().split("\n");
    const isHelp = more[0] === "" && /^npm /.test(more[1] ?? "");
    const isWord = said.includes("--nope") && (more.length === 0 || isHelp);
    return isWord ? [] : [`node ${file} --nope: ${end ?? "goes on"}`];
  });
  const problems = (await Promise.all(ends)).flat();
  if (problems.length > 0) throw new Failure(problems.join("\n"));
}

/** What a program says that fails within its time. @param {string} program @param {string[]} args */
function failureOf(program, args) {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 30_000 }, (error, _stdout, stderr) =>
      resolve(error?.code === 1 ? stderr : undefined),
    );
  });
}

/** Crates that belong to the faces. */
const FACE_CRATES = ["wasm-bindgen", "js-sys", "web-sys", "worker"];

/** Fails if the crate depends on a crate of the faces while no feature is on, or if `Cargo.lock` is out of date. */
export async function checkCrates() {
  const tree = await run("cargo", [
    "tree",
    "--locked",
    "--target",
    "all",
    "--edges",
    "normal",
    "--prefix",
    "none",
  ]);
  const crates = new Set(tree.split("\n").map((line) => line.split(" ")[0]));
  const found = FACE_CRATES.filter((crate) => crates.has(crate));
  if (found.length > 0)
    throw new Failure(`without any feature the crate depends on ${found.join(", ")}`);
}
