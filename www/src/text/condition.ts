// Conditions of triggers, as they are edited: what can be asked of what, and changes to the tree.

import type {
  Dialect,
  TriggerComparison,
  TriggerCondition,
  TriggerField,
  TriggerScalar,
} from "friendbuy-edge";

/** What an operator compares with. */
export type Operand = "none" | "text" | "number" | "list";

interface Operator {
  name: string;
  title: string;
  operand: Operand;
  /** Segment knows it too. */
  segment: boolean;
  /** Something to ask of the members that are texts. */
  texts: boolean;
}

const operator = (
  name: string,
  title: string,
  operand: Operand,
  { segment = true, texts = true } = {},
): Operator => ({ name, title, operand, segment, texts });

export const operators: readonly Operator[] = [
  operator("=", "is", "text"),
  operator("!=", "is not", "text"),
  operator("contains", "contains", "text"),
  operator("not_contains", "does not contain", "text"),
  operator("starts_with", "starts with", "text"),
  operator("not_starts_with", "does not start with", "text"),
  operator("ends_with", "ends with", "text"),
  operator("not_ends_with", "does not end with", "text"),
  operator("matches", "fits the pattern", "text", { segment: false }),
  operator("not_matches", "does not fit the pattern", "text", { segment: false }),
  operator("in", "is one of", "list", { segment: false }),
  operator("not_in", "is none of", "list", { segment: false }),
  operator("exists", "exists", "none"),
  operator("not_exists", "does not exist", "none"),
  operator("number_equals", "is the number", "number", { texts: false }),
  operator("number_not_equals", "is another number than", "number", { texts: false }),
  operator("<", "is less than", "number", { texts: false }),
  operator("<=", "is at most", "number", { texts: false }),
  operator(">", "is greater than", "number", { texts: false }),
  operator(">=", "is at least", "number", { texts: false }),
  operator("is_true", "is true", "none", { texts: false }),
  operator("is_false", "is false", "none", { texts: false }),
  operator("is_not_true", "is not true", "none", { segment: false, texts: false }),
  operator("is_not_false", "is not false", "none", { segment: false, texts: false }),
];

export const operandOf = (name: string): Operand =>
  operators.find((operator) => operator.name === name)?.operand ?? "text";

interface Subject {
  type: TriggerField["type"];
  title: string;
  /** The member of the event that a path goes on below; none for members that are texts. */
  below?: string;
  segment: boolean;
}

export const subjects: readonly Subject[] = [
  { type: "event-type", title: "Event type", segment: true },
  { type: "event", title: "Event name", segment: true },
  { type: "event-property", title: "Property", below: "properties", segment: true },
  { type: "event-trait", title: "Trait", below: "traits", segment: true },
  { type: "event-context", title: "Context", below: "context", segment: true },
  { type: "userId", title: "User ID", segment: true },
  { type: "name", title: "Page or screen name", segment: true },
  { type: "anonymousId", title: "Anonymous ID", segment: false },
  { type: "messageId", title: "Message ID", segment: false },
  { type: "groupId", title: "Group ID", segment: false },
  { type: "previousId", title: "Previous ID", segment: false },
  { type: "channel", title: "Channel", segment: false },
  { type: "timestamp", title: "Timestamp", segment: false },
  { type: "event-integration", title: "Integration", below: "integrations", segment: false },
  { type: "member", title: "Any member", below: "", segment: false },
];

export const subjectOf = (type: string) => subjects.find((subject) => subject.type === type);

/** The subjects to choose from in a dialect; inside of `any` there are only members of the element. */
export const subjectsFor = (dialect: Dialect, isInList: boolean) =>
  subjects.filter(({ type, segment }) =>
    isInList ? type === "member" : segment || dialect === "documented",
  );

export function operatorsFor({ type }: TriggerField, dialect: Dialect): readonly Operator[] {
  const isPath = subjectOf(type)?.below !== undefined;
  return operators.filter(({ name, segment, texts }) => {
    if (dialect === "segment" && !segment) return false;
    if (dialect === "segment" && type === "event-type") return name === "=" || name === "!=";
    if (dialect === "segment" && type === "event" && operandOf(name) === "none") return false;
    return texts || isPath;
  });
}

/** The path of a field as it is typed. */
export const pathOf = ({ name, path }: TriggerField) => name ?? path?.join(".") ?? "";

const isName = (path: string) => !/["']/.test(path);

/** A comparison about something else, keeping what still makes sense. */
export function withSubject(comparison: TriggerComparison, name: string): TriggerComparison {
  const type = subjectOf(name)?.type ?? comparison.type;
  const isPath = subjectOf(type)?.below !== undefined;
  const { operator, value } = comparison;
  const path = pathOf(comparison);
  const isItself = type === "member" && path === "";
  const field: TriggerField = !isPath
    ? { type }
    : isItself
      ? { type, path: [] }
      : { type, name: path };
  const fits = isPath || operators.find(({ name }) => name === operator)?.texts;
  return fits
    ? { ...field, operator, ...(value !== undefined && { value }) }
    : { ...field, operator: "=", value: "" };
}

/** A comparison with another path. Of `member` the empty path is the element, or the event, itself. */
export const withPath = ({ type, operator, value }: TriggerComparison, path: string) => ({
  type,
  ...(type === "member" && path === ""
    ? { path: [] }
    : isName(path)
      ? { name: path }
      : { path: path.split(".") }),
  operator,
  ...(value !== undefined && { value }),
});

export function withOperator(comparison: TriggerComparison, name: string): TriggerComparison {
  const { value, operator: _, ...field } = comparison;
  switch (operandOf(name)) {
    case "none":
      return { ...field, operator: name };
    case "number":
      return { ...field, operator: name, value: Number(firstOf(value)) || 0 };
    case "list":
      return { ...field, operator: name, value: Array.isArray(value) ? value : [firstOf(value)] };
    case "text":
      return { ...field, operator: name, value: String(firstOf(value)) };
  }
}

const firstOf = (value: TriggerComparison["value"]): TriggerScalar =>
  (Array.isArray(value) ? value[0] : value) ?? "";

/** A list as it is typed: `gold, silver, 5, "5"`. */
export const listText = (values: readonly TriggerScalar[]) =>
  values
    .map((value) =>
      typeof value === "string" && scalar(value) === value && !value.includes(",")
        ? value
        : JSON.stringify(value),
    )
    .join(", ");

export const listOf = (text: string): TriggerScalar[] =>
  Array.from(text.matchAll(/\s*("(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/g), ([, item = ""]) =>
    item.trim(),
  )
    .filter((item, index, all) => item !== "" || index < all.length - 1)
    .map(scalar);

function scalar(text: string): TriggerScalar {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  if (/^".*"$/.test(text)) {
    try {
      return String(JSON.parse(text));
    } catch {
      return text;
    }
  }
  return text;
}

/** The way from the root to a condition: numbers of children; 0 also for what `not` and `any` hold. */
export type Way = readonly number[];

const childrenOf = (condition: TriggerCondition): readonly (TriggerCondition | null)[] => {
  if ("children" in condition) return condition.children;
  return "condition" in condition ? [condition.condition] : [];
};

/** Somewhere a name is still missing. */
export function isUnfinished(condition: TriggerCondition): boolean {
  if ("list" in condition && condition.list.name === "") return true;
  if ("name" in condition) return condition.name === "";
  return childrenOf(condition).some((child) => child !== null && isUnfinished(child));
}

/** The tree with the condition at a place changed; `undefined` takes it out. */
export function replaced(
  tree: TriggerCondition,
  way: Way,
  next: TriggerCondition | undefined,
): TriggerCondition | undefined {
  const [at, ...rest] = way;
  if (at === undefined) return next;
  const child = childrenOf(tree)[at];
  if (!child) return tree;
  const put = replaced(child, rest, next);
  if ("children" in tree) {
    const children = tree.children.flatMap((old, index) =>
      index === at ? (put ? [put] : []) : [old],
    );
    // A group inside of which nothing is left goes too.
    return children.length === 0 ? undefined : { ...tree, children };
  }
  return put && "condition" in tree ? { ...tree, condition: put } : undefined;
}

export const emptyComparison = (isInList: boolean): TriggerComparison =>
  isInList
    ? { type: "member", path: [], operator: "=", value: "" }
    : { type: "event-property", name: "", operator: "exists" };

export const emptyGroup = (isInList: boolean): TriggerCondition => ({
  type: "group",
  operator: "or",
  children: [emptyComparison(isInList)],
});

export const emptyList = (): TriggerCondition => ({
  type: "any",
  list: { type: "event-property", name: "products" },
  condition: { type: "group", operator: "and", children: [emptyComparison(true)] },
});
