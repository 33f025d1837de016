// What another mode would make of an event.

import { type Change, ConfigError, Destination, type Mode } from "friendbuy-edge/init";
import { modes, readDocument, withMode } from "../text/document";
import { compile } from "./destination";
import type { ModeChanges, Questions, Sample } from "./messages";

/** The document in its other modes; the last one is kept, since mostly the events change. */
let others: { document: string; all: { mode: Mode; destination: Destination }[] } | undefined;

export function modeChanges(
  { document, sample }: Questions["modes"],
  samples: readonly Sample[],
): ModeChanges[] {
  const text = samples.find(({ id }) => id === sample)?.text;
  const { destination } = compile(document);
  const present = readDocument(document)?.mode;
  if (text === undefined || !destination || !present) return [];
  return inOtherModes(document, present).flatMap(({ mode, destination: other }) => {
    const answer: { changes?: Change[] } = JSON.parse(
      Destination.compareText(destination, other, text),
    );
    return answer.changes ? [{ mode, changes: answer.changes }] : [];
  });
}

function inOtherModes(document: string, present: Mode) {
  if (others?.document !== document) {
    for (const { destination } of others?.all ?? []) destination[Symbol.dispose]();
    const all = modes
      .filter((mode) => mode !== present)
      .flatMap((mode) => compiled(document, mode));
    others = { document, all };
  }
  return others.all;
}

/** A trigger may be one that only the other dialect can read. */
function compiled(document: string, mode: Mode) {
  try {
    return [{ mode, destination: new Destination(withMode(document, mode)) }];
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}
