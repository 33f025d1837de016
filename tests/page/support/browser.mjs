import { chromium } from "playwright-core";
import { chromium as programPath } from "../../../scripts/lib/browser.mjs";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const startBrowser = async () =>
  chromium.launch({ executablePath: await programPath(), args: ARGUMENTS });

/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {import("playwright-core").BrowserContextOptions} Options
 */

/**
 * The page in a profile of its own.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {Options & { prepare?: (page: Page) => Promise<unknown> }} [options]
 * @returns {Promise<{ page: Page, problems: string[] }>} `problems` fills with whatever a page must not do: errors on
 *   the console, broken rules of its Content-Security-Policy, requests that fail or leave its origin
 */
export async function openPage(browser, url, { prepare, ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  /** @type {string[]} */
  const problems = [];
  const { origin } = new URL(url);
  context.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) problems.push(`request to ${request.url()}`);
  });
  context.on("requestfailed", (request) => problems.push(`request failed: ${request.url()}`));
  context.on("response", (response) => {
    if (!response.ok()) problems.push(`${response.status()} for ${response.url()}`);
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  context.on("weberror", (error) => problems.push(String(error.error().stack)));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  await prepare?.(page);
  await page.goto(url);
  await loaded(page);
  return { page, problems };
}

/** All of the page has come, or why it does not. Leaving it before that breaks off requests. @param {Page} page */
export async function loaded(page) {
  await page.locator(".cm-editor").first().waitFor();
  const isComplete = () =>
    performance.getEntriesByName("whole core").length > 0 ||
    document.querySelector(".state.error") !== null;
  while (!(await page.evaluate(isComplete))) await page.waitForTimeout(20);
}
