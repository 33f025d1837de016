// What the core really answers, written down as TypeScript: the compiler then says whether the types tell the truth.

import { readdirSync, readFileSync } from "node:fs";
import { inRoot } from "../../../scripts/lib/project.mjs";
import { payloadCases } from "./fixtures.mjs";

/** @typedef {typeof import("../../../pkg/src/index.ts")} Package */

/** @param {string} folder @returns {any[]} */
const casesIn = (folder) =>
  readdirSync(inRoot("tests/fixtures", folder)).flatMap(
    (file) => JSON.parse(readFileSync(inRoot("tests/fixtures", folder, file), "utf8")).cases ?? [],
  );

/** What a call gives, unless it throws. @template T @param {() => T} ask @returns {T[]} */
function given(ask) {
  try {
    return [ask()];
  } catch {
    return [];
  }
}

/**
 * @param {Package} loaded
 * @returns {string} a module of TypeScript
 */
export function answersAsTypeScript({ actions, Destination, importSegment, lint, trigger }) {
  // In mode `segment` a custom attribute may take the place of any member, as the types say in their own words.
  const cases = payloadCases().filter(
    ({ document, isPlain }) => isPlain && /** @type {any} */ (document)?.mode !== "segment",
  );
  const over = (/** @type {(destination: any, event: object) => unknown} */ ask) =>
    cases.flatMap(({ document, event }) =>
      given(() => ask(new Destination(/** @type {any} */ (document)), JSON.parse(event))),
    );
  const standard = new Destination();
  /** @type {Record<string, unknown[]>} */
  const answers = {
    Action: actions(),
    MapResult: over((destination, event) => destination.map(event)),
    EventAnswer: over((destination, event) => destination.mapBatch({ batch: [event, 5] })).flat(),
    Explanation: over((destination, event) => destination.explain(event)),
    EventChanges: over((destination, event) =>
      Destination.compare(standard, destination, [event]),
    ).flat(),
    MappingSummary: over((destination) => destination.mappings).flat(),
    Diagnostic: casesIn("lint").flatMap(({ document }) => given(() => lint(document)).flat()),
    ImportResult: casesIn("import").flatMap(({ input, inputLines }) =>
      given(() => importSegment(inputLines?.join("\n") ?? input)),
    ),
    ParsedTrigger: ["documented", "segment"].flatMap((dialect) =>
      casesIn(`trigger/${dialect}`).flatMap(({ trigger: text }) =>
        given(() => trigger.parse(text, /** @type {any} */ (dialect))),
      ),
    ),
    TriggerExplanation: casesIn("trigger/documented").flatMap(({ trigger: text, event }) =>
      given(() => trigger.explain(text, event)),
    ),
  };
  for (const [type, values] of Object.entries(answers))
    if (values.length < 4) throw new Error(`too few answers to check ${type}: ${values.length}`);
  const checks = Object.entries(answers).map(([type, values]) => {
    const different = new Set(values.map((value) => JSON.stringify(value)));
    return `export const of${type}: ${type}[] = [\n${[...different].join(",\n")}\n];`;
  });
  return `import type { ${Object.keys(answers).join(", ")} } from "friendbuy-edge";\n${checks.join("\n")}\n`;
}
