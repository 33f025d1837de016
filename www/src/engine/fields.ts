// What the fields of a mapping find in an event, each by itself: one that can't be read hides nothing of the others.

import {
  type Action,
  actions,
  ConfigError,
  EventError,
  type JsonValue,
  type SegmentEvent,
  transform,
} from "friendbuy-edge/init";
import { fieldSource, type ReadMapping } from "../text/document";
import type { Found } from "./messages";

let catalogue: readonly Action[] | undefined;

/** Of each field, what it finds. Those that hold nothing are left out. */
export function foundBy(
  mapping: ReadMapping | undefined,
  event: SegmentEvent,
): Record<string, Found> {
  catalogue ??= actions();
  const action = catalogue.find(({ name }) => name === mapping?.action);
  if (!mapping || !action) return {};
  const values: Values = {};
  for (const field of action.fields) {
    const { value } = fieldSource(mapping, field);
    if (value !== undefined) values[field.key] = value;
  }
  return foundTogether(values, event) ?? foundApart(values, event);
}

type Values = Record<string, JsonValue>;

const isRefusal = (error: unknown): error is ConfigError | EventError =>
  error instanceof ConfigError || error instanceof EventError;

/** All in one go, unless one of them can't be read. */
function foundTogether(values: Values, event: SegmentEvent): Record<string, Found> | undefined {
  try {
    const all = transform(values, event) as Values;
    return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, { value }]));
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

const foundApart = (values: Values, event: SegmentEvent): Record<string, Found> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, find(value, event)]));

function find(value: JsonValue, event: SegmentEvent): Found {
  try {
    const { found } = transform({ found: value }, event) as { found?: JsonValue };
    return found === undefined ? {} : { value: found };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { problem: error.diagnostics[0]?.message ?? "can't be read" };
  }
}
