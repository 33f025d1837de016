import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Finding, PathHint } from "../engine/messages";
import { review, trouble } from "../state/answers";
import { reveal, type Source } from "../state/view";
import type { EditorHandle, Span } from "./codemirror";

interface EditorProps {
  /** Which of the page's two texts it is, if it is one of them. */
  source?: Source;
  label: string;
  placeholder: string;
  text: ReadonlySignal<string>;
  marks?: ReadonlySignal<readonly Finding[]>;
  onText(text: string): void;
  /** What lights up in it. */
  lit?: ReadonlySignal<readonly Span[]>;
  onPoint?: (offset: number | undefined) => void;
  /** Helps with the mapping language, and completes these places of the samples. */
  help?: () => readonly PathHint[];
}

/**
 * A text with marks. It is a plain text area until the editor's code has arrived, and stays one if that fails.
 */
export function Editor(props: EditorProps) {
  const { source, label, placeholder, text, marks, lit, onText, onPoint, help } = props;
  const latest = useRef(onText);
  latest.current = onText;
  const host = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [handle, setHandle] = useState<EditorHandle>();
  // The engine goes first: a call in sight is worth more than colours.
  const [due, setDue] = useState(false);
  if (!due && (review.value || trouble.value)) setDue(true);

  useEffect(() => {
    if (!due) return;
    let gone = false;
    let mounted: EditorHandle | undefined;
    import("./codemirror").then(
      ({ mountEditor }) => {
        if (gone || !host.current) return;
        mounted = mountEditor(host.current, {
          label,
          placeholder,
          text: text.peek(),
          selection: selectionOf(area.current),
          onText: (text) => latest.current(text),
          onPoint,
          help,
        });
        setHandle(mounted);
      },
      () => {}, // the text area stays
    );
    return () => {
      gone = true;
      mounted?.destroy();
    };
  }, [due]);

  // Followed at once, not after the next paint: a text that lags behind would undo what was typed since.
  useEffect(() => handle && effect(() => handle.setText(text.value)), [handle]);
  useEffect(() => handle && marks && effect(() => handle.setMarks(marks.value)), [handle]);
  useEffect(() => handle && lit && effect(() => handle.setLit(lit.value)), [handle]);
  useEffect(
    () =>
      effect(() => {
        const shown = reveal.value;
        if (!shown || shown.source !== source) return;
        if (handle) handle.reveal(shown.place, shown.focus);
        else if (shown.focus) select(area.current, shown.place);
        else return;
        reveal.value = undefined;
      }),
    [handle],
  );

  return (
    <div class="editor" ref={host}>
      {!handle && (
        <textarea
          ref={area}
          aria-label={label}
          placeholder={placeholder}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          value={text.value}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      )}
    </div>
  );
}

/** The selection of a text area that is being used. */
function selectionOf(area: HTMLTextAreaElement | null) {
  if (!area || document.activeElement !== area) return undefined;
  return { from: area.selectionStart, to: area.selectionEnd };
}

function select(area: HTMLTextAreaElement | null, { from, to }: { from: number; to: number }) {
  area?.focus();
  area?.setSelectionRange(from, to);
}
