import type { ConditionResult, TriggerCondition } from "friendbuy-edge";
import { BinIcon, CallIcon, IdleIcon, PlusIcon } from "../../controls/icons";
import { Menu } from "../../controls/menu";
import { PathInput } from "../../controls/path-input";
import { dialect, setTree, tree } from "../../state/trigger";
import {
  emptyComparison,
  emptyGroup,
  emptyList,
  pathOf,
  replaced,
  subjectOf,
  type Way,
  withPath,
} from "../../text/condition";
import { Comparison } from "./comparison";

/** What every part of the tree is told. */
export interface NodeProps<Condition = TriggerCondition> {
  condition: Condition;
  way: Way;
  /** What it comes to on the event that is looked at. */
  result: ConditionResult | undefined;
  /** Inside of a condition on a list, where fields are members of an element. */
  isInList: boolean;
}

type Of<Type> = Extract<TriggerCondition, { type: Type }>;

/** Puts a condition in the place of another. `isTyped`: letter by letter, which is one step. */
export function put(way: Way, next: TriggerCondition | undefined, isTyped = false): void {
  const { value } = tree;
  const merge = isTyped ? `condition ${way.join(".")}` : undefined;
  const none: TriggerCondition = { type: "group", operator: "and", children: [] };
  if (value) setTree(replaced(value, way, next) ?? none, merge);
}

const isGroup = (condition: TriggerCondition): condition is Of<"group"> => "children" in condition;
const isAny = (condition: TriggerCondition): condition is Of<"any"> => "list" in condition;
const isNot = (condition: TriggerCondition): condition is Of<"not"> =>
  "condition" in condition && !isAny(condition);

export function Node(props: NodeProps) {
  const { condition } = props;
  if (isGroup(condition)) return <Group {...props} condition={condition} />;
  if (isAny(condition)) return <Any {...props} condition={condition} />;
  if (isNot(condition)) return <Not {...props} condition={condition} />;
  return <Comparison {...props} condition={condition} />;
}

function Group({ condition, way, result, isInList }: NodeProps<Of<"group">>) {
  const { operator, children } = condition;
  const isRoot = way.length === 0;
  const add = (child: TriggerCondition) =>
    put(way, { ...condition, children: [...children, child] });
  return (
    <fieldset class={isRoot ? "group root" : "group"}>
      <legend class="hidden">{isRoot ? "The conditions" : "A group of conditions"}</legend>
      <div class="group-head">
        <Mark result={result} />
        <select
          aria-label={
            isRoot ? "How many conditions have to be true" : "How many of the group have to be true"
          }
          value={operator}
          onChange={(event) =>
            put(way, { ...condition, operator: event.currentTarget.value as "and" | "or" })
          }
        >
          <option value="and">All</option>
          <option value="or">Any</option>
        </select>
        <span class="group-words">
          of these {children.length === 0 ? "(none yet)" : "are true"}
        </span>
        {!isRoot && <Remove what="the group" way={way} />}
      </div>
      {children.map((child, index) =>
        child ? (
          <Node
            key={index}
            condition={child}
            way={[...way, index]}
            result={result?.children?.[index]}
            isInList={isInList}
          />
        ) : (
          <p key={index} class="callout warning">
            Parentheses in which Segment finds nothing it knows: the trigger never matches.
          </p>
        ),
      )}
      <div class="group-foot">
        <button type="button" class="quiet" onClick={() => add(emptyComparison(isInList))}>
          <PlusIcon /> Condition
        </button>
        <MoreToAdd isInList={isInList} depth={way.length} add={add} />
      </div>
    </fieldset>
  );
}

interface MoreProps {
  isInList: boolean;
  depth: number;
  add(child: TriggerCondition): void;
}

function MoreToAdd({ isInList, depth, add }: MoreProps) {
  const isSegment = dialect.value === "segment";
  // Segment knows one level of parentheses, and neither negation nor lists.
  const kinds = [
    (!isSegment || depth === 0) && {
      title: "A group",
      about: "Conditions of which all or any have to be true",
      choose: () => add(emptyGroup(isInList)),
    },
    !isSegment && {
      title: "Not",
      about: "True when the conditions inside are not",
      choose: () => add({ type: "not", condition: emptyGroup(isInList) }),
    },
    !isSegment &&
      !isInList && {
        title: "In a list",
        about: "True when one of the elements is as described",
        choose: () => add(emptyList()),
      },
  ].filter((kind) => kind !== false);
  if (kinds.length === 0) return null;
  return <Menu label="More" groups={[{ items: kinds }]} />;
}

function Not({ condition, way, result, isInList }: NodeProps<Of<"not">>) {
  return (
    <div class="group">
      <div class="group-head">
        <Mark result={result} />
        <span class="group-words">Not true is that</span>
        <Remove what="the negation" way={way} />
      </div>
      <Node
        condition={condition.condition}
        way={[...way, 0]}
        result={result?.children?.[0]}
        isInList={isInList}
      />
    </div>
  );
}

function Any({ condition, way, result }: NodeProps<Of<"any">>) {
  const { list } = condition;
  const below = subjectOf(list.type)?.below;
  return (
    <div class="group">
      <div class="group-head">
        <Mark result={result} />
        <div class="group-list">
          <span class="group-words">An element of</span>
          {below && <code>{below}.</code>}
          <PathInput
            label="The list"
            placeholder="products"
            {...(below && { below })}
            value={pathOf(list)}
            onValue={(path) => {
              const {
                type,
                name,
                path: keys,
              } = withPath({ ...list, operator: "" }, path) as typeof list;
              const place = keys ? { path: keys } : { name: name ?? "" };
              put(way, { ...condition, list: { type, ...place } }, true);
            }}
          />
        </div>
        <Remove what="the list" way={way} />
      </div>
      <Node condition={condition.condition} way={[...way, 0]} result={undefined} isInList />
    </div>
  );
}

export function Remove({ what, way }: { what: string; way: Way }) {
  return (
    <button
      type="button"
      class="quiet square remove"
      aria-label={`Remove ${what}`}
      title={`Remove ${what}`}
      onClick={() => put(way, undefined)}
    >
      <BinIcon />
    </button>
  );
}

/** Whether a condition is true on the event that is looked at. */
export function Mark({ result }: { result: ConditionResult | undefined }) {
  if (!result) return <span class="mark-place" />;
  const words = result.matched ? "True for the event" : "Not true for the event";
  return (
    <span class={result.matched ? "mark-place true" : "mark-place"} title={words}>
      {result.matched ? <CallIcon /> : <IdleIcon />}
      <span class="hidden">{words}</span>
    </span>
  );
}
