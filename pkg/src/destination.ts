import { Destination as Core } from "../wasm/friendbuy_edge.js";
import { documentText, eventText, resultOf } from "./answer.js";
import type { Change, EventChanges } from "./compare.js";
import { call } from "./core.js";
import type { ActionName, DestinationDocument } from "./document.js";
import { ConfigError, EventError } from "./errors.js";
import type { AnyEvent, SegmentBatch } from "./event.js";
import type { Explanation } from "./explain.js";
import { mapByInput } from "./input.js";
import type { Diagnostic, EventAnswer, MapResult } from "./result.js";

/** A mapping of a destination, in brief. */
export interface MappingSummary {
  id: string;
  name?: string;
  enabled: boolean;
  action: ActionName;
  trigger: string;
}

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
  readonly #document: string | undefined;
  #core: Core | undefined;
  #generation = -1;
  #isDisposed = false;

  /**
   * @param document The configuration, as an object or as JSON text. Without it: the three standard mappings.
   * @throws {ConfigError} with every problem of the document.
   */
  constructor(document?: DestinationDocument | string) {
    this.#document = document === undefined ? undefined : documentText(document);
    Destination.#use(this, () => {});
  }

  /**
   * What another version of a destination would change: for each event whose calls are not the same, which of them appear,
   * vanish or change, and where. Calls are matched by the `id` of their mapping.
   *
   * ```js
   * for (const { index, changes } of Destination.compare(published, edited, events)) console.log(index, changes);
   * ```
   *
   * @throws {EventError} if one of the events is no event at all.
   */
  static compare(
    before: Destination,
    after: Destination,
    events: Iterable<AnyEvent>,
  ): EventChanges[] {
    const all: EventChanges[] = [];
    let index = 0;
    for (const event of events) {
      const answer = Destination.compareText(before, after, eventText(event));
      const { changes } = resultOf<{ changes: Change[] }>(answer);
      if (changes.length > 0) all.push({ index, changes });
      index += 1;
    }
    return all;
  }

  /**
   * The same for one event, from JSON text to JSON text.
   *
   * @returns `{"status":"success","changes":[…]}`, or `{"status":"failure","diagnostics":[…]}` for what is no event.
   */
  static compareText(before: Destination, after: Destination, event: string): string {
    if (typeof event !== "string")
      throw new TypeError("compareText takes JSON text; compare takes objects");
    return Destination.#use(before, (old) =>
      Destination.#use(after, (core) => old.compare(core, event)),
    );
  }

  /**
   * Says what becomes of an event. The event is read as `JSON.stringify` reads it (a Date becomes its ISO text,
   * `undefined` is left out, a Map or Set is empty), except that a BigInt counts as the integer it is, exact up to 21
   * digits. It is never changed.
   *
   * Integers in the result are JavaScript numbers; {@link mapText} keeps those above 2^53 exact.
   *
   * @throws {EventError} if it is not an event at all.
   */
  map(event: AnyEvent): MapResult {
    const result = resultOf<MapResult | { results: unknown }>(
      Destination.#map(this, eventText(event)),
    );
    if ("results" in result) throw new EventError([IS_BATCH]);
    return result;
  }

  /**
   * Says what becomes of each event of a batch. One that is no event harms no other.
   *
   * @throws {EventError} if it is no batch.
   */
  mapBatch(batch: SegmentBatch): EventAnswer[] {
    type Results = { results: EventAnswer[] };
    const result = resultOf<MapResult | Results>(Destination.#map(this, eventText(batch)));
    if ("results" in result) return result.results;
    throw new EventError([IS_NO_BATCH]);
  }

  /**
   * The same from JSON text to JSON text, which is faster where the event is text anyway.
   *
   * @returns A `MapResult` with `"status":"success"`, or `{"status":"failure","diagnostics":[…]}` for what is no event; for a
   *   batch `{"status":"success","results":[…]}` with one of these for each event.
   */
  mapText(event: string): string {
    if (typeof event !== "string")
      throw new TypeError("mapText takes JSON text; map takes an object");
    return Destination.#map(this, event);
  }

  /**
   * What {@link map} says, and why: what each trigger came to, where each value of each body came from, and what became
   * of each value of the event. Slower than `map`, which pays nothing for it.
   *
   * @throws {EventError} if it is not an event at all.
   */
  explain(event: AnyEvent): Explanation {
    const text = eventText(event);
    return resultOf<Explanation>(Destination.#use(this, (core) => core.explain(text)));
  }

  /**
   * The same from JSON text to JSON text.
   *
   * @returns An `Explanation` with `"status":"success"`, or `{"status":"failure","diagnostics":[…]}` for what is no event.
   */
  explainText(event: string): string {
    if (typeof event !== "string")
      throw new TypeError("explainText takes JSON text; explain takes an object");
    return Destination.#use(this, (core) => core.explain(event));
  }

  /** The mappings, in their order. */
  get mappings(): MappingSummary[] {
    return Destination.#use(this, (core) => core.mappings());
  }

  /** Gives the memory back at once. Otherwise that happens when the object is collected as garbage. */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    call((generation) => {
      // One of an earlier instance went with its instance.
      if (this.#generation === generation) this.#core?.free();
    });
    this.#core = undefined;
  }

  static #map(destination: Destination, event: string): string {
    return Destination.#use(destination, (core, generation) => mapByInput(core, generation, event));
  }

  /** Runs something with the core of a destination, made again where the wasm was started afresh. */
  static #use<T>(destination: Destination, run: (core: Core, generation: number) => T): T {
    if (!Destination.#is(destination)) throw new TypeError(NO_DESTINATION);
    if (destination.#isDisposed)
      throw new Error("this Destination was disposed of and can't be used any more");
    return call((generation) => {
      if (destination.#core === undefined || destination.#generation !== generation) {
        destination.#core = compile(destination.#document);
        destination.#generation = generation;
      }
      return run(destination.#core, generation);
    });
  }

  static #is(value: unknown): value is Destination {
    return typeof value === "object" && value !== null && #document in value;
  }
}

const NO_DESTINATION =
  "there is no Destination here: call its methods on it, as in `events.map((event) => destination.map(event))`";

const IS_BATCH: Diagnostic = {
  severity: "error",
  code: "event-type",
  source: "event",
  pointer: "/batch",
  message: "this is a batch of events, not one",
  help: "use mapBatch",
};

const IS_NO_BATCH: Diagnostic = {
  severity: "error",
  code: "event-type",
  source: "event",
  pointer: "",
  message: "this is no batch: it has no list `batch`",
  help: "use map for a single event",
};

function compile(document: string | undefined): Core {
  try {
    return new Core(document);
  } catch (error) {
    // The core throws its answer as text.
    if (typeof error === "string") throw new ConfigError(JSON.parse(error).diagnostics);
    throw error;
  }
}
