// The types of the packed package, as consumers with different settings see them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { inRoot, npmPrograms } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { answersAsTypeScript } from "./support/answers.mjs";
import { packedProject } from "./support/project.mjs";

const project = await packedProject();
after(() => project.remove());
const loaded = await project.load();
const { actions } = loaded;

/** @param {string} file @param {string[]} options */
const compile = (file, options) =>
  run(
    join(npmPrograms, "tsc"),
    ["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "false", ...options, file],
    { cwd: project.folder },
  );

const NEWEST = ["--target", "esnext", "--lib", "esnext,dom"];
const OLD = ["--target", "es2020", "--lib", "es2022,dom"];
const NODE = ["--module", "nodenext"];
const BUNDLER = ["--module", "esnext", "--moduleResolution", "bundler"];

describe("types", async () => {
  const expectations = readFileSync(new URL("support/expectations.ts", import.meta.url), "utf8");
  const file = await project.write("expectations.ts", expectations);
  for (const [name, options] of Object.entries({
    "for Node": [...NODE, ...NEWEST],
    "for a bundler": [...BUNDLER, ...NEWEST],
    "for an older target": [...BUNDLER, ...OLD],
    "with exact optional properties": [...BUNDLER, ...NEWEST, "--exactOptionalPropertyTypes"],
  })) {
    it(`hold ${name}`, async () => {
      await compile(file, options);
    });
  }

  it("are true of what the core answers", async () => {
    const file = await project.write("answers.ts", answersAsTypeScript(loaded));
    await compile(file, [...NODE, ...NEWEST, "--exactOptionalPropertyTypes"]);
  });

  it("hold for CommonJS, as Node 20 has it", async () => {
    const file = await project.write(
      "common.cts",
      `import { Destination, type MapResult } from "friendbuy-edge";
import edge = require("friendbuy-edge");
export const result: MapResult = new Destination().map({ type: "page" });
export const same: Destination = new edge.Destination();`,
    );
    await compile(file, ["--module", "node16", ...NEWEST]);
  });

  it("take the events of Segment's libraries", async () => {
    const source = readFileSync(new URL("support/segment-events.ts", import.meta.url), "utf8");
    const file = await project.write("segment-events.ts", source);
    // They are dev dependencies of this repository, whose own types are not what is tested.
    await symlink(inRoot("node_modules/@segment"), join(project.folder, "node_modules/@segment"));
    await compile(file, [...BUNDLER, ...NEWEST, "--skipLibCheck"]);
  });

  it("name exactly the fields that the actions have", async () => {
    const file = await project.write(
      "fields.ts",
      `import type { FieldKey } from "friendbuy-edge";
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const holds = <T extends true>(): T | undefined => undefined;
${actions()
  .map(({ name, fields }) => {
    const keys = fields.map(({ key }) => JSON.stringify(key)).join(" | ");
    return `holds<Equal<FieldKey<"${name}">, ${keys}>>();`;
  })
  .join("\n")}`,
    );
    await compile(file, [...NODE, ...NEWEST]);
  });

  it("name exactly the codes that the core has", async () => {
    const registry = readFileSync(inRoot("src/diagnostic/code.rs"), "utf8");
    const codes = [...registry.matchAll(/^ {4}\w+ = ("[\w-]+"), \w+;$/gm)].map(([, name]) => name);
    assert.ok(codes.length > 40);
    const file = await project.write(
      "codes.ts",
      `import type { DiagnosticCode } from "friendbuy-edge";
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const holds: Equal<DiagnosticCode, ${codes.join(" | ")}> = true;`,
    );
    await compile(file, [...NODE, ...NEWEST]);
  });

  it("would notice a wrong one", async () => {
    const file = await project.write(
      "wrong.ts",
      'import type { FieldKey } from "friendbuy-edge";\nexport const key: FieldKey<"trackCustomer"> = "amount";',
    );
    await assert.rejects(compile(file, [...NODE, ...NEWEST]), /Type '"amount"' is not assignable/);
  });

  it("contain no any", () => {
    const files = readdirSync(inRoot("pkg/dist")).filter((file) => /\.d\.c?ts$/.test(file));
    assert.ok(files.length > 20);
    for (const file of files) {
      const text = readFileSync(inRoot("pkg/dist", file), "utf8");
      const code = text.replace(/\/\*.*?\*\//gs, "").replace(/"[^"]*"/g, '""');
      assert.doesNotMatch(code, /\bany\b/, file);
    }
  });
});
