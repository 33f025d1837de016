// Compiled, never run: what the types of the package allow, and what they do not.

import {
  type ActionName,
  actions,
  ConfigError,
  Destination,
  type DestinationDocument,
  type Diagnostic,
  EventError,
  type FieldKey,
  importSegment,
  lint,
  type MappedRequest,
  type MapResult,
  type TriggerCondition,
  transform,
  trigger,
  validate,
} from "friendbuy-edge";
import { Destination as Inline } from "friendbuy-edge/inline";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(): T | undefined => undefined;

// Documents.

const document: DestinationDocument = {
  version: 1,
  mode: "strict",
  mappings: [
    {
      id: "renewals",
      action: "trackPurchase",
      trigger: 'type = "track"',
      fields: { amount: { "@path": "$.properties.revenue" }, coupon: null },
    },
  ],
};
new Destination();
new Destination(document);
new Destination(JSON.stringify(document));

// @ts-expect-error there is no such mode
new Destination({ mode: "relaxed", mappings: [] });
// @ts-expect-error a mapping needs a trigger
new Destination({ mappings: [{ id: "a", action: "trackPurchase" }] });
new Destination({
  // @ts-expect-error a customer has no amount
  mappings: [{ id: "a", action: "trackCustomer", trigger: "true", fields: { amount: 1 } }],
});
// @ts-expect-error not a number
new Destination(5);

// Events: strict or loose shapes, classes and interfaces of other packages.

interface Foreign {
  type: "track";
  event: string;
  properties: { order_id: string };
}
declare const foreign: Foreign;
declare const loose: Record<string, unknown>;

const destination = new Destination();
destination.map(foreign);
destination.map(loose);
destination.map({ type: "identify", userId: 5, traits: {}, timestamp: new Date(), extra: 1n });
// @ts-expect-error somebody forgot to wait for it
destination.map(Promise.resolve({ type: "track" }));
// @ts-expect-error the same
destination.explain(Promise.resolve({ type: "track" }));
// @ts-expect-error text is for mapText
destination.map("{}");
// @ts-expect-error an object is for map
destination.mapText({});

// Results.

const result: MapResult = destination.map(foreign);
for (const request of result.requests) {
  holds<Equal<typeof request, MappedRequest>>();
  if (request.action === "trackPurchase") {
    holds<Equal<typeof request.path, "/v1/event/purchase">>();
    holds<Equal<typeof request.body.amount, number>>();
    holds<Equal<typeof request.body.products, import("friendbuy-edge").Product[] | undefined>>();
    // @ts-expect-error a purchase has no birthday
    request.body.birthday;
  } else if (request.action === "trackCustomEvent") {
    holds<Equal<typeof request.body.eventType, string>>();
  }
  // @ts-expect-error not every call has an amount
  request.body.amount;
  holds<Equal<typeof request.sendOnceKey, string | undefined>>();
}
holds<Equal<(typeof result.skipped)[number]["reason"], "disabled" | "not-triggered" | "refused">>();

const text: string = destination.mapText("{}");
const ids: string[] = destination.mappings.map(({ id }) => id);
// @ts-expect-error the mappings can't be replaced
destination.mappings = [];

{
  using disposable = new Destination();
  disposable.map({});
}

// Errors.

try {
  new Destination(text);
} catch (error) {
  if (error instanceof ConfigError || error instanceof EventError) {
    holds<Equal<typeof error.diagnostics, readonly Diagnostic[]>>();
    const pointer: string | undefined = error.diagnostics[0]?.pointer;
    console.log(pointer, error.message);
  }
}

// Batches, comparing, explaining.

for (const answer of destination.mapBatch({ batch: [foreign, loose], sentAt: "" })) {
  holds<Equal<(typeof answer)["status"], "success" | "failure">>();
  if (answer.status === "success") holds<Equal<typeof answer.requests, MappedRequest[]>>();
  // @ts-expect-error a failure has no calls
  else answer.requests;
}
// @ts-expect-error a batch has a list of events
destination.mapBatch(foreign);

for (const { index, changes } of Destination.compare(destination, destination, [foreign])) {
  holds<Equal<typeof index, number>>();
  for (const change of changes) {
    if (change.change === "appears") change.after.body;
    // @ts-expect-error what appears was not there
    if (change.change === "appears") change.before;
    if (change.change === "changes")
      holds<Equal<(typeof change.differences)[0]["pointer"], string>>();
  }
}

const explanation = destination.explain(foreign);
holds<
  Equal<
    (typeof explanation.mappings)[0]["outcome"],
    "sent" | "disabled" | "not-triggered" | "refused"
  >
>();
new Inline().map(foreign);

// Checking, importing, transforming.

const findings: Diagnostic[] = [
  ...validate(document),
  ...lint("{}"),
  ...validate({ any: "thing" }),
];
const imported: DestinationDocument = importSegment({ actionSlug: "" }).document;
const value = transform({ "@path": "$.userId" }, foreign);
// @ts-expect-error a mapping is an object
transform("$.userId", foreign);
console.log(findings, imported, value);

// Triggers.

const tree: TriggerCondition = trigger.parse('event = "a"').tree;
holds<Equal<ReturnType<typeof trigger.matches>, boolean>>();
trigger.format(tree, "segment");
trigger.format({ type: "event-property", name: "total", operator: "<", value: 5 });
// @ts-expect-error there is no such dialect
trigger.format(tree, "fql");

// The catalogue.

const names: ActionName[] = actions().map(({ name }) => name);
const keys: FieldKey[] = actions().flatMap(({ fields }) => fields.map(({ key }) => key));
console.log(ids, names, keys);

// Nothing is `any`.

type IsAny<T> = 0 extends 1 & T ? true : false;
holds<Equal<IsAny<MappedRequest["body"]>, false>>();
holds<Equal<IsAny<ReturnType<typeof actions>[number]["fields"][number]["default"]>, false>>();
