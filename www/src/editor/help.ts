// Help with the mapping language in an editor: completion, and words about what the pointer is on.

import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippet,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import language from "friendbuy-edge/language.json";
import type { PathHint } from "../engine/messages";
import { type Described, describe, type Suggestion, suggest } from "../text/directive-help";
import { explanation } from "./explanation";

const directives: readonly Described[] = language.directives;

/** @param paths the places of the samples, to be completed */
export const directiveHelp = (paths: () => readonly PathHint[]): Extension => [
  autocompletion({
    override: [(context) => complete(context, paths())],
    icons: false,
    // A directive that was chosen goes on with its options.
    activateOnCompletion: () => true,
  }),
  hoverTooltip((view, offset) => {
    const found = describe(view.state.doc.toString(), offset, directives);
    if (!found) return null;
    const { from, to, sentences } = found;
    const create = () => {
      const dom = explanation(sentences);
      dom.className = "cm-help";
      return { dom };
    };
    return { pos: from, end: to, above: true, create };
  }),
];

function complete(
  { state, pos, explicit }: CompletionContext,
  paths: readonly PathHint[],
): CompletionResult | null {
  const { from, isQuoted, all } = suggest(state.doc.toString(), pos, directives, paths);
  const isBegun = from < pos || isQuoted || /[{,:]\s*$/.test(state.sliceDoc(0, pos));
  if (all.length === 0 || !(isBegun || explicit)) return null;
  return { from, options: all.map((one) => completion(one, isQuoted)), validFor: /^[@$\w.[\]]*$/ };
}

function completion({ label, detail, about, text }: Suggestion, isQuoted: boolean): Completion {
  return {
    label,
    ...(detail && { detail }),
    ...(about && { info: () => explanation([about]) }),
    // The quotes around the word are part of what is written.
    apply: (view, chosen, from, to) => {
      const isClosed = isQuoted && view.state.sliceDoc(to, to + 1) === '"';
      const caret = text.includes("#{}") ? "" : "#{}";
      snippet(text + caret)(view, chosen, isQuoted ? from - 1 : from, isClosed ? to + 1 : to);
    },
  };
}
