// Workers may not compile wasm: the runtime hands it over compiled. `?module` is how Vercel's edge runtime asks for
// that; wrangler understands it too.

import { initSync } from "../wasm/friendbuy_edge.js";
import module from "../wasm/friendbuy_edge.wasm?module";

initSync({ module });

export * from "./index.js";
