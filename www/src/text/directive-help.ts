// Help with Segment's mapping language while it is written as JSON: what can stand at a place, and what stands there.

import { getLocation, type Location } from "jsonc-parser";

/** A directive, or an option of one, as the package's `language.json` describes it. */
export interface Described {
  name: string;
  summary: string;
  takes: string;
  required?: boolean;
  options?: readonly Described[];
}

export interface Suggestion {
  label: string;
  /** What it takes, or what one of the samples has there. */
  detail?: string;
  about?: string;
  /** What is written; `#{}` stands where the caret goes, unless that is the end. */
  text: string;
}

export interface Suggestions {
  /** Where the word begins that they complete, without its quote. */
  from: number;
  isQuoted: boolean;
  all: Suggestion[];
}

interface Path {
  path: string;
  sample: string;
}

export function suggest(
  text: string,
  offset: number,
  directives: readonly Described[],
  paths: readonly Path[],
): Suggestions {
  const location = getLocation(text, offset);
  const { previousNode: node } = location;
  const isQuoted = node !== undefined && node.offset < offset && text[node.offset] === '"';
  const bare = /[@\w]*$/.exec(text.slice(0, offset))?.[0].length ?? 0;
  const from = isQuoted ? node.offset + 1 : offset - bare;
  const all = location.isAtPropertyKey
    ? keys(location, directives, /^[@\w]*"?\s*:/.test(text.slice(offset)))
    : values(location, directives, paths);
  return { from, isQuoted, all };
}

/** What a directive or option in the text is. */
export function describe(
  text: string,
  offset: number,
  directives: readonly Described[],
): { from: number; to: number; sentences: string[] } | undefined {
  const location = getLocation(text, offset);
  const { previousNode: node, isAtPropertyKey } = location;
  if (!node || !isAtPropertyKey) return undefined;
  const found = known(location, directives).find(({ name }) => name === node.value);
  if (!found) return undefined;
  const { name, summary, takes } = found;
  const sentences = [`\`${name}\`: ${summary}`, `takes ${takes}`];
  return { from: node.offset, to: node.offset + node.length, sentences };
}

/** What can be a key at a place: the options of the directive around it, or else the directives. */
function known({ path }: Location, directives: readonly Described[]): readonly Described[] {
  const around = directives.find(({ name }) => name === path.at(-2));
  return around?.options ?? directives;
}

function keys(
  location: Location,
  directives: readonly Described[],
  hasValue: boolean,
): Suggestion[] {
  return known(location, directives).map((one) => ({
    ...told(one),
    text: hasValue ? JSON.stringify(one.name) : begun(one),
  }));
}

const told = ({ name, summary, takes, required }: Described) => ({
  label: name,
  detail: required ? "required" : "",
  about: `${summary}; takes ${takes}`,
});

/** A directive or option, up to where its value goes. */
const begun = ({ name, takes }: Described) => `${JSON.stringify(name)}: ${beginning(name, takes)}`;

/** How a value begins that is what a directive takes. */
function beginning(name: string, takes: string): string {
  if (name === "@path") return '"$.#{}"';
  if (name === "@template" || takes === "a string") return '"#{}"';
  if (takes.startsWith("a list")) return "[#{}]";
  if (takes === "an object of options") return "{#{}}";
  return "#{}";
}

/** One of a few words. */
const CHOICE = /^`\w+`(?: or `\w+`)+$/;

function values(
  { path }: Location,
  directives: readonly Described[],
  paths: readonly Path[],
): Suggestion[] {
  const isPath = path.at(-1) === "@path" || (path.at(-2) === "@arrayPath" && path.at(-1) === 0);
  if (isPath) {
    return paths.map(({ path, sample }) => {
      const text = `$.${path}`;
      return { label: text, detail: sample, text: JSON.stringify(text) };
    });
  }
  const around = directives.find(({ name }) => name === path.at(-2));
  const own = (around?.options ?? directives).find(({ name }) => name === path.at(-1));
  if (path.length === 0 || own?.takes.includes("directive")) {
    return directives.map((one) => ({ ...told(one), text: `{ ${begun(one)} }` }));
  }
  const choice = [own?.takes, own?.summary].find((text) => CHOICE.test(text ?? "")) ?? "";
  return Array.from(choice.matchAll(/\w+(?=`)/g), ([word]) => ({
    label: word,
    text: word === "true" || word === "false" ? word : JSON.stringify(word),
  }));
}
