// The desk, in the page that a real Worker serves: with its queue, its database and the stand-in for Friendbuy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { logDelivery, startDesk } from "../worker/desk.mjs";
import { assertAccessible } from "./support/axe.mjs";
import { connect, deliveries, deskStates, fillDesk, order } from "./support/desk.mjs";
import { chooseMode, eventually, openTool } from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @type {Awaited<ReturnType<typeof startDesk>>} */
let desk;
const onPage = pageSuite(async () => {
  desk = await startDesk();
  return { url: `${desk.url}/`, stop: desk.stop };
});

test(
  "a wrong token opens nothing, and the page says what to do",
  onPage(
    async (page) => {
      const dialog = await connect(page, "guess");
      await eventually(async () => assert.match(await dialog.innerText(), /not the admin token/));
      assert.equal(await dialog.getByRole("region", { name: "In force" }).count(), 0);
    },
    { mayFail: true },
  ),
);

test(
  "a document is published with a summary of what it changes, and an earlier one comes back",
  onPage(async (page) => {
    await chooseMode(page, "Strict");
    const dialog = await connect(page);
    await eventually(async () => assert.match(await dialog.innerText(), /standard mappings/));
    await dialog.getByRole("button", { name: "Publish the page’s document…" }).click();
    const trial = dialog.getByRole("region", { name: "What publishing changes" });
    await eventually(async () => assert.match(await trial.innerText(), /mode.*strict/s));
    assert.equal((await desk.rows("SELECT * FROM document_versions")).length, 0);
    // Nothing of it is cut off, the button to publish least of all.
    assert.ok(await trial.evaluate((card) => card.scrollHeight <= card.clientHeight));
    await trial.getByLabel("Note for the history").fill("stricter");
    await trial.getByRole("button", { name: "Publish", exact: true }).click();
    await eventually(async () => assert.match(await dialog.innerText(), /version 1/));
    const { answer } = await desk.call("GET", "/api/destination");
    assert.equal(answer.mode, "strict");

    await page.keyboard.press("Escape");
    await chooseMode(page, "Segment");
    const again = await openTool(page, "Your Worker");
    await again.getByRole("button", { name: "Publish the page’s document…" }).click();
    await again.getByRole("button", { name: "Publish", exact: true }).click();
    await eventually(async () => assert.match(await again.innerText(), /In force: version 2/));
    await again.getByRole("button", { name: "Restore" }).click();
    await eventually(async () => assert.match(await again.innerText(), /In force: version 3/));
    const restored = await desk.call("GET", "/api/destination");
    assert.equal(restored.answer.mode, "strict");
    await again.getByRole("button", { name: "Load it into the page" }).click();
    const strict = page.getByRole("radio", { name: "Strict" });
    await eventually(async () => assert.ok(await strict.isChecked()));
  }),
);

test(
  "what is published meanwhile is not overwritten",
  onPage(
    async (page) => {
      await chooseMode(page, "Segment");
      const dialog = await connect(page);
      await dialog.getByRole("region", { name: "In force" }).waitFor();
      const other = await desk.call("PUT", "/api/destination", {
        body: { name: "by somebody else", mappings: [] },
        headers: { "if-match": "*" },
      });
      assert.equal(other.status, 200, other.text);
      await dialog.getByRole("button", { name: "Publish the page’s document…" }).click();
      await dialog.getByRole("button", { name: "Publish", exact: true }).click();
      await eventually(async () =>
        assert.match(await dialog.innerText(), /somebody else published meanwhile/),
      );
      const { answer } = await desk.call("GET", "/api/destination");
      assert.equal(answer.name, "by somebody else");
      await desk.call("DELETE", "/api/destination", { headers: { "if-match": "*" } });
    },
    { mayFail: true },
  ),
);

test(
  "a refused delivery is found, mended and sent",
  onPage(async (page) => {
    const event = order("m-mend", { total: "a lot" });
    await desk.post("/v1/track", event);
    await eventually(async () => {
      const rows = await desk.rows("SELECT status FROM deliveries WHERE message_id = 'm-mend'");
      assert.deepEqual(rows, [{ status: "refused" }]);
    });
    const dialog = await deliveries(page);
    await dialog.getByLabel("Status").selectOption("Refused");
    await dialog.getByRole("button", { name: "Search" }).click();
    await dialog.getByRole("button", { name: "track Order Completed" }).first().click();
    await eventually(async () => assert.match(await dialog.innerText(), /must be a number/));
    const kept = dialog.getByRole("textbox");
    await kept.fill((await kept.inputValue()).replace('"a lot"', "33"));
    await dialog.getByRole("button", { name: "Send again" }).click();
    await eventually(async () => {
      const [row] = await desk.rows("SELECT status FROM deliveries WHERE message_id = 'm-mend'");
      assert.equal(row?.status, "sent");
    });
    const last = desk.sandbox.calls().findLast(({ path }) => path === "/v1/event/purchase");
    assert.equal(/** @type {any} */ (last?.body)?.amount, 33);
  }),
);

test(
  "a held delivery is sent again only by a person's decision",
  onPage(async (page) => {
    await logDelivery(desk, { status: "held", event: order("m-held"), key: "key-held" });
    const dialog = await deliveries(page);
    await dialog.getByLabel("Message ID").fill("m-held");
    await dialog.getByRole("button", { name: "Search" }).click();
    const found = dialog.getByRole("button", { name: "track Order Completed" });
    await eventually(async () => assert.equal(await found.count(), 1));
    await found.click();
    const send = dialog.getByRole("button", { name: "Send again" });
    await send.waitFor();
    assert.ok(await send.isDisabled());
    await dialog.getByRole("checkbox").check();
    await send.click();
    await eventually(async () => {
      const [row] = await desk.rows("SELECT status FROM deliveries WHERE message_id = 'm-held'");
      assert.notEqual(row?.status, "held");
    });
  }),
);

for (const [state, reach] of Object.entries(deskStates)) {
  test(
    `axe finds nothing, and 360 pixels are wide enough: ${state}`,
    onPage(
      async (page) => {
        await fillDesk(desk);
        await reach(page);
        await assertAccessible(page);
      },
      { mayFail: state === "desk-no-token" },
    ),
  );
}
