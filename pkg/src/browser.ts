import initialize from "../wasm/friendbuy_edge.js";

await initialize({ module_or_path: new URL("../wasm/friendbuy_edge.wasm", import.meta.url) });

export * from "./index.js";
