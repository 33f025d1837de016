// Samples with what comes of them, as `friendbuy-edge test` reads it. Texts are put together, so that no number loses a
// digit.

import type { Diagnostic, MappedRequest } from "friendbuy-edge";
import { laidOut, text as textOf } from "../text/tokens";
import { compile } from "./destination";
import { bodies, names } from "./mapped";
import type { Questions, Sample } from "./messages";

type Answer = { status: string; requests?: MappedRequest[]; diagnostics: Diagnostic[] };

/** A file of expectations for the samples that are events. */
export function expectations(
  { document, samples: wanted }: Questions["expectations"],
  samples: readonly Sample[],
): string {
  const { destination } = compile(document);
  if (!destination) return "";
  const chosen = samples.filter(({ id }) => wanted === undefined || wanted === id);
  const tests = chosen.flatMap(({ text }) => {
    const answerText = destination.mapText(text);
    const { requests, diagnostics }: Answer = JSON.parse(answerText);
    if (!requests) return [];
    const texts = bodies(answerText);
    const calls = requests.map(({ mapping, path }, index) =>
      object({ mapping: json(mapping), path: json(path), body: texts[index] ?? "null" }),
    );
    const { title, detail } = names(text);
    const findings = diagnostics.map(({ severity, code, field }) =>
      [severity, code, field].filter(Boolean).join(" "),
    );
    const test = {
      name: json([title, detail].filter(Boolean).join(", ")),
      event: text,
      calls: `[${calls.join(",")}]`,
      ...(findings.length > 0 && { findings: json(findings) }),
    };
    return [object(test)];
  });
  return `${textOf(laidOut(`{"tests":[${tests.join(",")}]}`))}\n`;
}

const json = (value: unknown) => JSON.stringify(value);

const object = (members: Record<string, string>) =>
  `{${Object.entries(members)
    .map(([name, value]) => `${json(name)}:${value}`)
    .join(",")}}`;
