// Files of expectations: events, and the calls they are to become.

import { dirname, resolve } from "node:path";
import {
  applyEdits,
  type Edit,
  findNodeAtLocation,
  format,
  type Node,
  parseTree,
} from "jsonc-parser";
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

/** What a test is to expect from now on. */
export interface Update {
  calls?: ExpectedCall[];
  findings?: string[];
}

const FORMAT = { insertSpaces: true, tabSize: 2, eol: "\n" };
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
    const nodes = this.#nodes().children ?? [];
    const { tests } = JSON.parse(this.#text);
    return tests.map((test: Omit<Expectation, "event">, index: number) => {
      const { offset = 0, length = 0 } = propertyOf(nodes[index], "event")?.children?.[1] ?? {};
      return { ...test, event: this.#text.slice(offset, offset + length) };
    });
  }

  /** Replaces what tests expect: place among the tests → what changes. */
  update(updates: ReadonlyMap<number, Update>): void {
    const nodes = this.#nodes().children ?? [];
    const edits = [...updates].flatMap(([index, update]) => this.#edits(nodes[index], update));
    this.#text = edited(this.#text, edits);
  }

  /**
   * Adds tests, each a name and an event as text.
   *
   * @returns how many were left out, as their events are in the file already
   */
  add(tests: readonly (readonly [name: string, event: string])[]): number {
    const known = new Set(this.tests.map(({ event }) => formatted(event)));
    const isNew = (event: string) => {
      const text = formatted(event);
      return !known.has(text) && known.add(text);
    };
    const added = tests.filter(([_name, event]) => isNew(event));
    this.#add(added);
    return tests.length - added.length;
  }

  #add(tests: readonly (readonly [name: string, event: string])[]): void {
    if (tests.length === 0) return;
    const list = this.#nodes();
    const last = list.children?.at(-1);
    const offset = last ? last.offset + last.length : list.offset + 1;
    const items = tests.map(([name, event]) => {
      const text = formatted(`{"name":${JSON.stringify(name)},"event":${event}}`);
      return `\n    ${text.replaceAll("\n", "\n    ")}`;
    });
    const content = `${last ? "," : ""}${items.join(",")}${last ? "" : "\n  "}`;
    this.#text = applyEdits(this.#text, [{ offset, length: 0, content }]);
  }

  /** The list of tests in the text. */
  #nodes(): Node {
    const root = parseTree(this.#text);
    const list = root && findNodeAtLocation(root, ["tests"]);
    if (list) return list;
    throw new Stop(EXIT.input, `can't use ${this.name}: ${NO_TESTS}`);
  }

  #edits(test: Node | undefined, update: Update): Edit[] {
    const properties = test?.children ?? [];
    const [first, last] = [properties[0], properties.at(-1)];
    if (test === undefined || first === undefined || last === undefined) return [];
    const lead = this.#text.slice(this.#text.lastIndexOf("\n", first.offset) + 1, first.offset);
    const indent = lead.trim() === "" ? lead : "";
    const written = (value: unknown) =>
      JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${indent}`);
    const edits: Edit[] = [];
    let added = "";
    for (const [name, value] of Object.entries(update)) {
      const old = propertyOf(test, name)?.children?.[1];
      if (old) edits.push({ offset: old.offset, length: old.length, content: written(value) });
      else added += `,\n${indent}"${name}": ${written(value)}`;
    }
    if (added) edits.push({ offset: last.offset + last.length, length: 0, content: added });
    return edits;
  }

  #check(): void {
    const problem = problemOf(this.#text);
    if (problem !== undefined) throw new Stop(EXIT.input, `can't use ${this.name}: ${problem}`);
  }
}

const formatted = (json: string): string => applyEdits(json, format(json, undefined, FORMAT));

/** All edits in one go: one after the other would copy the whole text for each. */
function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { offset, length, content } of [...edits].sort((a, b) => a.offset - b.offset)) {
    pieces.push(text.slice(from, offset), content);
    from = offset + length;
  }
  return pieces.join("") + text.slice(from);
}

const propertyOf = (object: Node | undefined, name: string): Node | undefined =>
  object?.children?.find(({ children }) => children?.[0]?.value === name);

const NO_TESTS = 'it has no list "tests"; --add makes a file that has, out of recorded events';

function problemOf(text: string): string | undefined {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    return `it is not JSON: ${messageOf(error)}`;
  }
  const { tests, document } = (file ?? {}) as { tests?: unknown; document?: unknown };
  if (!Array.isArray(tests)) return NO_TESTS;
  const batch = tests.findIndex((test) => test?.event?.batch && test.event.type === undefined);
  if (batch !== -1) return `the "event" of /tests/${batch} is a batch; make a test of each event`;
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
