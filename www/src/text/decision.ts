// The condition that decided about an event, in words.

import type { ConditionResult } from "friendbuy-edge";
import type { Decision } from "../engine/messages";
import { shortened } from "./shortened";

const MAX_TEXT = 60;

/** The innermost condition that is the reason for the result of the whole. */
export function deciding(result: ConditionResult): ConditionResult {
  const { children = [], matched, at } = result;
  // What is asked of the elements of a list is decided by the list as a whole.
  if (children.length === 0 || at !== undefined) return result;
  const same = children.filter((child) => child.matched === matched);
  const [first] = same;
  if (!first) return children[0] && children.length === 1 ? deciding(children[0]) : result;
  if (matched && same.length > 1 && same.length === children.length) return result;
  return deciding(first);
}

export function decision({ condition, holds, at, saw }: Decision): string {
  const result = `\`${condition}\` is ${holds ? "" : "not "}true`;
  if (at === undefined) return result;
  return `${result}: ${saw === undefined ? "it is missing" : `it is \`${shortened(saw, MAX_TEXT)}\``}`;
}
