// The engine: everything that could take long or go wrong, off the page's own thread, so that nothing pasted can make the
// page hang.

import { actions, init } from "friendbuy-edge/init";
import { compare } from "./compare";
import { advice } from "./destination";
import { expectations } from "./expect";
import { importText } from "./import";
import type { Answers, FromEngine, Kind, Questions, Sample, ToEngine } from "./messages";
import { modeChanges } from "./modes";
import { paths } from "./paths";
import { review } from "./review";
import { rows } from "./rows";
import { read } from "./split";
import { format } from "./trigger";

let samples: readonly Sample[] = [];

const answers: { [K in Kind]: (question: Questions[K]) => Answers[K] } = {
  review: (question) => review(question, samples),
  rows: (question) => rows(question, samples),
  advice,
  read,
  modes: (question) => modeChanges(question, samples),
  format,
  expectations: (question) => expectations(question, samples),
  paths: (question) => paths(question, samples),
  compare: (question) => compare(question, samples),
  import: importText,
};

const answer = <K extends Kind>(kind: K, question: Questions[K]): Answers[K] =>
  answers[kind](question);

const say = (message: FromEngine) => postMessage(message);

addEventListener("message", ({ data }: MessageEvent<ToEngine>) => {
  if (data.type === "wasm") start(data.module).catch(reportError);
  else if (data.type === "samples") {
    const known = new Map([...samples, ...data.added].map((sample) => [sample.id, sample]));
    samples = data.ids.flatMap((id) => known.get(id) ?? []);
  } else say({ type: "answer", answer: answer(data.kind, data.question) });
});

/** Nothing is asked before this has happened. */
async function start(module: WebAssembly.Module): Promise<void> {
  await init(module);
  say({ type: "ready", catalogue: actions() });
}
