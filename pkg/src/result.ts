import type { CustomEventBody, CustomerBody, PurchaseBody, SignUpBody } from "./bodies.js";
import type { DiagnosticCode } from "./codes.js";
import type { ActionName } from "./document.js";

/** How much a finding matters: the event or document is refused, something was lost, or it is good to know. */
export type Severity = "error" | "warning" | "note";

/** A part of a text, in JavaScript's own string positions: `text.slice(start, end)`. */
export interface Span {
  start: number;
  end: number;
}

/** One finding about the document or an event. */
export interface Diagnostic {
  severity: Severity;
  /** What it is, for programs. */
  code: DiagnosticCode;
  /** What it is, for people. */
  message: string;
  /** What to do about it. */
  help?: string;
  /** The `id` of the mapping it is about. */
  mapping?: string;
  /** The action's field it is about. */
  field?: string;
  /** What `pointer` points into. */
  source?: "event" | "document";
  /** Where it is, as a JSON Pointer (RFC 6901). `""` is the whole. */
  pointer?: string;
  /** The part of the text there; of the whole text if that is not JSON. */
  span?: Span;
}

interface Calls {
  trackCustomer: { path: "/v1/customer"; body: CustomerBody };
  trackPurchase: { path: "/v1/event/purchase"; body: PurchaseBody };
  trackSignUp: { path: "/v1/event/account-sign-up"; body: SignUpBody };
  trackCustomEvent: { path: "/v1/event/custom"; body: CustomEventBody };
}

/** What is sent to Friendbuy's merchant API. Its `action` tells which body it has. */
export type Call = {
  [Action in ActionName]: {
    action: Action;
    /** Below the address of the merchant API. */
    path: Calls[Action]["path"];
    body: Calls[Action]["body"];
  };
}[ActionName];

/** One call of Friendbuy's merchant API. Its `action` tells which body it has. */
export type MappedRequest = {
  [Action in ActionName]: {
    /** The `id` of the mapping that made it. */
    mapping: string;
    action: Action;
    method: "POST";
    /** Below the address of the merchant API. */
    path: Calls[Action]["path"];
    body: Calls[Action]["body"];
    /** Two calls with the same key must not both reach Friendbuy. Absent when the event has nothing to tell calls by. */
    sendOnceKey?: string;
  };
}[ActionName];

/** Why a mapping made no call: it is switched off, its trigger does not match, or it can't use the event. */
export type SkipReason = "disabled" | "not-triggered" | "refused";

/** A mapping that made no call. */
export interface SkippedMapping {
  /** The `id` of the mapping. */
  mapping: string;
  reason: SkipReason;
}

/** What becomes of an event. */
export interface MapResult {
  /** The calls, in the order of the mappings. */
  requests: MappedRequest[];
  /** The mappings that made none. */
  skipped: SkippedMapping[];
  /** Whatever is to be said about it. A refused mapping has an `"error"` here. */
  diagnostics: Diagnostic[];
}

/** What becomes of one event of a batch; a failure if it is none. */
export type EventAnswer =
  | ({ status: "success" } & MapResult)
  | { status: "failure"; diagnostics: Diagnostic[] };
