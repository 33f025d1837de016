// Why a value is what it is, and why a value of the event is in no call, in words.

import type { ChangeRule, EventMember, JsonValue, MemberFate, ValueTrace } from "friendbuy-edge";
import { pathText } from "./pointer";

const short = (value: JsonValue | undefined) => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const rules = {
  "field-type": "to the type of the field",
  "api-form": "to the form of Friendbuy’s API",
  "additional-text": "to text, as additional properties are",
  "full-name": "made of first and last name",
  "item-default": "filled in: an item of an order has to have it",
} satisfies Record<ChangeRule, string>;

/** One sentence for each thing there is to know about a value, in the order in which it came about. */
export function reasonsOf(value: ValueTrace): string[] {
  return [origin(value), ...deciders(value), made(value), ...changes(value)].filter(
    (line) => line !== undefined,
  );
}

function origin({ from }: ValueTrace): string | undefined {
  if (from.length === 0) return undefined;
  const places = from.map(({ source, pointer }) =>
    source === "event" ? `\`${pathText(pointer)}\`` : "a fixed value of the document",
  );
  return `From ${[...new Set(places)].join(" and ")}`;
}

const deciders = ({ decidedBy = [] }: ValueTrace) =>
  decidedBy.map((pointer) => `Decided by \`${pathText(pointer)}\``);

function made({ directives = [], default: isDefault }: ValueTrace): string | undefined {
  const names = directives.map(({ directive }) => `\`${directive}\``).join(" → ");
  if (isDefault) return names ? `By the field’s default, ${names}` : "By the field’s default";
  return names ? `By the mapping’s ${names}` : undefined;
}

const changes = ({ changes = [] }: ValueTrace) =>
  changes.map(({ rule, from, to }) =>
    from === undefined
      ? `Then ${rules[rule]}`
      : `Then \`${short(from)}\` became \`${short(to)}\`: ${rules[rule]}`,
  );

const fates = {
  sent: "sent",
  dropped: "dropped",
  refused: "refused",
  tested: "only looked at",
  skipped: "not for this event",
  unused: "not used",
} satisfies Record<EventMember["fate"], string>;

export const fateWord = ({ fate }: EventMember) => fates[fate];

const dropped: Record<string, string> = {
  empty: "There is nothing in it",
  replaced: "The mapping uses another value in its place",
  "unknown-member": "Friendbuy’s items have no such member",
};

/** Why a value of the event is in no call; `message` finds the text of a diagnostic. */
export function whyNot(
  { mappings }: EventMember,
  nameOf: (mapping: string) => string,
  message: (diagnostic: number) => string | undefined,
): string[] {
  if (mappings.length === 0) return ["No mapping refers to it"];
  const lines = mappings.map((fate) => ({ name: nameOf(fate.mapping), why: why(fate, message) }));
  const whys = [...new Set(lines.map(({ why }) => why))];
  return whys.map((text) => {
    const names = lines.filter((line) => line.why === text).map(({ name }) => name);
    return `${text} (${names.join(", ")})`;
  });
}

function why(fate: MemberFate, message: (diagnostic: number) => string | undefined): string {
  switch (fate.fate) {
    case "sent":
      return "Sent";
    case "dropped":
      return (
        (fate.diagnostic === undefined ? undefined : message(fate.diagnostic)) ??
        dropped[fate.reason] ??
        fate.reason
      );
    case "refused":
      return "The event is refused";
    case "tested":
      return fate.reason === "trigger"
        ? "Only the trigger looks at it"
        : "Only a condition looks at it";
    case "skipped":
      return fate.reason === "disabled"
        ? "The mapping is switched off"
        : "The mapping is not for this event";
  }
}
