// How quick the page is, in Chromium: `npm run bench:page`. With --update the figures go into the README.

import { cpus, loadavg } from "node:os";
import { parseOptions } from "../../scripts/lib/options.mjs";
import { main } from "../../scripts/lib/run.mjs";
import { writeSection } from "../bench/readme.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { firstLoad } from "./support/first-load.mjs";
import { EVENT_BYTES, EVENTS, keystrokes } from "./support/keystrokes.mjs";
import { startSite } from "./support/site.mjs";

const KEY_GOAL_MILLIS = 50;
const LOAD_GOAL_MILLIS = 1_000;
const LOAD_GOAL_KB = 250;
const LOADS = 7;

/** @param {number[]} times @param {number} share */
function quantile(times, share) {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const millis = (/** @type {number} */ time) => `${time.toFixed(0)} ms`;
const goal = (/** @type {boolean} */ reached) => (reached ? "reached" : "not reached");

/** @param {Awaited<ReturnType<typeof keystrokes>>[number]} typed */
function row({ place, times, busy }) {
  const figures = /** @type {const} */ (["event", "all"]).map((what) => {
    const all = times.map((time) => time[what]);
    return { middle: quantile(all, 0.5), late: quantile(all, 0.95) };
  });
  const reached = figures.every(({ late }) => late <= KEY_GOAL_MILLIS);
  const cells = figures.map(({ middle, late }) => `${millis(middle)}, ${millis(late)}`);
  return `| ${[place, ...cells, `${busy.toFixed(1)} ms`, goal(reached)].join(" | ")} |`;
}

/** @param {import("playwright-core").Browser} browser @param {string} url */
async function loads(browser, url) {
  const all = [];
  for (let count = 0; count < LOADS; count++) all.push(await firstLoad(browser, url));
  const times = all.map((load) => load.millis);
  const [wasm, rest] = [all[0]?.bytes.wasm ?? 0, all[0]?.bytes.rest ?? 0];
  const kB = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  return [
    `A first visit, with nothing cached, shows its first result after ${millis(quantile(times, 0.5))}`,
    `(median of ${LOADS}, the longest ${millis(quantile(times, 1))}; goal: ${LOAD_GOAL_MILLIS} ms, ${goal(quantile(times, 1) <= LOAD_GOAL_MILLIS)}).`,
    `Until then it loads ${kB(wasm + rest)} after gzip, ${kB(rest)} of them beside the wasm`,
    `(goal: ${LOAD_GOAL_KB} kB, ${goal(wasm + rest <= LOAD_GOAL_KB * 1000)}).`,
  ].join("\n");
}

/** @param {import("playwright-core").Browser} browser @param {string} url */
async function typing(browser, url) {
  const { page } = await openPage(browser, url);
  const rows = (await keystrokes(page)).map(row);
  return [
    `With ${EVENTS} events of ${EVENT_BYTES / 1000} kB loaded, from the key to the painted result, which takes two frames of 16.7 ms where the`,
    `first does not suffice; median and 95th percentile. Goal: ${KEY_GOAL_MILLIS} ms for 95 of 100.`,
    "",
    "| Typing in | the event that is looked at | all events | processor time of the page | Goal |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

await main(async () => {
  const { values } = parseOptions({ options: { update: { type: "boolean" } } });
  const site = await startSite();
  const browser = await startBrowser();
  try {
    const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}`;
    // Of the minute before: what other programs leave of the machine shows in every figure but the processor time.
    const load = loadavg()[0]?.toFixed(1);
    const section = [
      `The page in Chromium ${browser.version()} on ${machine}, without a graphics processor, served by the local Worker; load of the machine before: ${load}.`,
      await loads(browser, site.url),
      await typing(browser, site.url),
    ].join("\n\n");
    console.log(section);
    if (values.update) await writeSection("page", section);
  } finally {
    await browser.close();
    await site.stop();
  }
});
