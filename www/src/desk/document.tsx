import { useEffect, useState } from "preact/hooks";
import { closeDialog } from "../controls/dialog";
import { Findings } from "../controls/findings";
import { replaceDocument } from "../state/mappings";
import { say } from "../state/view";
import { documentText } from "../state/work";
import { unmarked } from "../text/exact";
import { pathText } from "../text/pointer";
import type { DocumentChange, Publication, Version } from "./api";
import { api, live, refresh } from "./connection";
import { ask, busy } from "./trouble";

const sources: Record<string, string> = {
  published: "published here",
  variable: "from the variable DESTINATION",
  standard: "the standard mappings",
};

/** The document in force: load it, publish the page's, go back to an earlier one. */
export function DocumentDesk() {
  const document = live.value;
  const text = documentText.value;
  const [trial, setTrial] = useState<Publication>();
  const [note, setNote] = useState("");
  if (!document || !api.value) return null;
  const isSame = document.text === text;

  const load = () => {
    replaceDocument(document.text);
    closeDialog();
    say("The document in force is on the page.", { undo: true });
  };
  const preview = async () => {
    const answer = await ask(async () => api.value?.publish(text, document.etag, { trial: true }));
    setTrial(answer);
  };
  const publish = async () => {
    const answer = await ask(async () =>
      api.value?.publish(text, document.etag, { note, trial: false }),
    );
    if (!answer) return;
    setTrial(undefined);
    setNote("");
    say(
      answer.published
        ? `Published as version ${answer.version}.`
        : "It is the one in force already.",
    );
    await ask(refresh);
  };
  return (
    <>
      <section class="desk-live" aria-label="In force">
        <p>
          In force: {document.version ? <b>version {document.version}</b> : <b>no version</b>},{" "}
          {sources[document.source] ?? document.source}.{" "}
          {isSame
            ? "It is the document on this page."
            : "The document on this page is another one."}
        </p>
        <div class="actions">
          <button type="button" disabled={isSame} onClick={load}>
            Load it into the page
          </button>
          <button
            type="button"
            class="primary"
            disabled={isSame || busy.value}
            onClick={() => void preview()}
          >
            Publish the page’s document…
          </button>
        </div>
      </section>
      {trial && (
        <section class="card desk-trial" aria-label="What publishing changes" aria-live="polite">
          <h3>What publishing changes</h3>
          <Changes changes={trial.changes} />
          <Findings findings={trial.diagnostics} />
          <label class="stacked">
            <span class="label">Note for the history</span>
            <input
              type="text"
              maxLength={200}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
          <div class="actions">
            <button type="button" class="quiet" onClick={() => setTrial(undefined)}>
              Not now
            </button>
            <button
              type="button"
              class="primary"
              disabled={busy.value}
              onClick={() => void publish()}
            >
              Publish
            </button>
          </div>
        </section>
      )}
      <History key={document.version} />
    </>
  );
}

const words = {
  appears: { label: "New", tone: "call" },
  vanishes: { label: "Removed", tone: "error" },
  changes: { label: "Changed", tone: "warning" },
} as const;

const shown = (value: unknown) =>
  value === undefined ? "nothing" : unmarked(JSON.stringify(value));

function Changes({ changes }: { changes: DocumentChange[] }) {
  if (changes.length === 0) return <p>No mapping changes, only how the text is written.</p>;
  return (
    <ul class="desk-changes">
      {changes.map(({ change, mapping, differences = [] }) => (
        <li key={mapping ?? ""}>
          <span class={`badge ${words[change].tone}`}>{words[change].label}</span>{" "}
          <b>{mapping ?? "The document as a whole"}</b>
          {differences.map(({ pointer, before, after }) => (
            <p key={pointer} class="desk-difference">
              <code>{pathText(pointer)}</code>: <code>{shown(before)}</code> →{" "}
              <code>{shown(after)}</code>
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function History() {
  const [versions, setVersions] = useState<Version[]>([]);
  const [next, setNext] = useState<string>();
  const more = async (cursor?: string) => {
    const page = await ask(async () => api.value?.versions(cursor));
    if (!page) return;
    setVersions((before) => (cursor ? [...before, ...page.versions] : page.versions));
    setNext(page.next);
  };
  useEffect(() => void more(), []);

  const look = async (version: number) => {
    const text = await ask(async () => api.value?.version(version));
    if (text === undefined) return;
    replaceDocument(text);
    closeDialog();
    say(`Version ${version} is on the page.`, { undo: true });
  };
  const restore = async (version: number) => {
    const etag = live.peek()?.etag;
    if (etag === undefined) return;
    const answer = await ask(async () => api.value?.restore(version, etag));
    if (!answer) return;
    say(`Version ${version} is in force again, as version ${answer.version}.`);
    await ask(refresh);
  };
  if (versions.length === 0) return <p class="empty">Nothing was published yet.</p>;
  return (
    <section aria-label="Versions">
      <div class="desk-scroll">
        <table class="desk-table">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Published</th>
              <th scope="col">Note</th>
              <th scope="col">
                <span class="hidden">What to do with it</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map(({ version, at, note, restoredFrom, withdrawn }, index) => (
              <tr key={version}>
                <th scope="row" class="version">
                  {version}
                </th>
                <td>{time(at)}</td>
                <td>
                  {withdrawn && "Withdrawn: the settings’ document. "}
                  {restoredFrom !== undefined && `Version ${restoredFrom} again. `}
                  {note}
                </td>
                <td class="actions beside">
                  {!withdrawn && (
                    <button type="button" class="quiet" onClick={() => void look(version)}>
                      Load
                    </button>
                  )}
                  {!withdrawn && index > 0 && (
                    <button type="button" class="quiet" onClick={() => void restore(version)}>
                      Restore
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {next && (
        <button type="button" class="quiet" onClick={() => void more(next)}>
          Earlier versions
        </button>
      )}
    </section>
  );
}

/** A point in time as people near the page write it. */
export const time = (rfc3339: string) =>
  new Date(rfc3339).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
