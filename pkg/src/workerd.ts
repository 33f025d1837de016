// Workers may not compile wasm: the runtime hands it over compiled. `?module` is how Vercel's edge runtime asks for
// that; wrangler understands it too.

import { initSync } from "../wasm/friendbuy_edge.js";
import module from "../wasm/friendbuy_edge.wasm?module";

// Next.js compiles it outside of the realm this runs in, whose `WebAssembly.Module` is another one.
if (!(module instanceof WebAssembly.Module))
  Object.setPrototypeOf(module, WebAssembly.Module.prototype);

initSync({ module });

export * from "./index.js";
