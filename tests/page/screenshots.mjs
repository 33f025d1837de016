// Pictures of the page in its states, wide and narrow, light and dark: `npm run screenshots -- [state …]`

import { mkdirSync, rmSync } from "node:fs";
import { inRoot } from "../../scripts/lib/project.mjs";
import { startDesk } from "../worker/desk.mjs";
import { openPage, startBrowser } from "./support/browser.mjs";
import { deskStates, fillDesk } from "./support/desk.mjs";
import { startSite } from "./support/site.mjs";
import { states } from "./support/states.mjs";

const folder = inRoot("tests/.out/page");

const views = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 390, height: 844 },
  least: { width: 360, height: 640 },
};

const wanted = process.argv.slice(2);
const names = Object.keys({ ...states, ...deskStates });
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No state ${unknown.join(", ")}. States: ${names.join(", ")}`);
  process.exit(1);
}

/** Pictures those of the states that are wanted. @param {string} url @param {Record<string, (page: import("playwright-core").Page) => Promise<unknown>>} states */
async function picture(url, states) {
  for (const [name, reach] of Object.entries(states)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const [view, viewport] of Object.entries(views)) {
      for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
        const { page, problems } = await openPage(browser, url, { viewport, colorScheme });
        await reach(page);
        await page.waitForTimeout(250);
        // A window as high as the page, rather than a picture beyond the window, where things are not measured.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        if (view === "narrow") await page.setViewportSize({ ...viewport, height });
        await page.waitForTimeout(100);
        await page.screenshot({ path: `${folder}/${name}-${view}-${colorScheme}.png` });
        for (const problem of problems) console.error(`${name}, ${view}: ${problem}`);
        await page.context().close();
      }
    }
    console.log(name);
  }
}

const browser = await startBrowser();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  const site = await startSite();
  await picture(site.url, states).finally(site.stop);
  const desk = await startDesk();
  await fillDesk(desk);
  await picture(`${desk.url}/`, deskStates).finally(desk.stop);
} finally {
  await browser.close();
}
console.log(`The pictures are in ${folder}`);
