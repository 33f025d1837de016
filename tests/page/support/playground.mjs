// What a person does on the page, and what they read there.

import { setTimeout as wait } from "node:timers/promises";

/** @typedef {import("playwright-core").Page} Page */

const PATIENCE_MILLIS = 10_000;

/**
 * Repeats a check until it holds; then, or when patience ends, its result or error is the answer.
 *
 * @template T
 * @param {() => T | Promise<T>} check
 * @returns {Promise<T>}
 */
export async function eventually(check) {
  const deadline = Date.now() + PATIENCE_MILLIS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(25);
    }
  }
}

/** @param {Page} page @param {"Events" | "Mappings"} name */
export const editor = (page, name) => page.getByRole("textbox", { name: new RegExp(`^${name}`) });

/**
 * Replaces what is in an editor by pasting.
 *
 * @param {Page} page
 * @param {"Events" | "Mappings"} name
 * @param {unknown} content text, or a value for its JSON
 */
export async function paste(page, name, content) {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await editor(page, name).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
}

/** @param {Page} page @param {string} name of a mapping */
export const card = (page, name) =>
  page.getByRole("article").filter({ has: page.getByRole("heading", { name, exact: true }) });

/**
 * What became of each mapping, by its name.
 *
 * @param {Page} page
 * @returns {Promise<Record<string, string>>}
 */
export async function fates(page) {
  const labels = await page
    .getByRole("article")
    .evaluateAll((cards) => cards.map((card) => card.getAttribute("aria-label") ?? ""));
  return Object.fromEntries(labels.map((label) => label.split(": ")));
}

/** The body of a mapping's call, as it is shown. @param {Page} page @param {string} name */
export async function body(page, name) {
  const text = await card(page, name).locator("pre").textContent();
  return String(text);
}

/** The messages about a mapping, each with all that stands beside it. @param {Page} page */
export const findings = (page) => page.locator(".finding").allInnerTexts();

/** @param {Page} page @param {string} name of an example */
export async function chooseExample(page, name) {
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
}

/** @param {Page} page @param {"Segment" | "Documented" | "Strict"} name */
export const chooseMode = (page, name) => page.getByRole("radio", { name }).check();
