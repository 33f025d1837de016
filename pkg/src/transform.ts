import { transform as transformCore } from "../wasm/friendbuy_edge.js";
import { eventText, mappingText, resultOf } from "./answer.js";
import { call } from "./core.js";
import type { JsonValue } from "./document.js";
import type { AnyEvent } from "./event.js";

/**
 * Applies a mapping to an event: Segment's mapping language alone, with nothing of an action around it.
 *
 * ```js
 * transform({ "@path": "$.properties.total" }, event); // 54.82
 * ```
 *
 * @returns The value; `undefined` where the mapping finds none.
 * @throws {ConfigError} with every problem of the mapping.
 * @throws {EventError} if the event is none at all.
 */
export function transform(
  mapping: { readonly [key: string]: JsonValue },
  event: AnyEvent,
): JsonValue | undefined {
  const texts = [mappingText(mapping), eventText(event)] as const;
  return resultOf<{ result?: JsonValue }>(call(() => transformCore(...texts))).result;
}
