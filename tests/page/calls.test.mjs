// From pasted events to calls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import {
  body,
  card,
  chooseExample,
  chooseMode,
  eventually,
  fates,
  findings,
  paste,
} from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

const onPage = pageSuite();

/** The worked example of Segment's page. */
const documentation = readJson("tests/fixtures/payload/segment/documentation-example.json")
  .cases[0];

const DOCUMENTATION_BODY = {
  orderId: "82f250a3-32eb-40be-95fc-77e685ed8448",
  email: "joe.customer@example.com",
  customerId: "customer-12345",
  amount: 54.82,
  currency: "USD",
  additionalProperties: { orderNumber: "3", promotion: "black friday" },
};

/** @param {Record<string, unknown>} properties */
const order = (properties) => ({
  type: "track",
  event: "Order Completed",
  userId: "customer-1",
  properties: {
    order_id: "order-1",
    total: 10,
    currency: "USD",
    email: "joe@example.com",
    ...properties,
  },
});

test(
  "a pasted event becomes the call of the documentation, and only its mapping is triggered",
  onPage(async (page) => {
    await paste(page, "Events", "");
    await page.getByText("No event yet").waitFor();
    await paste(page, "Events", documentation.event);
    await card(page, "Track Purchase").waitFor();
    assert.deepEqual(JSON.parse(await body(page, "Track Purchase")), DOCUMENTATION_BODY);
    assert.equal(
      await card(page, "Track Purchase").locator(".request").textContent(),
      "POST /v1/event/purchase",
    );
    assert.deepEqual(await fates(page), {
      "Track Purchase": "Call",
      "Track Customer": "Not triggered",
      "Track Sign Up": "Not triggered",
    });
    assert.deepEqual(await findings(page), []);
  }),
);

const EXAMPLES = {
  Purchase: ["Track Purchase", "/v1/event/purchase"],
  Customer: ["Track Customer", "/v1/customer"],
  "Sign-up": ["Track Sign Up", "/v1/event/account-sign-up"],
  "Custom event": ["Review written", "/v1/event/custom"],
};

for (const [example, [mapping = "", path = ""]] of Object.entries(EXAMPLES)) {
  test(
    `the example ${example} makes a call without any complaint`,
    onPage(async (page) => {
      await paste(page, "Events", "");
      await chooseExample(page, example);
      await card(page, mapping).waitFor();
      assert.equal(await card(page, mapping).locator(".request").textContent(), `POST ${path}`);
      assert.equal(Object.values(await fates(page)).filter((fate) => fate === "Call").length, 1);
      assert.deepEqual(await findings(page), []);
    }),
  );
}

test(
  "undo brings back what an example replaced, mappings included",
  onPage(async (page) => {
    await paste(page, "Events", order({ order_id: "mine" }));
    await eventually(async () => assert.match(await body(page, "Track Purchase"), /"mine"/));
    await chooseExample(page, "Custom event");
    await card(page, "Review written").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually(async () => assert.match(await body(page, "Track Purchase"), /"mine"/));
    assert.equal("Review written" in (await fates(page)), false);
  }),
);

test(
  "the modes treat what does not fit as they say",
  onPage(async (page) => {
    const attributes = { number: 3, text: "x", long: "y".repeat(129) };
    await paste(page, "Events", order({ friendbuyAttributes: attributes }));
    const sent = async () => JSON.parse(await body(page, "Track Purchase")).additionalProperties;

    await eventually(async () => assert.deepEqual(await sent(), { text: "x" }));
    const warnings = (await findings(page)).join("\n");
    assert.match(warnings, /number is a number/);
    assert.match(warnings, /long has 129 characters/);

    await chooseMode(page, "Segment");
    await eventually(async () => assert.deepEqual(await sent(), { ...attributes, number: "3" }));

    await chooseMode(page, "Strict");
    await eventually(async () => assert.equal((await fates(page))["Track Purchase"], "Refused"));
    assert.equal(await page.locator(".finding.error").count(), 2);
  }),
);

test(
  "a changed document changes the calls",
  onPage(async (page) => {
    await paste(page, "Events", order({ revenue: 7 }));
    await paste(page, "Mappings", {
      version: 1,
      mappings: [
        {
          id: "renewals",
          name: "Renewals",
          action: "trackPurchase",
          trigger: 'type = "track" and event = "Order Completed"',
          fields: { amount: { "@path": "$.properties.revenue" } },
        },
        {
          id: "off",
          name: "Off",
          enabled: false,
          action: "trackCustomer",
          trigger: 'type = "track"',
        },
      ],
    });
    await card(page, "Renewals").waitFor();
    assert.equal(JSON.parse(await body(page, "Renewals")).amount, 7);
    assert.deepEqual(await fates(page), { Renewals: "Call", Off: "Switched off" });
  }),
);

const three = ["first", "second", "third"].map((id) => order({ order_id: id }));

const FORMS = {
  "a list": JSON.stringify(three),
  "one event a line": `${three.map((event) => JSON.stringify(event)).join("\n")}\n`,
  "one after the other": three.map((event) => JSON.stringify(event, null, 2)).join("\n\n"),
  "a batch": JSON.stringify({ batch: three, sentAt: "2026-11-01T09:30:00Z" }, null, 2),
};

for (const [form, text] of Object.entries(FORMS)) {
  test(
    `several events: ${form}`,
    onPage(async (page) => {
      await paste(page, "Events", text);
      const rows = page.locator(".event-list button");
      await eventually(async () => assert.equal(await rows.count(), 3));
      for (const [index, id] of ["first", "second", "third"].entries()) {
        await rows.nth(index).click();
        await eventually(async () =>
          assert.equal(JSON.parse(await body(page, "Track Purchase")).orderId, id),
        );
      }
    }),
  );
}

test(
  "an event of a batch has the context of the envelope, and its own goes first",
  onPage(async (page) => {
    const { properties, ...event } = order({});
    await paste(page, "Events", {
      batch: [{ ...event, properties, context: { ip: "203.0.113.7" } }],
      context: { ip: "198.51.100.1", userAgent: "shared" },
    });
    await eventually(async () => {
      const { ipAddress, userAgent } = JSON.parse(await body(page, "Track Purchase"));
      assert.deepEqual({ ipAddress, userAgent }, { ipAddress: "203.0.113.7", userAgent: "shared" });
    });
  }),
);

test(
  "one broken line among others is reported where it stands, and the others are mapped",
  onPage(async (page) => {
    const lines = [JSON.stringify(three[0]), '{"type": "track",}', JSON.stringify(three[2])];
    await paste(page, "Events", lines.join("\n"));
    const results = page.locator(".event-result");
    await eventually(async () =>
      assert.deepEqual(await results.allInnerTexts(), ["1 call", "not an event", "1 call"]),
    );
    await page.locator(".event-list button").nth(1).click();
    await page.getByRole("button", { name: "Event, line 2, column 18" }).waitFor();
  }),
);

test(
  "numbers are shown as they are sent, digit by digit",
  onPage(async (page) => {
    const text = JSON.stringify(order({})).replace(":10,", ":9007199254740993,");
    await paste(page, "Events", text);
    await eventually(async () =>
      assert.match(await body(page, "Track Purchase"), /"amount": 9007199254740993,/),
    );
  }),
);

test(
  "the copied command line sends exactly the call",
  onPage(async (page) => {
    const name = `O'Brien "$HOME" \\ \`id\``;
    await paste(page, "Events", order({ friendbuyAttributes: { name } }));
    await eventually(async () => assert.match(await body(page, "Track Purchase"), /O'Brien/));
    const shown = await body(page, "Track Purchase");

    const copied = async (/** @type {string} */ button) => {
      await card(page, "Track Purchase").getByRole("button", { name: button }).click();
      await page.getByText(`${button}: copied.`).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.equal(await copied("Copy JSON"), shown);
    const script = `curl() { printf '%s\\0' "$@"; }; FRIENDBUY_TOKEN=token; ${await copied("Copy curl")}`;
    const [...words] = (await run("sh", ["-c", script])).split("\0");
    assert.deepEqual(words, [
      "--request",
      "POST",
      "https://mapi.fbot.me/v1/event/purchase",
      "--header",
      "Authorization: Bearer token",
      "--header",
      "Content-Type: application/json",
      "--data",
      shown,
      "",
    ]);
  }),
);
