/** A compiled module, as Workers and edge runtimes import it. */
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
