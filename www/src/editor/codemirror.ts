// CodeMirror, set up for JSON. Loaded after the rest of the page.

import { defaultKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
  tooltips,
} from "@codemirror/view";
import type { Severity } from "friendbuy-edge";
import type { Finding, Place } from "../engine/messages";
import { prose } from "../text/prose";
import { look } from "./look";

interface Span {
  from: number;
  to: number;
}

export interface EditorOptions {
  label: string;
  placeholder: string;
  text: string;
  /** Of the text area it takes the place of, if that has the focus. */
  selection: Span | undefined;
  onText(text: string): void;
}

export interface EditorHandle {
  setText(text: string): void;
  setMarks(findings: readonly Finding[]): void;
  reveal(place: Place, focus: boolean): void;
  destroy(): void;
}

/** Marks changes that come from outside, which need no report back. */
const fromOutside = Annotation.define<boolean>();

const severities = {
  error: "error",
  warning: "warning",
  note: "info",
} satisfies Record<Severity, Diagnostic["severity"]>;

export function mountEditor(host: HTMLElement, options: EditorOptions): EditorHandle {
  // In a shadow tree CodeMirror uses constructed style sheets, which the Content-Security-Policy allows.
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({ doc: options.text, extensions: extensions(options) }),
  });
  if (options.selection) {
    const { from, to } = clamped(view, options.selection);
    view.dispatch({ selection: { anchor: from, head: to } });
    view.focus();
  }
  return {
    setText: (text) => setText(view, text),
    setMarks: (findings) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          findings.flatMap((finding) => mark(view, finding)),
        ),
      ),
    reveal(place, focus) {
      const { from, to } = clamped(view, place);
      view.dispatch({
        selection: { anchor: from, head: to },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
        annotations: fromOutside.of(true),
      });
      if (focus) view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function extensions({ label, placeholder: hint, onText }: EditorOptions): Extension[] {
  return [
    lintGutter(),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    json(),
    EditorView.lineWrapping,
    placeholder(hint),
    // Tab is left alone: it moves on to the next control. Undo and redo are the page's.
    keymap.of([...defaultKeymap, ...lintKeymap]),
    EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", tabindex: "0" }),
    EditorView.updateListener.of(({ docChanged, transactions, state }) => {
      if (transactions.some((transaction) => transaction.annotation(fromOutside))) return;
      if (docChanged) onText(state.doc.toString());
    }),
    tooltips({ tooltipSpace: windowWithMargin }),
    look,
  ];
}

function windowWithMargin() {
  const margin = 8;
  return { top: 0, left: margin, bottom: innerHeight, right: innerWidth - margin };
}

/** Puts in another text, by the smallest change: carets survive. */
function setText(view: EditorView, text: string): void {
  const present = view.state.doc.toString();
  if (present === text) return;
  const shorter = Math.min(present.length, text.length);
  let start = 0;
  while (start < shorter && present[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && present.at(-1 - end) === text.at(-1 - end)) end++;
  view.dispatch({
    changes: {
      from: start,
      to: present.length - end,
      insert: text.slice(start, text.length - end),
    },
    annotations: fromOutside.of(true),
  });
}

function mark(view: EditorView, { severity, message, help, place }: Finding): Diagnostic[] {
  if (!place) return [];
  // The text may have changed since the engine saw it.
  const { from, to } = clamped(view, place);
  const renderMessage = () => explanation(help ? [message, help] : [message]);
  return [{ from, to, severity: severities[severity], message, renderMessage }];
}

/** Sentences as elements, one below the other. */
function explanation(sentences: string[]): HTMLElement {
  const box = document.createElement("div");
  for (const sentence of sentences) {
    const line = document.createElement("div");
    for (const { text, code } of prose(sentence)) {
      const part = document.createElement(code ? "code" : "span");
      part.textContent = text;
      line.append(part);
    }
    box.append(line);
  }
  return box;
}

function clamped(view: EditorView, { from, to }: Span): Span {
  const { length } = view.state.doc;
  return { from: Math.min(from, length), to: Math.min(to, length) };
}
