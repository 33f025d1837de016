/**
 * What a finding is, for programs. A code is stable and never used for something else; newer versions may have more.
 */
export type DiagnosticCode =
  /** The document or event is not JSON. */
  | "json-syntax"
  /** A value of the document has the wrong type. */
  | "document-type"
  /** A member of the document that nobody reads. */
  | "unknown-key"
  /** A member of the document that has to be there is not. */
  | "missing-key"
  /** The document is of a version this release does not read. */
  | "unsupported-version"
  /** A mode other than `segment`, `documented`, `strict`. */
  | "unknown-mode"
  /** An action Friendbuy's destination does not have. */
  | "unknown-action"
  /** A field the action does not have. */
  | "unknown-field"
  /** Two mappings with the same id. */
  | "duplicate-id"
  /** More mappings than one destination may have. */
  | "too-many-mappings"
  /** A directive that does not exist. */
  | "unknown-directive"
  /** A directive beside other members. */
  | "mixed-directive"
  /** A directive whose arguments can't be used. */
  | "directive-argument"
  /** A directive that refuses every event that reaches it: Segment accepts the mapping and fails later. */
  | "directive-fails"
  /** An option the directive does not have, and so ignores. */
  | "unknown-option"
  /** An option whose letter case makes it mean something else than it says. */
  | "option-case"
  /** A mapping nested too deeply. */
  | "mapping-depth"
  /** A trigger that can't be read. */
  | "trigger-syntax"
  /** A trigger that Segment would read differently. */
  | "trigger-reads-differently"
  /** An event that is not a JSON object. */
  | "event-type"
  /** The mapping could not be applied to this event. */
  | "mapping-failed"
  /** A required field has no usable value. */
  | "required-missing"
  /** A value can't be made into the type of its field. */
  | "field-type"
  /** A value does not have the format of its field. */
  | "field-format"
  /** A value is none of those the field allows. */
  | "field-choice"
  /** An email address that is none. */
  | "email-format"
  /** A custom attribute whose value is not text. */
  | "attribute-not-text"
  /** An additional property with more characters than Friendbuy takes. */
  | "additional-too-long"
  /** An additional property whose length fits or not depending on how characters are counted. */
  | "additional-length-unclear"
  /** More additional properties than Friendbuy takes. */
  | "additional-too-many"
  /** A custom attribute or event property that another value of the same name replaced. */
  | "shadowed"
  /** A value Friendbuy has no place for in this call. */
  | "never-sent"
  /** Friendbuy's own documentation asks for a customer id here. */
  | "customer-id-recommended"
  /** Nothing was left to send. */
  | "empty-body"
  /** A text to be imported in which no mapping of Segment's is. */
  | "import-unrecognised"
  /** A Terraform file that can't be read. */
  | "terraform-syntax"
  /** A destination whose mappings are all switched off. */
  | "nothing-enabled"
  /** A trigger that no event can match. */
  | "trigger-never-matches"
  /** A trigger of purchases or sign-ups that also matches what Friendbuy's web integration may have tracked. */
  | "double-counting"
  /** A custom event without an Event ID. */
  | "event-id-missing"
  /** A custom event whose Event ID every sender has to give. */
  | "event-id-default"
  /** A purchase made of events that say who a customer is. */
  | "purchase-on-identify"
  /** A required field that is taken from where the matching events have nothing. */
  | "field-not-in-events"
  /** A path where none is read: a text that is taken as it stands, or `$.` in a template. */
  | "path-not-read"
  /** A mapping that does what another one does. */
  | "duplicate-mapping"
  /** A mapping whose calls count as repeats of each other, or of another mapping's. */
  | "same-send-once-key";
