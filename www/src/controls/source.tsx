import { useState } from "preact/hooks";

interface SourceProps {
  label: string;
  placeholder: string;
  text: string;
  onText(text: string): void;
  /** The endings of files that can be chosen. */
  accept: string;
  rows?: number;
}

/** A text that is typed, pasted, dropped as a file, or chosen as one. */
export function Source({ label, placeholder, text, onText, accept, rows = 8 }: SourceProps) {
  const [over, setOver] = useState(false);
  const take = async (file: File | undefined) => {
    if (file) onText(await file.text());
  };
  return (
    <div class={over ? "source over" : "source"}>
      <textarea
        class="code-input"
        rows={rows}
        spellcheck={false}
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onDragOver={(event) => {
          if (!event.dataTransfer?.types.includes("Files")) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          const file = event.dataTransfer?.files[0];
          if (!file) return;
          event.preventDefault();
          void take(file);
        }}
      />
      <label class="source-file">
        <input
          type="file"
          accept={accept}
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
        <span>Choose a file, or drop it above</span>
      </label>
    </div>
  );
}
