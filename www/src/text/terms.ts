// What the words of the page mean. Plain text; backticks stand around code.

export const terms = {
  mode: {
    title: "Mode",
    text: [
      "Segment’s code and Segment’s documentation differ in places. The mode says which of them counts.",
      "`Segment`: what Segment’s own code sends, to migrate and to compare.",
      "`Documented`: what Segment’s and Friendbuy’s documentation say. What does not fit is left out, with a warning.",
      "`Strict`: as documented, but an event that would lose a value is refused. For tests.",
    ],
  },
  mapping: {
    title: "Mapping",
    text: [
      "A mapping turns events into calls: its trigger says which events, its action says what is done at Friendbuy, its fields say where each value comes from.",
      "One event can be for several mappings, and makes a call for each. A destination has at most 50.",
      "Drag a mapping to another place, or move it with Alt and the arrow keys.",
    ],
  },
  id: {
    title: "ID of a mapping",
    text: [
      "What names the mapping in delivery logs, saved expectations and comparisons: each has its own, and it had better stay when the name changes.",
    ],
  },
  trigger: {
    title: "Event trigger",
    text: [
      "A condition on the event. The mapping is for the events that fulfil it.",
      'Its text is Segment’s: `type = "track" and event = "Order Completed"`. The conditions and the text follow each other.',
    ],
  },
  action: {
    title: "Action",
    text: [
      "What happens at Friendbuy: a customer is updated, a purchase, a sign-up or an event of your own is tracked. Each action is one address of Friendbuy’s merchant API (MAPI).",
    ],
  },
  sample: {
    title: "Sample event",
    text: [
      "An event as your sources send it, to try the mappings on. Samples stay in this browser.",
    ],
  },
  field: {
    title: "Action field",
    text: [
      "A value of the call, and where it comes from. Every field starts with Segment’s default; change only what is different in your events.",
    ],
  },
  forms: {
    title: "Where a value comes from",
    text: [
      "`Path`: a place of the event, such as `properties.total` or `properties.products[0].sku`.",
      "`Fixed value`: the same for every event.",
      "`Template`: text with values in it, such as `{{userId}}.{{properties.downloadId}}`.",
      "`Condition`: one value or another, depending on whether something is there.",
      '`JSON`: anything else of Segment’s mapping language, such as `{ "@case": { "operator": "lower", "value": … } }`.',
      "The arrow at a field brings its default back; the bin takes it out of the call.",
    ],
  },
  readings: {
    title: "Two readings",
    text: [
      "Segment’s code takes one `and` or `or` for each pair of parentheses, the last one it finds, and ignores what it does not know. As documented, `and` binds tighter than `or`, and what can’t be read is an error.",
      "In the mode Segment the first reading counts, in the others the second.",
    ],
  },
  origin: {
    title: "Origin",
    text: [
      "Point at a value of a call: the place of the event it came from lights up, and what was done to it is told. Point at the event, and the values made of it light up.",
    ],
  },
  sendOnceKey: {
    title: "Send-once key",
    text: [
      "Two calls with the same key are the same call. The Worker sends only the first, so that nobody is rewarded twice.",
    ],
  },
} satisfies Record<string, { title: string; text: string[] }>;

export type TermName = keyof typeof terms;
