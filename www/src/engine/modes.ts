// What another mode would make of an event.

import { type Change, ConfigError, Destination, type Mode } from "friendbuy-edge/init";
import { parseTree } from "jsonc-parser";
import { modes, readDocument } from "../text/document";
import { compile } from "./destination";
import type { ModeChanges, Questions, Sample } from "./messages";
import { member } from "./place";

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
    return [{ mode, destination: new Destination(inMode(document, mode)) }];
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

/** The document with another mode. Its layout is nobody's concern here, the digits of its numbers are. */
function inMode(document: string, mode: Mode): string {
  const root = parseTree(document);
  const present = root && member(root, "mode");
  const [start, end] = present
    ? [present.offset, present.offset + present.length]
    : [(root?.offset ?? 0) + 1, (root?.offset ?? 0) + 1];
  const text = present ? `"${mode}"` : `"mode":"${mode}",`;
  return document.slice(0, start) + text + document.slice(end);
}
