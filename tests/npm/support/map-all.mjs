// Runs inside the project that has the package: maps every case on standard input, prints the answers.

import { text } from "node:stream/consumers";
import { Destination, EventError } from "friendbuy-edge";

/** @param {{ document?: import("friendbuy-edge").DestinationDocument, event: string, isPlain: boolean }} one */
function answer({ document, event, isPlain }) {
  const destination = new Destination(document);
  const asText = destination.mapText(event);
  if (!isPlain) return { asText };
  try {
    return { asText, asObject: destination.map(JSON.parse(event)) };
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    return { asText, refused: error.diagnostics };
  }
}

console.log(JSON.stringify(JSON.parse(await text(process.stdin)).map(answer)));
