/** Anything JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What a mapping does at Friendbuy. */
export type ActionName = "trackCustomer" | "trackPurchase" | "trackSignUp" | "trackCustomEvent";

/**
 * How Segment's published code and its documentation are told apart where they differ.
 *
 * - `"segment"`: what Segment's code sends, to migrate and to compare.
 * - `"documented"`: what Segment's and Friendbuy's documentation say. The default.
 * - `"strict"`: as documented, and an event that would lose a value is refused. For tests.
 */
export type Mode = "segment" | "documented" | "strict";

type ContextField = "ipAddress" | "pageTitle" | "pageUrl" | "userAgent";
type PersonField = "anonymousId" | "customerId" | "email";
type NameField = "age" | "birthday" | "firstName" | "lastName" | "name";
type StatusField = "friendbuyAttributes" | "isNewCustomer" | "loyaltyStatus";
type AttributionField = "attributionId" | "coupon" | "referralCode";

interface FieldKeys {
  trackCustomer:
    | ContextField
    | PersonField
    | NameField
    | StatusField
    | "addressCity"
    | "addressCountry"
    | "addressPostalCode"
    | "addressState"
    | "customerSince"
    | "language";
  trackPurchase:
    | ContextField
    | PersonField
    | NameField
    | StatusField
    | AttributionField
    | "amount"
    | "currency"
    | "giftCardCodes"
    | "orderId"
    | "products";
  trackSignUp: ContextField | PersonField | NameField | StatusField | AttributionField;
  trackCustomEvent:
    | ContextField
    | PersonField
    | "deduplicationId"
    | "eventProperties"
    | "eventType";
}

/** The fields of an action, as {@link actions} describes them. */
export type FieldKey<Action extends ActionName = ActionName> = FieldKeys[Action];

/** A mapping of one action. */
export interface MappingOf<Action extends ActionName> {
  /** Unique in the document. Results and diagnostics name it. */
  id: string;
  /** For people. */
  name?: string;
  /** `false` switches the mapping off. Default `true`. */
  enabled?: boolean;
  /** What it does at Friendbuy. */
  action: Action;
  /** Which events it takes, in Segment's trigger language: `type = "track" and event = "Order Completed"`. */
  trigger: string;
  /** `false`: start without the action's default mapping. Default `true`. */
  defaults?: boolean;
  /**
   * Changes to the action's default mapping: a value in Segment's mapping language, such as
   * `{ "@path": "$.properties.revenue" }`, replaces the field's default, `null` removes the field.
   */
  fields?: { [Key in FieldKey<Action>]?: JsonValue };
}

/** One mapping: which events become which call. */
export type Mapping = { [Action in ActionName]: MappingOf<Action> }[ActionName];

/** The configuration of a destination: everything but credentials. */
export interface DestinationDocument {
  /** The address of the JSON Schema, for editors. */
  $schema?: string;
  /** The version of the document's format. Default 1. */
  version?: 1;
  /** For people. */
  name?: string;
  /** Default `"documented"`. */
  mode?: Mode;
  /** At most 50. */
  mappings: Mapping[];
}
