// What the fields of a mapping find in an event, each by itself: one that can't be read hides nothing of the others.

import {
  actions,
  ConfigError,
  EventError,
  type JsonValue,
  type SegmentEvent,
  transform,
} from "friendbuy-edge";
import { fieldSource, type ReadMapping } from "../text/document";
import type { Found } from "./messages";

const catalogue = actions();

export function foundBy(mapping: ReadMapping | undefined, event: SegmentEvent) {
  const action = catalogue.find(({ name }) => name === mapping?.action);
  if (!mapping || !action) return {};
  return Object.fromEntries(
    action.fields.map((field) => [field.key, find(fieldSource(mapping, field).value, event)]),
  );
}

function find(value: JsonValue | undefined, event: SegmentEvent): Found {
  if (value === undefined) return {};
  try {
    const { found } = transform({ found: value }, event) as { found?: JsonValue };
    return found === undefined ? {} : { value: found };
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof EventError)) throw error;
    return { problem: error.diagnostics[0]?.message ?? "can't be read" };
  }
}
