// The engine: maps events off the page's own thread, so that nothing pasted can make the page hang.

import { actions } from "friendbuy-edge";
import type { FromEngine, Input } from "./messages";
import { report } from "./report";

const say = (message: FromEngine) => postMessage(message);

addEventListener("message", ({ data }: MessageEvent<Input>) => {
  say({ type: "report", report: report(data) });
});

// The wasm is awaited before this module runs; a question asked before that would be lost.
say({ type: "ready", catalogue: actions() });
