// The core in two parts, so that the first result need not wait for functions that it does not need: two fifths of the wasm
// are for imports, templates, comparison and rarer mistakes. Which they are is not written down anywhere: the work of a
// first visit is done while the page is built, and what ran is what comes first.

import { readFile } from "node:fs/promises";
import { join as joinPath } from "node:path";
import { mock } from "node:test";
import { fileURLToPath } from "node:url";
import binaryen from "binaryen";
import { init } from "friendbuy-edge/init";
import { type Plugin, runnerImport } from "vite";
import { type Bytes, join, split } from "../src/engine/parts.ts";

const NAME = "virtual:core";
const RESOLVED = `\0${NAME}`;

/** Its types look for this in modules. */
const { setBody } = (binaryen as unknown as binaryen.Module).Function;

/** What the names of marks begin with. */
const MARK = "ran-";

const wasmPath = fileURLToPath(import.meta.resolve("friendbuy-edge/friendbuy_edge.wasm"));
const rehearsal = joinPath(import.meta.dirname, "rehearsal.ts");

/** Gives `virtual:core`: the addresses of the two parts. While the page is developed, the first is the whole. */
export function coreInParts(): Plugin {
  let isBuild = false;
  return {
    name: "core-in-parts",
    configResolved({ command }) {
      isBuild = command === "build";
    },
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      if (!isBuild) {
        return `export { default as first } from "friendbuy-edge/friendbuy_edge.wasm?url"; export const rest = undefined;`;
      }
      const { first, rest } = await parts(new Uint8Array(await readFile(wasmPath)));
      // Both are called wasm, so that servers compress both.
      const address = (name: string, source: Bytes) =>
        `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name: `${name}.wasm`, source })}`;
      return `export const first = ${address("core", first)}; export const rest = ${address("core-rest", rest)};`;
    },
  };
}

async function parts(wasm: Bytes) {
  const ran = await whatRuns(wasm);
  const both = split(wasm, (number) => ran.has(number));
  if (Buffer.compare(join(both), wasm) !== 0) {
    throw new Error("the two parts of the core do not make the core");
  }
  return both;
}

/** The numbers of the functions that run on a first visit. */
async function whatRuns(wasm: Bytes): Promise<Set<number>> {
  // The package keeps its instance to itself.
  const making = mock.method(WebAssembly, "instantiate");
  await init(new WebAssembly.Module(marking(wasm)));
  const instance: unknown = await making.mock.calls[0]?.result;
  making.mock.restore();
  if (!(instance instanceof WebAssembly.Instance)) throw new Error("the package made no instance");
  const { module } = await runnerImport<typeof import("./rehearsal")>(rehearsal, {
    configFile: false,
    // The package as Node loads it: the one that has just been started.
    ssr: { external: ["friendbuy-edge"], noExternal: ["jsonc-parser"] },
  });
  module.rehearse();
  const ran = new Set<number>();
  for (const [name, mark] of Object.entries(instance.exports)) {
    if (mark instanceof WebAssembly.Global && name.startsWith(MARK) && mark.value) {
      ran.add(Number(name.slice(MARK.length)));
    }
  }
  return ran;
}

/** The same wasm with a mark for each function, which is set when it runs. */
function marking(wasm: Bytes): Bytes {
  const module = binaryen.readBinary(wasm);
  let number = 0;
  for (let index = 0; index < module.getNumFunctions(); index++) {
    const code = module.getFunctionByIndex(index);
    const { module: imported, body, results } = binaryen.getFunctionInfo(code);
    if (imported) continue;
    const mark = `${MARK}${number++}`;
    module.addGlobal(mark, binaryen.i32, true, module.i32.const(0));
    module.addGlobalExport(mark, mark);
    const set = module.global.set(mark, module.i32.const(1));
    setBody(code, module.block(null, [set, body], results));
  }
  const marked = new Uint8Array(module.emitBinary());
  module.dispose();
  return marked;
}
