// The editor in the page's colours. Custom properties reach into its shadow tree.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--json-name)" },
  { tag: tags.string, color: "var(--json-string)" },
  { tag: tags.number, color: "var(--json-number)" },
  { tag: [tags.bool, tags.null], color: "var(--json-word)" },
  { tag: tags.punctuation, color: "var(--json-sign)" },
]);

const underline = (colour: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(${colour}) 1px`,
  textUnderlineOffset: "3px",
  textDecorationSkipInk: "none",
});

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "none" }, // the host shows it
  ".cm-scroller": {
    font: "var(--code-font)",
    lineHeight: "var(--code-line)",
    scrollbarWidth: "thin",
    scrollbarColor: "var(--line-strong) transparent",
  },
  ".cm-content": { padding: "var(--s2) 0 var(--s5)", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 var(--s3) 0 var(--s2)" },
  ".cm-gutters": { color: "var(--ink-faint)", backgroundColor: "transparent", border: "0" },
  ".cm-gutter-lint": { width: "1.1em" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0.3em 0 0 0.3em" },
  ".cm-lint-marker": { content: "none", width: "7px", height: "7px", borderRadius: "50%" },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: "var(--warning)" },
  ".cm-lint-marker-info": { content: "none", backgroundColor: "var(--note)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2ch", padding: "0 var(--s1) 0 var(--s1)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--active-line)" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink-soft)" },
  ".cm-placeholder": { color: "var(--ink-soft)" },
  "&.cm-focused .cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    {
      background: "var(--selection)",
    },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "none" },
  ".cm-lit": {
    backgroundColor: "var(--lit)",
    borderRadius: "3px",
    boxShadow: "0 0 0 1px var(--lit-line)",
  },
  ".cm-lintRange-error": underline("--error"),
  ".cm-lintRange-warning": underline("--warning"),
  ".cm-lintRange-info": underline("--note"),
  ".cm-lintPoint:after": { display: "none" },
  ".cm-tooltip": {
    maxWidth: "min(28rem, calc(100vw - 16px))",
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
  },
  ".cm-diagnostic": {
    padding: "var(--s2) var(--s3)",
    font: "var(--small-font)",
    borderLeftWidth: "3px",
  },
  ".cm-diagnostic code": {
    fontFamily: "var(--mono)",
    fontSize: "0.92em",
    overflowWrap: "anywhere",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--note)" },
  ".cm-help, .cm-tooltip.cm-completionInfo": {
    padding: "var(--s2) var(--s3)",
    font: "var(--small-font)",
  },
  ".cm-help code, .cm-completionInfo code": { fontFamily: "var(--mono)", fontSize: "0.92em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "var(--code-font)", maxHeight: "14rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "var(--s3)",
    padding: "2px var(--s3)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--ink)",
    backgroundColor: "var(--selection)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-completionDetail": {
    overflow: "hidden",
    marginLeft: "auto",
    color: "var(--ink-soft)",
    fontStyle: "normal",
    textOverflow: "ellipsis",
  },
  ".cm-panels": {
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    borderTop: "1px solid var(--line)",
  },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--selection)" },
  ".cm-panel.cm-panel-lint ul:focus [aria-selected]": { backgroundColor: "var(--selection)" },
});

export const look = [theme, syntaxHighlighting(colours)];
