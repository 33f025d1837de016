import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "./project.mjs";

/** @typedef {Record<string, any>} Fixture */

/** The cases of all fixtures of a family. @param {string} family @returns {Fixture[]} */
function cases(family) {
  return ["", "regress/"].flatMap((folder) => {
    const path = inRoot("tests", "fixtures", folder + family);
    /** @type {string[]} */
    let files = [];
    try {
      files = readdirSync(path, { recursive: true, encoding: "utf8" });
    } catch {
      // No bug of this family yet.
    }
    return files
      .filter((file) => file.endsWith(".json"))
      .flatMap((file) => {
        const { cases, ...shared } = JSON.parse(readFileSync(join(path, file), "utf8"));
        return cases.map((/** @type {Fixture} */ one) => ({ ...shared, ...one }));
      });
  });
}

/** JSON text of a member; `<key>Text` is one already. @param {Fixture} of @param {string} key */
const json = (of, key) => of[`${key}Text`] ?? (key in of ? JSON.stringify(of[key]) : "");

/** @param {string} one @param {string} two */
const both = (one, two) => `${one}\0${two}`;

/** What a directive is given, wherever in the mappings it stands. @param {string} directive */
function textsOf(directive) {
  /** @type {string[]} */
  const texts = [];
  for (const one of cases("directive")) {
    JSON.parse(json(one, "mapping"), (key, value) => {
      if (key === directive && typeof value === "string")
        texts.push(both(value, json(one, "data")));
      return value;
    });
  }
  return texts;
}

const mappings = () =>
  cases("directive").map((one) => both(json(one, "mapping"), json(one, "data")));

/** @param {string} dialect */
const triggers = (dialect) =>
  cases(`trigger/${dialect}`).flatMap((one) => {
    const text = one.triggerText ? JSON.parse(one.triggerText) : (one.trigger ?? one.printed);
    if (typeof text !== "string") return [];
    const events = one.events ?? [{ event: one.event ?? {} }];
    return events.map((/** @type {Fixture} */ event) => both(text, json(event, "event")));
  });

const payloads = () => cases("payload");

/** @type {Record<string, () => string[]>} */
const SEEDS = {
  json: () => payloads().map((one) => json(one, "event")),
  path: () => textsOf("@path"),
  template: () => textsOf("@template"),
  liquid: () => textsOf("@liquid"),
  mapping: mappings,
  trigger_segment: () => triggers("segment"),
  trigger_documented: () => [...triggers("documented"), ...triggers("segment")],
  document: () => [
    ...payloads().map((one) => json(one, "document")),
    ...["document", "lint"].flatMap((family) => cases(family).map((one) => json(one, "document"))),
    ...cases("import").map(
      (one) => one.inputText ?? one.inputLines?.join("\n") ?? json(one, "input"),
    ),
  ],
  event: () => payloads().map((one) => json(one, "event")),
  // The first byte says to which path; 0 is a batch, 1 a track call.
  intake: () =>
    cases("intake").flatMap((one) => {
      const text = one.text ?? json(one, "body");
      return ["\0", "\x01"].map((first) => first + text);
    }),
  // The first byte says whose it is and whether it brings the secret; then a signature, a zero byte, the body.
  webhook: () =>
    payloads().flatMap((one) =>
      ["\0", "\x02", "\x03"].map((first) => both(first, json(one, "event"))),
    ),
};

/** Inputs to start from, made of the fixtures, each of them once. @param {string} target @returns {string[]} */
export const fuzzSeeds = (target) => [...new Set(SEEDS[target]?.() ?? [])].filter(Boolean);
