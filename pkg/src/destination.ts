import { Destination as Core } from "../wasm/friendbuy_edge.js";
import type { ActionName, DestinationDocument } from "./document.js";
import { ConfigError, EventError } from "./errors.js";
import type { Diagnostic, MapResult } from "./result.js";
import { jsonText, NotJson } from "./text.js";

/** A Segment event. Which members it needs depends on the mappings; further ones are welcome. */
export interface SegmentEvent {
  type?: "identify" | "track" | "page" | "screen" | "group" | "alias" | (string & {});
  /** The name of a track event. */
  event?: string;
  messageId?: string;
  userId?: string | number | null;
  anonymousId?: string | number | null;
  traits?: object;
  properties?: object;
  context?: object;
  timestamp?: string | Date;
  [member: string]: unknown;
}

/** A mapping of a destination, in brief. */
export interface MappingSummary {
  id: string;
  name?: string;
  enabled: boolean;
  action: ActionName;
  trigger: string;
}

/** An answer of the core. */
type Answer =
  | ({ status: "success" } & MapResult)
  | { status: "failure"; diagnostics: readonly Diagnostic[] };

/**
 * A set of mappings, read once and applied to any number of events.
 *
 * Nothing is sent anywhere: the result says what Friendbuy would receive.
 *
 * ```js
 * const destination = new Destination();
 * const { requests } = destination.map({ type: "track", event: "Order Completed", properties: { … } });
 * ```
 */
export class Destination {
  #core: Core | undefined;

  /**
   * @param document The configuration, as an object or as JSON text. Without it: the three standard mappings.
   * @throws {ConfigError} with every problem of the document.
   */
  constructor(document?: DestinationDocument | string) {
    try {
      const text =
        document === undefined || typeof document === "string"
          ? document
          : jsonText(document, "document");
      this.#core = new Core(text);
    } catch (error) {
      if (error instanceof NotJson) throw new ConfigError(error.diagnostics);
      // The core throws its answer as text.
      if (typeof error === "string") throw new ConfigError(JSON.parse(error).diagnostics);
      throw error;
    }
  }

  /**
   * Says what becomes of an event. The event is read as `JSON.stringify` reads it (a Date becomes its ISO text,
   * `undefined` is left out), except that a BigInt counts as the integer it is, exact up to 21 digits. It is never
   * changed.
   *
   * Integers in the result are JavaScript numbers; {@link mapText} keeps those above 2^53 exact.
   *
   * @throws {EventError} if it is not an event at all.
   */
  map(event: SegmentEvent | object): MapResult {
    const answer: Answer = JSON.parse(this.#live().map(eventText(event)));
    if (answer.status === "failure") throw new EventError(answer.diagnostics);
    const { requests, skipped, diagnostics } = answer;
    return { requests, skipped, diagnostics };
  }

  /**
   * The same from JSON text to JSON text, which is faster where the event is text anyway.
   *
   * @returns A `MapResult` with `"status":"success"`, or `{"status":"failure","diagnostics":[…]}` for what is no event.
   */
  mapText(event: string): string {
    if (typeof event !== "string")
      throw new TypeError("mapText takes JSON text; map takes an object");
    return this.#live().map(event);
  }

  /** The mappings, in their order. */
  get mappings(): MappingSummary[] {
    return this.#live().mappings();
  }

  /** Gives the memory back at once. Otherwise that happens when the object is collected as garbage. */
  [Symbol.dispose](): void {
    this.#core?.free();
    this.#core = undefined;
  }

  #live(): Core {
    if (this.#core === undefined)
      throw new Error("this Destination was disposed of and can't be used any more");
    return this.#core;
  }
}

function eventText(event: unknown): string {
  try {
    return jsonText(event, "event");
  } catch (error) {
    throw error instanceof NotJson ? new EventError(error.diagnostics) : error;
  }
}
