import type { Change, Difference, JsonValue } from "friendbuy-edge";
import { useEffect, useState } from "preact/hooks";
import { closeDialog, Dialog } from "../controls/dialog";
import { Findings } from "../controls/findings";
import { Source } from "../controls/source";
import type { Comparison } from "../engine/messages";
import { engine, sayTrouble } from "../state/answers";
import { view } from "../state/view";
import { documentText, firstDocument, samples, select } from "../state/work";
import { standardDocument } from "../text/document";

/** What the page's document would change, beside another version. */
export function CompareDialog() {
  const [before, setBefore] = useState(firstDocument.value);
  const [comparison, setComparison] = useState<Comparison>();
  const after = documentText.value;
  const all = samples.value;
  useEffect(() => {
    let current = true;
    engine.samples = all;
    engine
      .ask("compare", { before, after })
      .then((answer) => current && answer && setComparison(answer), sayTrouble);
    return () => {
      current = false;
    };
  }, [before, after, all]);

  return (
    <Dialog
      wide
      title="Compare with another version"
      about="Every sample event through both versions: which calls appear, vanish or change."
      actions={
        <button type="button" class="quiet" onClick={closeDialog}>
          Close
        </button>
      }
    >
      <fieldset class="compare-versions">
        <legend>The version before</legend>
        <button type="button" onClick={() => setBefore(firstDocument.value)}>
          As this page was opened
        </button>
        <button type="button" onClick={() => setBefore(standardDocument)}>
          The standard mappings
        </button>
        <button type="button" onClick={() => setBefore(after)}>
          As it is now
        </button>
      </fieldset>
      <Source
        label="The version before, as JSON"
        placeholder="A destination document"
        text={before}
        onText={setBefore}
        accept=".json"
        rows={6}
      />
      {comparison && <Result comparison={comparison} />}
    </Dialog>
  );
}

function Result({ comparison }: { comparison: Comparison }) {
  if ("unusable" in comparison) {
    return (
      <section aria-live="polite">
        <p class="callout error">
          {comparison.unusable === "before"
            ? "The version before can’t be used."
            : "The document on this page can’t be used."}
        </p>
        <Findings findings={comparison.findings} />
      </section>
    );
  }
  const { events, changed, unreadable, samples } = comparison;
  return (
    <section class="compare-result" aria-live="polite">
      <p class={changed === 0 ? "callout" : "callout warning"}>
        {changed === 0
          ? `No call changes for ${count(samples - unreadable, "event")}.`
          : `Calls change for ${changed} of ${count(samples - unreadable, "event")}.`}
        {unreadable > 0 && ` ${count(unreadable, "sample")} can’t be read.`}
        {events.length < changed && ` The first ${events.length} are shown.`}
      </p>
      {events.map(({ id, title, detail, changes }) => (
        <article key={id} class="card">
          <header class="block-head">
            <h3>
              {title} <small>{detail}</small>
            </h3>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                select({ sample: id });
                view.value = "review";
                closeDialog();
              }}
            >
              Show the event
            </button>
          </header>
          {changes.map((change) => (
            <ChangeView key={change.mapping} change={change} />
          ))}
        </article>
      ))}
    </section>
  );
}

const kinds = {
  appears: { label: "Appears", tone: "call" },
  vanishes: { label: "Vanishes", tone: "error" },
  changes: { label: "Changes", tone: "warning" },
} as const satisfies Record<Change["change"], { label: string; tone: string }>;

function ChangeView({ change }: { change: Change }) {
  const { label, tone } = kinds[change.change];
  const { path } = change.change === "vanishes" ? change.before : change.after;
  return (
    <div class="compare-change">
      <p>
        <span class={`badge ${tone}`}>{label}</span> <b>{change.mapping}</b>{" "}
        <code>POST {path}</code>
      </p>
      {change.change === "changes" && (
        <table>
          <thead>
            <tr>
              <th scope="col">In the body</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {change.differences.map((difference) => (
              <DifferenceRow key={difference.pointer} difference={difference} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function DifferenceRow({ difference: { pointer, before, after } }: { difference: Difference }) {
  return (
    <tr>
      <th scope="row">
        <code>{pointer}</code>
      </th>
      <td class="removed">{shown(before)}</td>
      <td class="added">{shown(after)}</td>
    </tr>
  );
}

const shown = (value: JsonValue | undefined) =>
  value === undefined ? <span class="about">nothing</span> : <code>{JSON.stringify(value)}</code>;

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
