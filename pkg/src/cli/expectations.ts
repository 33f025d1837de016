// Files of expectations: events, and the calls they are to become.

import { dirname, resolve } from "node:path";
import { applyEdits, findNodeAtLocation, modify, parseTree } from "jsonc-parser";
import type { Call, JsonValue } from "../index.js";
import { EXIT, messageOf, Stop } from "./exit.js";

/** A call as an expectation has it. */
export interface ExpectedCall {
  mapping: string;
  path: Call["path"];
  body: JsonValue;
}

/** One event with what is to come of it. */
export interface Expectation {
  name: string;
  /** The event as it stands in the file: no number loses a digit. */
  event: string;
  /** Absent until the first `--update`. */
  calls?: ExpectedCall[];
  /** Findings as `severity code field`; not looked at where absent. */
  findings?: string[];
}

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: "\n" } };
const EMPTY = '{\n  "tests": []\n}\n';

/** A file of expectations. Its text is changed where it has to be, and nowhere else. */
export class ExpectationFile {
  readonly name: string;
  #text: string;

  constructor(name: string, text: string = EMPTY) {
    this.name = name;
    this.#text = text;
    this.#check();
  }

  get text(): string {
    return this.#text;
  }

  /** The document it is about, if it names one. */
  get document(): string | undefined {
    const { document } = JSON.parse(this.#text);
    return document === undefined ? undefined : resolve(dirname(this.name), document);
  }

  get tests(): Expectation[] {
    const root = parseTree(this.#text);
    const { tests } = JSON.parse(this.#text);
    return tests.map((test: Omit<Expectation, "event">, index: number) => {
      const event = root && findNodeAtLocation(root, ["tests", index, "event"]);
      const { offset = 0, length = 0 } = event ?? {};
      return { ...test, event: this.#text.slice(offset, offset + length) };
    });
  }

  /** Replaces what a test expects. */
  expect(index: number, member: "calls" | "findings", value: unknown): void {
    this.#edit(["tests", index, member], value, false);
  }

  /** Adds a test. */
  add(name: string, event: string): void {
    const at = JSON.parse(this.#text).tests.length;
    this.#edit(["tests", at], { name, event: JSON.parse(event) }, true);
  }

  #edit(path: (string | number)[], value: unknown, isArrayInsertion: boolean): void {
    const edits = modify(this.#text, path, value, { ...FORMAT, isArrayInsertion });
    this.#text = applyEdits(this.#text, edits);
  }

  #check(): void {
    const problem = problemOf(this.#text);
    if (problem !== undefined) throw new Stop(EXIT.input, `can't use ${this.name}: ${problem}`);
  }
}

function problemOf(text: string): string | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    return `it is not JSON: ${messageOf(error)}`;
  }
  const { tests, document } = (file ?? {}) as { tests?: unknown; document?: unknown };
  if (!Array.isArray(tests)) return 'it has no list "tests"';
  if (document !== undefined && typeof document !== "string")
    return '"document" must be the name of a file';
  const wrong = tests.findIndex(
    (test) =>
      typeof test?.name !== "string" ||
      typeof test.event !== "object" ||
      !isAbsentOr(test.calls, isCall) ||
      !isAbsentOr(test.findings, (finding) => typeof finding === "string"),
  );
  if (wrong === -1) return undefined;
  return `/tests/${wrong} needs a "name", an "event", "calls" (each with "mapping", "path", "body"; or absent) and "findings" (texts, or absent)`;
}

const isAbsentOr = (list: unknown, test: (item: unknown) => boolean): boolean =>
  list === undefined || (Array.isArray(list) && list.every(test));

const isCall = (call: unknown): boolean => {
  const { mapping, path, body } = (call ?? {}) as Record<string, unknown>;
  return typeof mapping === "string" && typeof path === "string" && body !== undefined;
};
