import { readFileSync } from "node:fs";
import { initSync } from "../wasm/friendbuy_edge.js";

initSync({ module: readFileSync(new URL("../wasm/friendbuy_edge.wasm", import.meta.url)) });

export * from "./index.js";
