// Preloaded by `node --test` and every file it runs: what they print is written before they go on.
//
// A file prints its reports into a pipe, which Node fills as fast as its reader empties it. `--test-force-exit` does not wait
// for that: what a slow reader had not taken yet was lost, and with it tests from the count.

for (const stream of [process.stdout, process.stderr]) {
  // Not documented, and there since pipes are asynchronous. Should it vanish, `whole-reporter.mjs` finds out.
  /** @type {any} */ (stream)._handle?.setBlocking?.(true);
}
