// Runs in a process of its own: says after how many milliseconds, of the clock and of processor time, the first call was
// there.
// Arguments: `ours` and the package's entry; `peer` and the folder of Segment's packages; or `nothing`.

const [, , whose, where] = process.argv;
const event = {
  type: "track",
  event: "Order Completed",
  userId: "customer-12345",
  properties: { order_id: "82f250a3", total: 54.82, currency: "USD", email: "joe@example.com" },
};

async function ours(/** @type {string} */ entry) {
  const { Destination } = await import(entry);
  return new Destination().map(event).requests.length;
}

async function peer(/** @type {string} */ folder) {
  const { loadPeer } = await import("./peer.mjs");
  const [mapping] = /** @type {[import("./documents.mjs").Mapping]} */ ([
    { id: "purchase", action: "trackPurchase", trigger: 'event = "Order Completed"' },
  ]);
  return (await loadPeer(folder).open([mapping])(event)).length;
}

const calls =
  whose === "ours" ? await ours(where ?? "") : whose === "peer" ? await peer(where ?? "") : 1;
const elapsed = performance.now();
const { user, system } = process.cpuUsage();
if (calls !== 1) throw new Error(`${whose} made ${calls} calls`);
console.log(JSON.stringify({ elapsed, busy: (user + system) / 1000 }));
