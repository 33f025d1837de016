// Kills workerd again and again while clients send events; see tests/chaos/run.js.

import { build } from "./build.mjs";
import { parseOptions } from "./lib/options.mjs";
import { inRoot } from "./lib/project.mjs";
import { Failure, isMain, main } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";

const HELP = `npm run chaos -- [options]

  --events <number>  how many events the clients send (100000)
  --kills <number>   how often workerd is killed meanwhile (20)
  --quick            build quickly, not as it is shipped`;

if (isMain(import.meta)) {
  await main(async () => {
    const options = /** @type {const} */ ({
      events: { type: "string", default: "100000" },
      kills: { type: "string", default: "20" },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    const { values } = parseOptions({ options }, HELP);
    if (values.help) return console.log(HELP);
    const [events = 0, kills = 0] = [values.events, values.kills].map(Number);
    if (!Number.isInteger(events) || !Number.isInteger(kills) || events < 1 || kills < 0) {
      throw new Failure(`--events and --kills need whole numbers\n\n${HELP}`);
    }
    await setUp();
    await build(values.quick ? "quick" : "release");
    const { chaos } = await import(inRoot("tests/chaos/run.js"));
    const report = await chaos({ events, kills, tell: console.log });
    console.log(`\n${report.lines.join("\n")}`);
    const wrong = [
      ...report.lost.map((/** @type {string} */ id) => `${id}: lost`),
      ...report.twice,
    ];
    if (report.open > 0) wrong.push(`${report.open} messages are not done`);
    if (report.acknowledged < events) wrong.push("not all events were acknowledged");
    if (wrong.length > 0)
      throw new Failure(`${wrong.length} wrong:\n${wrong.slice(0, 20).join("\n")}`);
    process.exit();
  });
}
