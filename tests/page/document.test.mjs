// What the steps write into the document.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chooseMapping,
  editor,
  eventually,
  exportDocument,
  field,
  findings,
  goTo,
  jsonEditor,
  openDocument,
  openTool,
  paste,
  pasteInto,
} from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @typedef {import("playwright-core").Page} Page */

const onPage = pageSuite();

/** The document as it stands, not as JavaScript reads it. @param {Page} page */
async function documentText(page) {
  const dialog = await openTool(page, "Export");
  const text = await dialog.getByLabel("The document").inputValue();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  return text;
}

/** Waits until mappings can be dragged. @param {Page} page */
const draggable = (page) => page.locator(".mapping-list[data-drag]").waitFor();

test(
  "numbers that JavaScript would round keep their digits, however they are edited",
  onPage(async (page) => {
    await openDocument(page);
    const fields =
      '{ "amount": 9007199254740993, "coupon": { "@literal": 0.12345678901234567891 } }';
    const mapping = `{ "id": "a", "action": "trackPurchase", "trigger": "type = \\"track\\"", "fields": ${fields} }`;
    await paste(page, "Document", `{ "mappings": [${mapping}] }`);
    await chooseMapping(page, "a");
    await goTo(page, "Configure action fields");
    const amount = field(page, "amount").getByLabel(/^Fixed value/);
    await eventually(async () => assert.equal(await amount.inputValue(), "9007199254740993"));
    await amount.press("End");
    await amount.pressSequentially("1");
    await eventually(async () => assert.equal(await amount.inputValue(), "90071992547409931"));
    const coupon = field(page, "coupon");
    const json = await jsonEditor(coupon);
    assert.match(await json.innerText(), /"@literal": 0\.12345678901234567891\b/);
    await pasteInto(json, '{ "@literal": [12345678901234567890, "12345678901234567890"] }');
    await page.getByRole("button", { name: "More for a" }).click();
    await page.getByRole("button", { name: "Duplicate" }).click();
    await page.getByRole("button", { name: "More for a-copy" }).click();
    await page.getByRole("button", { name: "Move up" }).click();
    const text = await documentText(page);
    assert.equal(text.match(/"amount": 90071992547409931\b/g)?.length, 2);
    assert.equal(text.match(/\b12345678901234567890,\s+"12345678901234567890"/g)?.length, 2);
  }),
);

test(
  "a mapping has another id without a detour over JSON, and a taken one is refused",
  onPage(async (page) => {
    const id = page.getByLabel("ID", { exact: true });
    assert.equal(await id.inputValue(), "purchase");
    await id.fill("orders");
    const { mappings } = await exportDocument(page);
    assert.deepEqual(
      mappings.map((/** @type {{ id: string }} */ mapping) => mapping.id),
      ["customer", "orders", "sign-up"],
    );
    await id.fill("customer");
    await page.locator(".problem.error", { hasText: "customer" }).first().waitFor();
    await page.getByRole("button", { name: /^Undo: change the id/ }).click();
    await page.locator(".problem.error").waitFor({ state: "detached" });
  }),
);

/** The ids of the mappings, as the document has them. @param {Page} page */
const order = async (page) =>
  (await exportDocument(page)).mappings.map((/** @type {{ id: string }} */ { id }) => id);

test(
  "mappings are dragged to another place with a mouse",
  onPage(async (page) => {
    await draggable(page);
    const mapping = (/** @type {number} */ index) => page.locator(".mapping-choose").nth(index);
    await mapping(0).hover();
    await page.mouse.down();
    const last = await mapping(2).boundingBox();
    assert.ok(last);
    await page.mouse.move(last.x + 20, last.y, { steps: 5 });
    await page.mouse.move(last.x + 20, last.y + last.height - 4, { steps: 5 });
    await page.mouse.up();
    await eventually(async () =>
      assert.deepEqual(await page.locator(".mapping-name").allInnerTexts(), [
        "Track Purchase",
        "Track Sign Up",
        "Track Customer",
      ]),
    );
    assert.deepEqual(await order(page), ["purchase", "sign-up", "customer"]);
    await page.getByRole("button", { name: /^Undo: move/ }).click();
    assert.deepEqual(await order(page), ["customer", "purchase", "sign-up"]);
  }),
);

test(
  "a finger that holds a mapping drags it, and one that does not scrolls",
  onPage(
    async (page) => {
      await draggable(page);
      const session = await page.context().newCDPSession(page);
      const touch = (
        /** @type {"touchStart" | "touchMove" | "touchEnd"} */ type,
        /** @type {{ x: number, y: number }[]} */ ...touchPoints
      ) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
      const drag = async (/** @type {number} */ hold) => {
        const [first, second] = [page.locator(".mapping").first(), page.locator(".mapping").nth(1)];
        await first.scrollIntoViewIfNeeded();
        const [from, to] = [await first.boundingBox(), await second.boundingBox()];
        assert.ok(from && to);
        const x = from.x + from.width / 2;
        await touch("touchStart", { x, y: from.y + 10 });
        await page.waitForTimeout(hold);
        for (let step = 1; step <= 8; step++) {
          await touch("touchMove", {
            x,
            y: from.y + 10 + ((to.y + to.height - from.y - 14) * step) / 8,
          });
          await page.waitForTimeout(20);
        }
        await touch("touchEnd");
      };
      await drag(0);
      assert.deepEqual(await order(page), ["customer", "purchase", "sign-up"]);
      await drag(400);
      await eventually(async () =>
        assert.deepEqual(await order(page), ["purchase", "customer", "sign-up"]),
      );
    },
    { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } },
  ),
);

test(
  "a document without mappings is told what it lacks, and is not taken for the standard one",
  onPage(async (page) => {
    await openDocument(page);
    await paste(page, "Document", { mode: "strict" });
    await page.locator(".problem.error", { hasText: "mappings" }).waitFor();
    assert.equal(await page.locator(".mapping").count(), 0);
    await editor(page, "Document").waitFor();
    await eventually(async () => assert.deepEqual(await findings(page), []));
  }),
);
