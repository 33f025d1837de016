// Every script the README shows is run, and what it prints is what stands there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { inRoot, readJson } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { packedProject } from "./support/project.mjs";
import { blocks } from "./support/readme.mjs";

const README = "pkg/README.md";

const project = await packedProject({ byNpm: true });
after(() => project.remove());

describe("README", () => {
  for (const [index, { code, output, title }] of blocks(README, "js").entries()) {
    it(`example ${index + 1}: ${title}`, async () => {
      const file = await project.write(`readme-${index}.mjs`, code);
      assert.equal(await run(process.execPath, [file], { cwd: project.folder }), output);
    });
  }

  it("has an example of every export", async () => {
    const imported = blocks(README, "js").flatMap(({ code }) =>
      [...code.matchAll(/import \{(.*?)\} from "friendbuy-edge"/gs)].flatMap(([, names = ""]) =>
        names.split(",").map((name) => name.trim()),
      ),
    );
    assert.deepEqual([...new Set(imported)].sort(), Object.keys(await project.load()).sort());
  });

  it("has an example of every entry", () => {
    const { exports } = readJson("pkg/package.json");
    const code = blocks(README, "js").map(({ code }) => code);
    for (const entry of Object.keys(exports).filter((entry) => entry !== "./package.json"))
      assert.ok(code.join().includes(`"${entry.replace(".", "friendbuy-edge")}"`), entry);
  });

  it("names every command", async () => {
    const program = join(project.folder, "node_modules/.bin/friendbuy-edge");
    const help = await run(process.execPath, [program, "--help"]);
    const readme = readFileSync(inRoot(README), "utf8");
    const commands = [...help.matchAll(/^ {2}([a-z]+) .*\S/gm)].map(([, name]) => name);
    assert.ok(commands.includes("backfill"));
    for (const name of commands.filter((name) => name !== "help"))
      assert.match(readme, new RegExp(`\\| \`${name}\` +\\|`), name);
    for (const [code] of help.slice(help.indexOf("Exit codes:")).matchAll(/^ {2}\d+/gm))
      assert.match(readme, new RegExp(`\\| ${code.trim()} +\\|`));
  });
});
