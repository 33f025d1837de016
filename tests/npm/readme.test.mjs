// Everything the README shows is run, and what it prints is what stands there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { inRoot } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { packedProject } from "./support/project.mjs";

const readme = readFileSync(inRoot("pkg/README.md"), "utf8");

const project = await packedProject({ byNpm: true });
after(() => project.remove());

/** The blocks of a language, each with the `text` block right behind it. @param {string} language */
const blocks = (language) =>
  [
    ...readme.matchAll(
      new RegExp(`\`\`\`${language}\n(.*?)\`\`\`(?:\n\n\`\`\`text\n(.*?)\`\`\`)?`, "gs"),
    ),
  ].map(([, code = "", output]) => ({ code, output, title: code.split("\n").find(Boolean) ?? "" }));

describe("README", () => {
  for (const [index, { code, output, title }] of blocks("js").entries()) {
    it(`example ${index + 1}: ${title}`, async () => {
      const file = await project.write(`readme-${index}.mjs`, code);
      assert.equal(await run(process.execPath, [file], { cwd: project.folder }), output);
    });
  }

  it("has an example of every export", async () => {
    const imported = blocks("js").flatMap(({ code }) =>
      [...code.matchAll(/import \{(.*?)\} from "friendbuy-edge"/gs)].flatMap(([, names = ""]) =>
        names.split(",").map((name) => name.trim()),
      ),
    );
    assert.deepEqual([...new Set(imported)].sort(), Object.keys(await project.load()).sort());
  });

  it("names every command", async () => {
    const program = join(project.folder, "node_modules/.bin/friendbuy-edge");
    const help = await run(process.execPath, [program, "--help"]);
    const commands = [...help.matchAll(/^ {2}([a-z]+) .*\S/gm)].map(([, name]) => name);
    assert.ok(commands.includes("backfill"));
    for (const name of commands) assert.match(readme, new RegExp(`\\| \`${name}\` +\\|`), name);
    for (const [code] of help.slice(help.indexOf("Exit codes:")).matchAll(/^ {2}\d+/gm))
      assert.match(readme, new RegExp(`\\| ${code.trim()} +\\|`));
  });

  describe("commands", () => {
    before(async () => {
      await project.write(
        "segment.json",
        JSON.stringify([
          {
            name: "Purchases",
            actionSlug: "trackPurchase",
            trigger:
              'type = "track" and event = "Order Completed" and properties.source = "data center"',
            settings: Object.fromEntries(
              [
                ["orderId", "order_id"],
                ["amount", "total"],
                ["currency", "currency"],
              ].map(([field, name]) => [field, { "@path": `$.properties.${name}` }]),
            ),
          },
        ]),
      );
      const properties = { order_id: "o", total: 5, currency: "USD", source: "data center" };
      const event = { type: "track", event: "Order Completed", userId: "u", properties };
      await project.write("events.ndjson", `${JSON.stringify(event)}\n`);
    });

    for (const { code, title } of blocks("sh")) {
      it(title, async () => {
        const PATH = [join(project.folder, "node_modules/.bin"), process.env.PATH].join(delimiter);
        const script = `set -e\n${code.replaceAll("npx friendbuy-edge", "friendbuy-edge")}`;
        await run("sh", ["-c", script], { cwd: project.folder, env: { ...process.env, PATH } });
      });
    }
  });
});
