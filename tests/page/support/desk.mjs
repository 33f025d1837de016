// The desk of the page, and its states: to be pictured, and to be held against the rules of accessibility.

import { ADMIN_TOKEN, logDelivery } from "../../worker/desk.mjs";
import { chooseMode, openTool } from "./playground.mjs";

/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {import("../../worker/desk.mjs").Desk} Desk
 */

/** @param {Page} page */
export async function connect(page, token = ADMIN_TOKEN) {
  const dialog = await openTool(page, "Your Worker");
  await dialog.getByLabel("Admin token").fill(token);
  await dialog.getByRole("button", { name: "Connect" }).click();
  return dialog;
}

/** @param {string} messageId @param {Record<string, unknown>} [properties] */
export const order = (messageId, properties) => ({
  type: "track",
  event: "Order Completed",
  messageId,
  userId: "u-1",
  properties: {
    order_id: `order-${messageId}`,
    total: 20,
    currency: "USD",
    email: "joe@example.com",
    ...properties,
  },
});

const STATUSES = ["sent", "duplicate", "waiting", "stopped", "refused", "held", "failed"];

/** Deliveries of every kind, and versions of the document. Once is enough. @param {Desk} desk */
export async function fillDesk(desk) {
  const [{ count } = { count: 0 }] = await desk.rows(
    "SELECT count(*) AS count FROM deliveries WHERE message_id LIKE 'pictured-%'",
  );
  if (Number(count) > 0) return;
  for (const status of STATUSES) {
    await logDelivery(desk, { status, event: order(`pictured-${status}`), key: `order:${status}` });
  }
  const publish = (/** @type {string} */ note, /** @type {object} */ document) =>
    desk.call("PUT", `/api/destination?note=${encodeURIComponent(note)}`, {
      body: document,
      headers: { "if-match": "*" },
    });
  const mapping = { id: "purchase", action: "trackPurchase", trigger: 'event = "Order Completed"' };
  await publish("the first one", { mappings: [mapping] });
  await publish("orders of the shop in the data centre count from now on, too", {
    mode: "strict",
    mappings: [mapping, { ...mapping, id: "renewals", fields: { coupon: "RENEWED" } }],
  });
}

/** Connects, and looks at the deliveries. @param {Page} page */
export async function deliveries(page) {
  const dialog = await connect(page);
  await dialog.getByText("Deliveries", { exact: true }).click();
  await dialog.getByRole("button", { name: "Search" }).waitFor();
  return dialog;
}

/** @param {Page} page */
async function anyDeliveries(page) {
  const dialog = await deliveries(page);
  await dialog.locator(".desk-table tbody tr").first().waitFor();
  return dialog;
}

/** @param {Page} page @param {string} messageId */
async function delivery(page, messageId) {
  const dialog = await deliveries(page);
  await dialog.getByLabel("Message ID").fill(messageId);
  await dialog.getByRole("button", { name: "Search" }).click();
  const found = dialog.locator(".desk-table tbody tr");
  while ((await found.count()) !== 1) await page.waitForTimeout(20);
  await found.getByRole("button").click();
  await dialog.getByRole("heading", { name: "Send again" }).waitFor();
}

/** Of a desk that has been filled. @type {Record<string, (page: Page) => Promise<unknown>>} */
export const deskStates = {
  async "desk-versions"(page) {
    const dialog = await connect(page);
    await dialog.locator(".desk-table tbody tr").first().waitFor();
  },
  async "desk-publish"(page) {
    await chooseMode(page, "Segment");
    const dialog = await connect(page);
    await dialog.getByRole("button", { name: "Publish the page’s document…" }).click();
    await dialog.getByRole("region", { name: "What publishing changes" }).waitFor();
  },
  "desk-deliveries": anyDeliveries,
  "desk-refused": (page) => delivery(page, "pictured-refused"),
  "desk-held": (page) => delivery(page, "pictured-held"),
  // Last: after ten wrong tokens the Worker answers nobody here for a minute.
  async "desk-no-token"(page) {
    const dialog = await connect(page, "guess");
    await dialog
      .getByText(/not the admin token|too many wrong tokens/)
      .first()
      .waitFor();
  },
};
