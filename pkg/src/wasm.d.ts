/** A compiled module, as Workers and edge runtimes import it. */
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}

/** The bytes of a module, as the build embeds them. */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
