// The core's answer for one event.

import type { Destination, Diagnostic, MappedRequest, SkippedMapping } from "friendbuy-edge";
import { parseTree } from "jsonc-parser";
import { member } from "./place";

export type Mapped =
  | {
      status: "success";
      requests: MappedRequest[];
      skipped: SkippedMapping[];
      diagnostics: Diagnostic[];
    }
  | { status: "failure"; diagnostics: Diagnostic[] };

/** The answer, and the text of it. A batch has to be taken apart first. */
export function mapped(
  destination: Destination,
  text: string,
): { answer: Mapped; answerText: string } {
  const answerText = destination.mapText(text);
  const answer: Mapped | { status: "success"; results: unknown[] } = JSON.parse(answerText);
  if (!("results" in answer)) return { answer, answerText };
  const message = "this is a batch of several events, not one";
  const help = "copy it, remove it here, and paste it in the step “Test event trigger”";
  const batch: Diagnostic = {
    severity: "error",
    code: "event-type",
    message,
    help,
    source: "event",
    pointer: "",
  };
  return { answer: { status: "failure", diagnostics: [batch] }, answerText };
}

/** The bodies of the calls in an answer, as the core wrote them. */
export function bodies(answerText: string): string[] {
  const root = parseTree(answerText);
  const nodes = (root && member(root, "requests")?.children) ?? [];
  return nodes.map((node) => {
    const body = member(node, "body");
    return body ? answerText.slice(body.offset, body.offset + body.length) : "";
  });
}

/** What an event is called, and more about it. */
export function names(text: string): { title: string; detail: string } {
  const event = JSON.parse(text);
  const word = (value: unknown) => (typeof value === "string" ? value : "");
  const type = word(event.type);
  const title = (type === "track" && word(event.event)) || type || "Event without a type";
  const person = word(event.userId) || word(event.anonymousId);
  return { title, detail: [title === type ? "" : type, person].filter(Boolean).join(" · ") };
}
