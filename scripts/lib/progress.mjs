const terminal = process.stdout.isTTY && !process.env.CI;

/** @param {number} begun a `performance.now()` */
export function elapsed(begun) {
  const seconds = (performance.now() - begun) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** What is being done now, and since when. @type {Map<string, number>} */
const tasks = new Map();

const draw = () =>
  process.stdout.write(
    `\r\x1b[2K  ${[...tasks].map(([task, begun]) => `${task} ${elapsed(begun)}`).join("   ")}`,
  );

/**
 * Says what is being done for as long as it takes: a line that counts on a terminal, plain lines elsewhere.
 *
 * @template T
 * @param {string} title
 * @param {string} usually how long it takes on an ordinary machine
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function progress(title, usually, task) {
  const begun = performance.now();
  const line = `${title} (usually ${usually})`;
  tasks.set(line, begun);
  if (terminal) draw();
  else console.log(`  ${line} …`);
  const timer = setInterval(
    terminal ? draw : () => console.log(`  ${line} … ${elapsed(begun)} so far`),
    terminal ? 1000 : 60_000,
  );
  let end = "failed after";
  try {
    const result = await task();
    end = "done in";
    return result;
  } finally {
    clearInterval(timer);
    tasks.delete(line);
    if (terminal) process.stdout.write("\r\x1b[2K");
    console.log(`  ${title}: ${end} ${elapsed(begun)}`);
    if (terminal && tasks.size > 0) draw();
  }
}
