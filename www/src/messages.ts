// What the page and its engine, a Web Worker, say to each other.

import type {
  Action,
  ActionName,
  Diagnostic,
  MappingSummary,
  SkippedMapping,
} from "friendbuy-edge";

/** What is in the two editors. */
export interface Input {
  events: string;
  document: string;
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

/** What became of one event. */
export interface EventReport {
  /** What it is called in the list of events. */
  title: string;
  detail: string;
  place: Place;
  /** It is an event at all. If not, `findings` say why. */
  readable: boolean;
  calls: Call[];
  skipped: SkippedMapping[];
  findings: Finding[];
}

/** How the pasted text holds its events. */
export type Form = "nothing" | "one" | "list" | "lines" | "batch";

export interface Report {
  form: Form;
  /** Missing when the document can't be used; then there is no report on events either. */
  mappings?: MappingSummary[];
  /** What there is to say about the document. */
  findings: Finding[];
  events: EventReport[];
}

export type FromEngine =
  | { type: "ready"; catalogue: Action[] }
  | { type: "report"; report: Report };
