// The JSON Schema of destination documents says what the core says of them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { inRoot } from "../../scripts/lib/project.mjs";

/** @typedef {{ name: string, document?: unknown, diagnostics?: { severity: string, code: string }[] }} Case */
/** @typedef {{ document?: unknown, cases: Case[] }} Family */

/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(inRoot(path), "utf8"));
const schema = read("pkg/destination.schema.json");
const ajv = new Ajv({ strictSchema: true, strictTuples: false, strictTypes: false });
ajv.addKeyword("enumDescriptions");
const isValid = ajv.compile(schema);

/** @param {string} folder @returns {string[]} */
const files = (folder) =>
  readdirSync(inRoot(folder), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".json"))
    .map((file) => `${folder}/${file}`);

/** @param {string} folder */
function* documents(folder) {
  for (const file of files(`tests/fixtures/${folder}`)) {
    /** @type {Family} */
    const family = read(file);
    if (family.document !== undefined) yield { name: file, document: family.document };
    for (const one of family.cases) {
      if (one.document !== undefined) yield { ...one, name: `${file} ${one.name}` };
    }
  }
}

describe("destination.schema.json", () => {
  it("is a schema", () => {
    assert.equal(ajv.validateSchema(schema), true);
  });

  it("takes every document that the core takes", () => {
    let count = 0;
    for (const folder of ["payload", "explain", "import"]) {
      for (const { name, document } of documents(folder)) {
        assert.ok(isValid(document), `${name}: ${ajv.errorsText(isValid.errors)}`);
        count += 1;
      }
    }
    assert.ok(count > 200, `only ${count} documents`);
  });

  it("refuses what the core refuses, but for what no schema can say", () => {
    const beyond = ["duplicate-id", "trigger-syntax", "mapping-depth", "json-syntax"];
    const counts = { taken: 0, refused: 0 };
    for (const folder of ["document", "lint"]) {
      for (const { name, document, diagnostics = [] } of documents(folder)) {
        const errors = diagnostics.filter(({ severity }) => severity === "error");
        if (errors.length > 0 && errors.every(({ code }) => beyond.includes(code))) continue;
        assert.equal(isValid(document), errors.length === 0, name);
        counts[errors.length === 0 ? "taken" : "refused"] += 1;
      }
    }
    assert.ok(counts.taken > 50 && counts.refused > 20, JSON.stringify(counts));
  });

  it("knows the mistakes people make", () => {
    const mapping = { id: "m", action: "trackPurchase", trigger: "true" };
    /** @param {unknown} fields */
    const withFields = (fields) => isValid({ mappings: [{ ...mapping, fields }] });
    assert.ok(withFields({ amount: { "@path": "$.properties.revenue" }, coupon: null }));
    assert.ok(withFields({ amount: { "@path": "$.a", _metadata: {} } }));
    assert.ok(withFields({ products: [{ "@pth": "lists are not checked" }] }));
    assert.ok(!withFields({ ammount: 5 }), "an unknown field");
    assert.ok(!withFields({ amount: { "@pth": "$.a" } }), "an unknown directive");
    assert.ok(!withFields({ amount: { "@path": 5 } }), "an argument of another type");
    assert.ok(
      !withFields({ amount: { "@path": "$.a", other: 1 } }),
      "something beside a directive",
    );
    assert.ok(!withFields({ email: { "@json": { mode: "encode" } } }), "a missing option");
    assert.ok(
      !withFields({ email: { "@json": { mode: "read", value: 1 } } }),
      "a word that is none",
    );
    assert.ok(
      withFields({ email: { "@json": { mode: "Encode", value: 1 } } }),
      "in any letter case",
    );
    assert.ok(!isValid({ mappings: [{ ...mapping, action: "trackPurchases" }] }));
    assert.ok(!isValid({ mappings: [], mode: "strickt" }));
    assert.ok(!isValid({}));
  });
});
