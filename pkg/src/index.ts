/// <reference lib="esnext.disposable" preserve="true" />

export type {
  CustomEventBody,
  CustomerBody,
  Product,
  PurchaseBody,
  SignUpBody,
} from "./bodies.js";
export { type Action, actions, type Field } from "./catalogue.js";
export { type ImportEntry, type ImportResult, importSegment, lint, validate } from "./check.js";
export type { DiagnosticCode } from "./codes.js";
export type { Change, Difference, EventChanges } from "./compare.js";
export { Destination, type MappingSummary } from "./destination.js";
export type {
  ActionName,
  DestinationDocument,
  FieldKey,
  JsonValue,
  Mapping,
  MappingOf,
  Mode,
} from "./document.js";
export { ConfigError, EventError } from "./errors.js";
export type { AnyEvent, SegmentBatch, SegmentEvent } from "./event.js";
export type {
  ChangeRule,
  ConditionResult,
  EventMember,
  Explanation,
  Fate,
  MappingExplanation,
  MemberFate,
  Place,
  TracedDirective,
  ValueChange,
  ValueTrace,
} from "./explain.js";
export type {
  Call,
  Diagnostic,
  EventAnswer,
  MappedRequest,
  MapResult,
  Severity,
  SkippedMapping,
  SkipReason,
  Span,
} from "./result.js";
export { transform } from "./transform.js";
export {
  type Dialect,
  type ParsedTrigger,
  type TriggerComparison,
  type TriggerCondition,
  type TriggerExplanation,
  type TriggerField,
  type TriggerMember,
  type TriggerOperator,
  type TriggerRoot,
  type TriggerScalar,
  trigger,
} from "./trigger.js";
