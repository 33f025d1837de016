// What the page and its engine, a Web Worker, say to each other.

import type {
  Action,
  ActionName,
  Change,
  Diagnostic,
  Dialect,
  EventMember,
  ImportEntry,
  JsonValue,
  MappingExplanation,
  MappingSummary,
  Mode,
  SkippedMapping,
  TriggerCondition,
} from "friendbuy-edge";

/** A sample event: what somebody pasted, which need not be an event. */
export interface Sample {
  readonly id: number;
  readonly text: string;
}

/** Positions in an editor's text. Lines and columns count from 1. */
export interface Place {
  from: number;
  to: number;
  line: number;
  column: number;
}

/** A diagnostic, and where it is in the text of its `source`. */
export interface Finding extends Diagnostic {
  place?: Place;
}

export interface Call {
  mapping: string;
  action: ActionName;
  method: string;
  path: string;
  /** JSON text as the core wrote it: no number has gone through JavaScript. */
  body: string;
  sendOnceKey?: string;
}

/** An event in the list: what it is, and what became of it. */
export interface Row {
  id: number;
  title: string;
  detail: string;
  /** It is an event at all. */
  readable: boolean;
  /** The ids of the mappings that make a call of it, and of those that refuse it. */
  calls: string[];
  refusals: string[];
  warnings: number;
  /** Whether it fulfils the trigger of the mapping that is being edited. Missing when that can't be said. */
  trigger?: Decision;
}

/** What the trigger of a mapping comes to, and the condition that decided it. */
export interface Decision {
  matches: boolean;
  /** The condition, in the documented dialect, and whether it is true. */
  condition: string;
  holds: boolean;
  /** Where it looked, as a JSON Pointer, and what was there, as JSON. */
  at?: string;
  saw?: string;
}

/** What became of the event that is looked at, and why. */
export interface EventReview {
  id: number;
  readable: boolean;
  calls: Call[];
  skipped: SkippedMapping[];
  findings: Finding[];
  /** What each mapping makes of it. */
  mappings: MappingExplanation[];
  /** Every value of the event. */
  members: EventMember[];
  /** What the fields of the mapping that is being edited find in it, by key. */
  found: Record<string, Found>;
}

/** What a field finds in an event: a value, nothing, or a problem. */
export interface Found {
  value?: JsonValue;
  problem?: string;
}

/** A place of the sample events. */
export interface PathHint {
  /** Without `$.` in front. */
  path: string;
  /** What one of the samples has there. */
  sample: string;
  /** In how many of the samples it is. */
  count: number;
}

/** The trigger of the mapping that is being edited. */
export interface TriggerReview {
  /** The text it is the review of. */
  text: string;
  dialect: Dialect;
  /** Missing when the text can't be read. */
  tree?: TriggerCondition;
  /** Where the dialects differ: what each of them makes of it. */
  readings?: { [Name in Dialect]: string | null };
  /** Spans are in the text. */
  findings: Diagnostic[];
}

/** The document, and one of the samples in detail. */
export interface Review {
  /** Missing when the document can't be used at all; then nothing is said of samples either. */
  mappings?: MappingSummary[];
  /** What there is to say about the document. */
  findings: Finding[];
  /** The numbers of mappings that are left out because something is wrong with them. */
  broken: number[];
  event?: EventReview;
  trigger?: TriggerReview;
}

/** How a pasted text holds its events. */
export type Form = "nothing" | "one" | "list" | "lines" | "batch";

/** A sample whose calls another version of the document changes. */
export interface ChangedEvent {
  id: number;
  title: string;
  detail: string;
  changes: Change[];
}

/** Two versions of the document over all samples, or what is wrong with one of them. */
export type Comparison =
  | { unusable: "before" | "after"; findings: Finding[] }
  | { events: ChangedEvent[]; changed: number; unreadable: number; samples: number };

/** A document made of Segment's mappings, or why there is none. */
export type Imported = { document: string; report: ImportEntry[] } | { findings: Finding[] };

/** What another mode than the document's would change. */
export interface ModeChanges {
  mode: Mode;
  changes: Change[];
}

/** What can be asked. */
export interface Questions {
  /** What there is to say about the document, and what becomes of one sample. */
  review: { document: string; mapping: number; sample: number };
  /** What becomes of the samples from a place in their list on, as far as the engine gets in a short time. */
  rows: { document: string; mapping: number; from: number };
  /** The events in a pasted text. */
  read: { text: string };
  /** Warnings and notes on the document. */
  advice: { document: string };
  /** What the other modes would change about a sample. */
  modes: { document: string; sample: number };
  /** A trigger as text. */
  format: { tree: TriggerCondition; dialect: Dialect };
  /** The places of the samples. */
  paths: null;
  /** A sample, or all of them, with what comes of them: a file for `friendbuy-edge test`. */
  expectations: { document: string; samples: number | undefined };
  /** What a version of the document changes against one before. */
  compare: { before: string; after: string };
  /** Segment's mappings as a document. */
  import: { text: string };
}

export interface Answers {
  review: Review;
  /** `next`: the place to go on from, unless these were the last. */
  rows: { rows: Row[]; next: number | undefined };
  compare: Comparison;
  import: Imported;
  read: { form: Form; events: string[] };
  advice: Finding[];
  modes: ModeChanges[];
  format: { text: string } | { problem: string };
  paths: PathHint[];
  expectations: string;
}

export type Kind = keyof Questions;

export type ToEngine =
  /** The core, compiled, and whether it is the whole: the first message of all. */
  | { type: "wasm"; module: WebAssembly.Module; isWhole: boolean }
  /** All samples by their ids, in order, and those of them that the engine has not been given yet. */
  | { type: "samples"; ids: number[]; added: Sample[] }
  | { type: "question"; kind: Kind; question: Questions[Kind] };

export type FromEngine =
  | { type: "ready"; catalogue: Action[] }
  | { type: "answer"; answer: Answers[Kind] };
