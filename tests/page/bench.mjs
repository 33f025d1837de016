// How quick the page is, in Chromium: `npm run bench:page`. With --update the figures go into the README.

import { openPage, startBrowser } from "./support/browser.mjs";
import { EVENT_BYTES, EVENTS, keystrokes } from "./support/keystrokes.mjs";
import { startSite } from "./support/site.mjs";

const GOAL_MILLIS = 50;

/** @param {number[]} times @param {number} share */
const quantile = (times, share) => {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
};

const site = await startSite();
const browser = await startBrowser();
try {
  const { page } = await openPage(browser, site.url);
  console.log(`${EVENTS} events of ${EVENT_BYTES / 1000} KB, milliseconds`);
  console.log("where                        median     p95     max   all: median   p95    max");
  for (const { place, times } of await keystrokes(page)) {
    const figures = /** @type {const} */ (["event", "all"]).flatMap((name) =>
      [0.5, 0.95, 1].map((share) =>
        quantile(
          times.map((time) => time[name]),
          share,
        ),
      ),
    );
    console.log(place.padEnd(28), ...figures.map((figure) => figure.toFixed(1).padStart(7)));
  }
} finally {
  await browser.close();
  await site.stop();
}
