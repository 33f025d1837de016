/// <reference lib="esnext.disposable" preserve="true" />

export type {
  CustomEventBody,
  CustomerBody,
  Product,
  PurchaseBody,
  SignUpBody,
} from "./bodies.js";
export { type Action, actions, type Field } from "./catalogue.js";
export { Destination, type MappingSummary, type SegmentEvent } from "./destination.js";
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
export type {
  Diagnostic,
  MappedRequest,
  MapResult,
  Severity,
  SkippedMapping,
  SkipReason,
  Span,
} from "./result.js";
