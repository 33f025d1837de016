// How long a keystroke takes to what comes of it, with many events loaded. Each keystroke is a real one, in Chromium. The
// clock starts when the page hears the key and stops when the browser has painted: once for the event that is looked at,
// and once for all events.

import { addEvents, chooseSample, field, goTo, triggerText } from "./playground.mjs";

/** @typedef {import("playwright-core").Page} Page */

export const EVENTS = 100;
export const EVENT_BYTES = 2_000;
const KEYS = 100;
const WARM_UP = 15;

const event = (/** @type {number} */ index) => {
  const event = {
    type: "track",
    event: "Order Completed",
    messageId: `message-${index}`,
    userId: `customer-${index}`,
    properties: {
      order_id: `order-${index}`,
      total: index + 0.5,
      currency: "USD",
      email: `customer-${index}@example.com`,
      products: Array.from({ length: 6 }, (_, product) => ({
        sku: `sku-${product}`,
        name: `Product number ${product}`,
        quantity: product + 1,
        price: 10 * product,
        category: "Shoes",
      })),
      friendbuyAttributes: { orderNumber: String(index), promotion: "black friday" },
    },
    context: { ip: "203.0.113.7", userAgent: "" },
  };
  const missing = EVENT_BYTES - JSON.stringify(event).length;
  event.context.userAgent = "Mozilla/5.0 ".repeat(Math.ceil(missing / 12)).slice(0, missing);
  return event;
};

/** @typedef {{ event: number, all: number }} Times milliseconds until what was painted */

/** Types where the focus is, and waits after each key for what comes of it. @param {Page} page @param {string} keys */
async function typed(page, keys) {
  /** @type {Times[]} */
  const times = [];
  for (const key of keys) {
    await page.evaluate(() => {
      const painted = () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now());
            port2.postMessage(null); // comes after the paint
          });
        });
      const after = (/** @type {string} */ name) =>
        new Promise((resolve) => {
          document.addEventListener(name, () => resolve(painted()), { once: true });
        });
      const measured = new Promise((resolve) => {
        const listen = async () => {
          const begun = performance.now();
          const [event, all] = await Promise.all([after("reviewed"), after("settled")]);
          resolve({ event: event - begun, all: all - begun });
        };
        addEventListener("keydown", listen, { capture: true, once: true });
      });
      Object.assign(globalThis, { measured });
    });
    await page.keyboard.press(key);
    times.push(await page.evaluate(() => Reflect.get(globalThis, "measured")));
  }
  return times;
}

/** Where is typed. @type {Record<string, (page: Page) => Promise<unknown>>} */
const places = {
  async "a fixed value of a field"(page) {
    await goTo(page, "Configure action fields");
    const row = field(page, "coupon");
    await row.getByLabel(/^Where/).selectOption("Fixed value");
    await row.getByLabel(/^Fixed value/).focus();
  },
  async "the path of a field"(page) {
    await goTo(page, "Configure action fields");
    await field(page, "attributionId").getByRole("combobox", { name: /^Path/ }).focus();
  },
  async "a text in the trigger"(page) {
    await goTo(page, "Set up event trigger");
    await triggerText(page).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
  },
  async "a value of the event"(page) {
    await goTo(page, "Review mappings");
    await page.locator(".event .cm-line", { hasText: '"currency"' }).click();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
  },
};

/** @param {Page} page a page that has just been opened @returns of each place the times, and the processor time for a key */
export async function keystrokes(page) {
  await goTo(page, "Test event trigger");
  await page.getByRole("button", { name: "Remove all" }).click();
  await addEvents(page, JSON.stringify(Array.from({ length: EVENTS }, (_, index) => event(index))));
  await page.getByText(`${EVENTS} of ${EVENTS} fulfil`).waitFor();
  await chooseSample(page, "customer-3");
  const keys = "abcdefghij".repeat(Math.ceil((KEYS + WARM_UP) / 10)).slice(0, KEYS + WARM_UP);
  const busyMillis = await processorTime(page);
  const found = [];
  for (const [place, reach] of Object.entries(places)) {
    await reach(page);
    await page.waitForTimeout(800); // for what follows a pause in typing
    const before = await busyMillis();
    const times = await typed(page, keys);
    const busy = ((await busyMillis()) - before) / keys.length;
    found.push({ place, times: times.slice(WARM_UP), busy });
  }
  return found;
}

/** Tells the processor time that the page's own thread has taken. Unlike time on the clock it says nothing of other programs. @param {Page} page */
async function processorTime(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
  };
}
