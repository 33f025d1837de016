// Shows the calls as they arrive. Whatever a sender sent goes in as text, never as markup.

/** @import { Call } from "../calls.js" */

const SHOWN_AT_MOST = 500;
const WAIT_MS = 25_000;
const PAUSE_MS = 2000;

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};
const list = byId("calls");
const fault = /** @type {HTMLSelectElement} */ (byId("fault"));

let lastId = 0;
let count = 0;

/** @param {string} name @param {string} text @param {string} [kind] */
function element(name, text, kind = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = kind;
  return made;
}

/** @param {Call} call what became of it, in a few words */
function outcome({ accepted, answered, fault }) {
  const struck = fault === null ? "" : `, by fault ${fault}`;
  if (!answered) return `${accepted ? "carried out, the answer lost" : "cut off"}${struck}`;
  return `${accepted ? "carried out" : "refused"}${struck}`;
}

/** @param {Call} call */
function row(call) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const kind = call.accepted && call.answered ? "good" : "bad";
  summary.append(
    element("span", new Date(call.at).toLocaleTimeString()),
    element("span", call.method),
    element("span", call.path),
    element("span", String(call.status ?? "–"), kind),
    element("span", call.body === null ? "" : JSON.stringify(call.body)),
  );
  const members = document.createElement("dl");
  /** @type {[string, unknown][]} */
  const parts = [
    ["Outcome", outcome(call)],
    ["Merchant", call.merchant ?? "unknown"],
    ["Headers", call.headers],
    ["Body", call.body],
    ["Answer", call.answer],
  ];
  for (const [name, value] of parts) {
    const description = document.createElement("dd");
    const text = typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
    description.append(element("pre", text));
    members.append(element("dt", name), description);
  }
  details.append(summary, members);
  const item = document.createElement("li");
  item.append(details);
  return item;
}

/** @param {string} state */
function show(state) {
  byId("state").textContent = state;
  byId("empty").hidden = count > 0;
}

function forget() {
  list.replaceChildren();
  count = 0;
}

async function follow() {
  const question = `since=${lastId}&count=1&timeoutMs=${WAIT_MS}`;
  const response = await fetch(`/__sandbox/calls?${question}`);
  /** @type {{ calls: Call[] }} */
  const { calls } = await response.json();
  for (const call of calls) {
    list.prepend(row(call));
    lastId = Math.max(lastId, call.id);
  }
  count += calls.length;
  while (list.childElementCount > SHOWN_AT_MOST) list.lastElementChild?.remove();
  if (calls.length > 0) await showFault();
  show(count === 1 ? "1 call" : `${count} calls`);
}

/** A fault that has struck is gone: the next call works again. */
async function showFault() {
  const { faults } = await (await fetch("/__sandbox/faults")).json();
  if (faults.length === 0) fault.value = "";
}

fault.addEventListener("change", async () => {
  await fetch("/__sandbox/faults", { method: "DELETE" });
  if (fault.value) await fetch("/__sandbox/faults", { method: "POST", body: fault.value });
});

byId("clear").addEventListener("click", async () => {
  await fetch("/__sandbox/calls", { method: "DELETE" });
  forget();
  show("0 calls");
});

show("0 calls");
for (;;) {
  try {
    await follow();
  } catch {
    // A sandbox that is started again counts from 1.
    lastId = 0;
    forget();
    show("the sandbox does not answer");
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
