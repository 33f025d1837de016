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

/** @typedef {"Set up event trigger" | "Test event trigger" | "Configure action fields" | "Review mappings"} StepName */

/** @param {Page} page @param {StepName} name */
export const goTo = (page, name) =>
  page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name }).click();

/** @param {Page} page */
export const openDocument = (page) =>
  page.getByRole("button", { name: "Document as JSON" }).click();

/** Opens something of the tools menu: its dialog. @param {Page} page @param {string} name */
export async function openTool(page, name) {
  await page.getByRole("button", { name: "Tools" }).click();
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  return dialog;
}

/** @param {Page} page @param {string} name of a mapping */
export const chooseMapping = (page, name) =>
  page.locator(".mapping-choose", { hasText: name }).first().click();

/** Takes the document away: no mapping is left. @param {Page} page */
export async function startEmpty(page) {
  await page.getByRole("button", { name: "Tools" }).click();
  await page.getByRole("button", { name: /^Empty document/ }).click();
}

/** @param {Page} page */
export const triggerText = (page) => page.getByLabel("As text");

/**
 * Adds a condition by hand: what is tested, its name, the text it is compared with.
 *
 * @param {Page} page @param {string} what @param {string} name @param {string} value
 */
export async function addCondition(page, what, name, value) {
  await page.getByRole("button", { name: "Condition", exact: true }).last().click();
  await page.getByLabel("What is tested").last().selectOption(what);
  await page
    .getByRole("combobox", { name: /^Name of the/ })
    .last()
    .fill(name);
  await page.getByLabel("How it is tested").last().selectOption("is");
  await page.getByLabel("What it is compared with").last().fill(value);
}

/** Pastes events into the second step. @param {Page} page @param {string} text */
export async function addEvents(page, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.getByLabel("Events to add").focus();
  await page.keyboard.press("Control+v");
}

/** The samples in sight, as texts. @param {Page} page */
export const sampleRows = (page) => page.locator(".sample").allInnerTexts();

/** The sample that is looked at. @param {Page} page */
export const shownSample = (page) => page.locator(".sample[aria-selected=true]").textContent();

/** @param {Page} page @param {string} name of a sample event */
export const chooseSample = (page, name) =>
  page.locator(".sample", { hasText: name }).first().click();

/** A field of the third step. @param {Page} page @param {string} key */
export const field = (page, key) => page.locator(`#field-${key}`);

/** Exports the document, by copying it. @param {Page} page */
export async function exportDocument(page) {
  await page.getByRole("button", { name: "Tools" }).click();
  await page.getByRole("button", { name: /^Export/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Copy" }).click();
  const text = await dialog.getByLabel("The document").inputValue();
  await dialog.getByRole("button", { name: "Close" }).first().click();
  return JSON.parse(text);
}

/** @param {Page} page @param {"Event" | "Document"} name */
export const editor = (page, name) => page.getByRole("textbox", { name, exact: true });

/**
 * Replaces what is in an editor by pasting.
 *
 * @param {Page} page
 * @param {"Event" | "Document"} name
 * @param {unknown} content text, or a value for its JSON
 */
export async function paste(page, name, content) {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  await pasteInto(editor(page, name), text);
}

/** @param {import("playwright-core").Locator} place @param {string} text takes the place of what is there */
export async function pasteInto(place, text) {
  const page = place.page();
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await place.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press(text === "" ? "Delete" : "Control+v");
}

/** The JSON editor of a field. @param {import("playwright-core").Locator} row of the field */
export async function jsonEditor(row) {
  await row
    .getByLabel(/^Where/)
    .first()
    .selectOption("JSON");
  await row.locator(".cm-editor").waitFor();
  return row.getByLabel(/^JSON/);
}

/** The body of the first call that is shown. @param {Page} page */
export const body = async (page) =>
  String(await page.locator("article pre.code").first().textContent());

/** The messages on the page, each with all that stands beside it. @param {Page} page */
export const findings = (page) => page.locator(".finding").allInnerTexts();

/** @param {Page} page @param {string} name of an example */
export async function chooseExample(page, name) {
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
}

/** @param {Page} page @param {"Segment" | "Documented" | "Strict"} name */
export const chooseMode = (page, name) => page.getByRole("radio", { name }).check();
