// The engine: everything that could take long or go wrong, off the page's own thread, so that nothing pasted can make the
// page hang.

import { actions, init } from "friendbuy-edge/init";
import { advice } from "./destination";
import type { Answers, FromEngine, Kind, Questions, Sample, ToEngine } from "./messages";
import { review } from "./review";
import { rows } from "./rows";
import { format } from "./trigger";

let samples: readonly Sample[] = [];

type Answering<K extends Kind> = (question: Questions[K]) => Answers[K] | Promise<Answers[K]>;

const occasional = () => import("./occasional");

const answers: { [K in Kind]: Answering<K> } = {
  review: (question) => review(question, samples),
  rows: (question) => rows(question, samples),
  advice,
  format,
  read: async (question) => (await occasional()).read(question),
  modes: async (question) => (await occasional()).modeChanges(question, samples),
  expectations: async (question) => (await occasional()).expectations(question, samples),
  paths: async (question) => (await occasional()).paths(question, samples),
  compare: async (question) => (await occasional()).compare(question, samples),
  import: async (question) => (await occasional()).importText(question),
};

const say = (message: FromEngine) => postMessage(message);

addEventListener("message", ({ data }: MessageEvent<ToEngine>) => {
  if (data.type === "wasm") start(data).catch(reportError);
  else if (data.type === "samples") {
    const known = new Map([...samples, ...data.added].map((sample) => [sample.id, sample]));
    samples = data.ids.flatMap((id) => known.get(id) ?? []);
  } else answer(data.kind, data.question).catch(reportError);
});

/** Nothing is asked before this has happened. With the whole core, nothing needs the network afterwards. */
async function start({ module, isWhole }: Extract<ToEngine, { type: "wasm" }>): Promise<void> {
  await Promise.all([init(module), isWhole && occasional()]);
  say({ type: "ready", catalogue: actions() });
}

/** Questions come one at a time. */
async function answer<K extends Kind>(kind: K, question: Questions[K]): Promise<void> {
  say({ type: "answer", answer: await answers[kind](question) });
}
