// CodeMirror, set up for JSON. Loaded after the rest of the page.

import { defaultKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import {
  Annotation,
  EditorState,
  type Extension,
  StateEffect,
  StateField,
} from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
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
import type { Finding, PathHint, Place } from "../engine/messages";
import { explanation } from "./explanation";
import { directiveHelp } from "./help";
import { look } from "./look";

export interface Span {
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
  /** Where in the text the pointer is, or the caret that a person moved. */
  onPoint: ((offset: number | undefined) => void) | undefined;
  /** Helps with the mapping language, and completes these places of the samples. */
  help: (() => readonly PathHint[]) | undefined;
}

export interface EditorHandle {
  setText(text: string): void;
  setMarks(findings: readonly Finding[]): void;
  /** Lights up parts of the text. */
  setLit(spans: readonly Span[]): void;
  reveal(place: Place, focus: boolean): void;
  destroy(): void;
}

const litMark = Decoration.mark({ class: "cm-lit" });
const setLit = StateEffect.define<DecorationSet>();
const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects }) {
    const put = effects.find((effect) => effect.is(setLit));
    return put ? put.value : marks.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function isSeen(view: EditorView, { from }: Span): boolean {
  const place = view.coordsAtPos(from);
  const box = view.scrollDOM.getBoundingClientRect();
  return place !== null && place.top >= box.top && place.bottom <= box.bottom;
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
    setLit(spans) {
      const inside = spans.map((span) => clamped(view, span)).filter(({ from, to }) => from < to);
      const marks = inside.map(({ from, to }) => litMark.range(from, to));
      view.dispatch({ effects: setLit.of(Decoration.set(marks, true)) });
      const [first] = inside;
      if (first && !view.hasFocus && !isSeen(view, first)) {
        view.dispatch({ effects: EditorView.scrollIntoView(first.from, { y: "center" }) });
      }
    },
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

function extensions(options: EditorOptions): Extension[] {
  const { label, placeholder: hint, onText, onPoint, help } = options;
  return [
    help ? directiveHelp(help) : [],
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
    lit,
    EditorView.updateListener.of(({ docChanged, selectionSet, transactions, state }) => {
      if (transactions.some((transaction) => transaction.annotation(fromOutside))) return;
      if (docChanged) onText(state.doc.toString());
      else if (selectionSet) onPoint?.(state.selection.main.head);
    }),
    EditorView.domEventHandlers({
      mousemove: (event, view) => onPoint?.(view.posAtCoords(event) ?? undefined),
      mouseleave: () => onPoint?.(undefined),
      blur: () => onPoint?.(undefined),
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

function clamped(view: EditorView, { from, to }: Span): Span {
  const { length } = view.state.doc;
  return { from: Math.min(from, length), to: Math.min(to, length) };
}
