// For where no second file can be loaded: the wasm is part of the script.

import { initSync } from "../wasm/friendbuy_edge.js";
import module from "../wasm/friendbuy_edge.wasm";

initSync({ module });

export * from "./index.js";
