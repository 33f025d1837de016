import type { Answer } from "../answer.js";
import type { MappingSummary, MapResult, Severity } from "../index.js";
import { counted, inDigits, plain } from "./terminal.js";

type Colours = typeof import("./terminal.js").colours;

interface OfMapping {
  calls: number;
  refused: number;
}

interface OfCode {
  severity: Severity;
  events: number;
}

/** `1 record that is no event`. */
export const notEvents = (count: number): string =>
  `${counted(count, "record")} that ${count === 1 ? "is" : "are"} no event`;

/** What came of many events. As JSON, it is what it counted. */
export class Tally {
  events = 0;
  calls = 0;
  /** Events without a call that no mapping refused. */
  withoutCall = 0;
  /** Events that a mapping refused. */
  refused = 0;
  /** Records that are no events. */
  unusable = 0;
  readonly mappings: { [id: string]: OfMapping } = Object.create(null);
  readonly findings: { [code: string]: OfCode } = Object.create(null);

  constructor(mappings: readonly MappingSummary[]) {
    for (const { id } of mappings) this.mappings[id] = { calls: 0, refused: 0 };
  }

  get hasTrouble(): boolean {
    return this.refused > 0 || this.unusable > 0;
  }

  add(answer: Answer<MapResult>): void {
    this.events += 1;
    const codes = new Map(answer.diagnostics.map(({ code, severity }) => [code, severity]));
    for (const [code, severity] of codes) {
      this.findings[code] ??= { severity, events: 0 };
      this.findings[code].events += 1;
    }
    if (answer.status === "failure") {
      this.unusable += 1;
      return;
    }
    for (const { mapping } of answer.requests) this.#of(mapping).calls += 1;
    const refused = answer.skipped.filter(({ reason }) => reason === "refused");
    for (const { mapping } of refused) this.#of(mapping).refused += 1;
    this.calls += answer.requests.length;
    if (refused.length > 0) this.refused += 1;
    else if (answer.requests.length === 0) this.withoutCall += 1;
  }

  #of(mapping: string): OfMapping {
    const known = this.mappings[mapping] ?? { calls: 0, refused: 0 };
    this.mappings[mapping] = known;
    return known;
  }

  /** It all on one line. */
  line(): string {
    const parts = [
      `${counted(this.events, "event")}: ${counted(this.calls, "call")}`,
      this.withoutCall > 0 && `${counted(this.withoutCall, "event")} without a call`,
      this.refused > 0 && `${counted(this.refused, "event")} refused`,
      this.unusable > 0 && notEvents(this.unusable),
    ];
    return parts.filter(Boolean).join(", ");
  }

  /** It all as a table. */
  *lines(colours: Colours): Generator<string> {
    yield colours.bold(this.line());
    const rows = Object.entries(this.mappings).map(
      ([id, { calls, refused }]) => [plain(id), calls, refused] as const,
    );
    if (rows.length > 0) {
      const width = Math.max(8, ...rows.map(([id]) => id.length));
      yield "";
      yield colours.dim(
        `  ${"mapping".padEnd(width)} ${"calls".padStart(10)} ${"refused".padStart(10)}`,
      );
      for (const [id, calls, refused] of rows) {
        const cells = [calls, refused].map((count) => inDigits(count).padStart(10));
        yield `  ${id.padEnd(width)} ${cells.join(" ")}`;
      }
    }
    const found = Object.entries(this.findings).sort(([, a], [, b]) => b.events - a.events);
    if (found.length === 0) return;
    yield "";
    yield colours.dim(`  ${"finding".padEnd(28)} ${"severity".padEnd(8)} ${"events".padStart(10)}`);
    for (const [code, { severity, events }] of found)
      yield `  ${code.padEnd(28)} ${severity.padEnd(8)} ${inDigits(events).padStart(10)}`;
  }
}
