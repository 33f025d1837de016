// Texts for @liquid: every tag and filter that is left, with what they take, and sometimes with something else.

import { Events } from "./events.mjs";

/**
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {import("./json.mjs").Json} Json
 */

/** Filters by what they are given: `t` a text, `n` a number, `p` a property, `v` anything; `?` from here on optional. */
const FILTERS = {
  "": [
    ...["abs", "base64_decode", "base64_encode", "capitalize", "ceil", "cgi_escape", "compact"],
    ...["date_to_rfc822", "date_to_string", "date_to_xmlschema", "date_to_long_string", "downcase"],
    ...["escape", "escape_once", "first", "floor", "inspect", "jsonify", "last", "lstrip", "json"],
    ...["normalize_whitespace", "number_of_words", "pop", "raw", "rstrip", "shift", "size"],
    ...["slugify", "strip", "strip_html", "strip_newlines", "sum", "to_integer", "upcase", "round"],
    ...[
      "uri_escape",
      "url_decode",
      "url_encode",
      "xml_escape",
      "truncate",
      "truncatewords",
      "join",
    ],
    ...["sha256", "date"],
  ],
  n: ["at_least", "at_most", "divided_by", "minus", "modulo", "plus", "times", "round", "slice"],
  t: ["append", "prepend", "remove", "remove_first", "remove_last", "split", "join", "lstrip"],
  v: ["default", "push", "unshift", "append", "plus", "json"],
  p: ["where", "sum"],
  tt: ["replace", "replace_first", "replace_last"],
  nn: ["slice"],
  nt: ["truncate", "truncatewords"],
  pv: ["where"],
  tv: ["rstrip", "strip", "hmac_sha256"],
};
const KINDS = /** @type {(keyof typeof FILTERS)[]} */ (Object.keys(FILTERS));

/** Disabled ones, and some that no engine has. */
const OTHER_FILTERS = [
  ...["map", "sort", "uniq", "reverse", "concat", "where_exp", "find", "group_by", "newline_to_br"],
  ...["nosuch", "Upcase", "up case", "", "squish", "type", "has", "reject", "sort_natural"],
];
/** What comes by chance, or of the time. */
const RARE_FILTERS = ["sample", "sample: 2"];
const OTHER_TAGS = [
  "for x in a",
  "case a",
  "include 'x'",
  "render 'x'",
  "tablerow x in a",
  "nosuch",
  "",
];

const DATE_FORMATS = [
  ..."aAbBcCdDeFgGhHIjklLmMnNpPqQrRsStTuUVwWxXyYzZ%+".split("").map((letter) => `%${letter}`),
  ...["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%-d.%-m.%y", "%^B %e", "%10N", "%3N", "%_m", "%05d", "%:z"],
  ...[
    "%::z",
    "%#p",
    "",
    "x",
    "%",
    "%%",
    "%E",
    "%Ey",
    "%1",
    "%-I:%M %P",
    "%0e",
    "%_5Y",
    "%-y",
    "é%Yé",
  ],
];
const DATES = [
  ...[
    "2024-03-05T10:20:30Z",
    "2024-03-05",
    "2024-12-31 23:59:59",
    "Mar 5, 2024",
    "March 5 2024 10:20",
  ],
  ...["2024-03-05T10:20:30.123+02:00", "5 March 2024", "1990-01-01", "1710000000", "1710000000.5"],
  ...["2024/03/05", "03/05/2024", "not a date", "", "2024", "2024-03", "12:30", "2024-02-30", "-1"],
  ...[
    "Tue, 05 Mar 2024 10:20:30 GMT",
    "2000-02-29T00:00:00",
    "1969-12-31T23:59:59Z",
    "2024-03-05T10:20Z",
  ],
  ...["1899-12-31", "9999-12-31T23:59:59.999Z", "2024-3-5", "20240305", "Mar 2024"],
];
const OPERATORS = ["==", "!=", ">", "<", ">=", "<=", "contains", "<>", "=", "and", "or"];

export class Liquid {
  /** @param {Random} random @param {Json} event */
  constructor(random, event) {
    this.random = random;
    this.event = event;
    this.events = new Events(random);
    /** Names that tags of this text have set. @type {string[]} */
    this.names = [];
  }

  text() {
    const text = this.nodes(2);
    return this.random.chance(0.12) ? this.events.spoil(text) : text;
  }

  /** @param {number} depth @returns {string} */
  nodes(depth) {
    return this.random.list(1, 4, () => this.node(depth)).join("");
  }

  /** @param {number} depth @returns {string} */
  node(depth) {
    const { random } = this;
    const nested = depth > 0 ? 1 : 0;
    return random.choose([
      [
        3,
        () =>
          random.pick(["x", " ", "\n", "a b", "é", "{", "}", "%}", " , ", "😀", '"', "\t x \n"]),
      ],
      [1, () => this.events.text()],
      [10, () => this.delimited("{{", this.filtered(), "}}")],
      [2, () => this.tag(`assign ${this.name()} = ${this.filtered()}`)],
      [0.6, () => this.tag(`echo ${this.filtered()}`)],
      [2 * nested, () => this.branches(depth - 1)],
      [0.7 * nested, () => this.block(depth - 1)],
      [0.7, () => this.tag(`${random.pick(["increment", "decrement"])} ${this.name()}`)],
      [0.7, () => this.cycle()],
      [0.2, () => this.tag(random.pick(["break", "continue", "# note", "#", "comment"]))],
      [0.3, () => this.lines()],
      [0.1, () => this.tag(random.pick(OTHER_TAGS))],
    ]);
  }

  /** @param {string} open @param {string} inside @param {string} close */
  delimited(open, inside, close) {
    const { random } = this;
    const dash = () => (random.chance(0.08) ? "-" : "");
    const space = () => random.pick([" ", " ", " ", "", "  ", "\n"]);
    return `${open}${dash()}${space()}${inside}${space()}${dash()}${close}`;
  }

  /** @param {string} inside */
  tag(inside) {
    return this.delimited("{%", inside, "%}");
  }

  name() {
    const name = this.random.pick(["v", "w", "a", "x-y", "list", "n1"]);
    this.names.push(name);
    return name;
  }

  /** @param {number} depth */
  branches(depth) {
    const { random } = this;
    const word = random.pick(["if", "if", "if", "unless"]);
    let text = this.tag(`${word} ${this.condition()}`) + this.nodes(depth);
    if (random.chance(0.3)) text += this.tag(`elsif ${this.condition()}`) + this.nodes(depth);
    if (random.chance(0.5)) text += this.tag("else") + this.nodes(depth);
    return random.chance(0.97) ? text + this.tag(`end${word}`) : text;
  }

  /** @param {number} depth */
  block(depth) {
    return this.random.choose([
      [
        3,
        () => `${this.tag(`capture ${this.name()}`)}${this.nodes(depth)}${this.tag("endcapture")}`,
      ],
      [1, () => `${this.tag("comment")}${this.nodes(depth)}${this.tag("endcomment")}`],
      [1, () => `${this.tag("raw")}${this.nodes(depth)}${this.tag("endraw")}`],
      [0.3, () => `${this.tag("block b")}${this.nodes(depth)}${this.tag("endblock")}`],
    ]);
  }

  cycle() {
    const { random } = this;
    const group = random.chance(0.3) ? `${this.value()}: ` : "";
    const cycle = `cycle ${group}${random.list(1, 3, () => this.value()).join(", ")}`;
    return random.list(1, 3, () => this.tag(cycle)).join("");
  }

  lines() {
    const lines = this.random.list(1, 3, () =>
      this.random.choose([
        [2, () => `assign ${this.name()} = ${this.filtered()}`],
        [3, () => `echo ${this.filtered()}`],
        [0.5, () => "# note"],
        [0.5, () => `if ${this.condition()}\necho ${this.filtered()}\nendif`],
      ]),
    );
    return this.tag(`liquid\n${lines.join("\n")}\n`);
  }

  condition() {
    const { random } = this;
    const one = () =>
      random.choose([
        [2, () => this.value()],
        [6, () => `${this.value()} ${random.pick(OPERATORS.slice(0, 7))} ${this.value()}`],
        [0.2, () => `${this.value()} ${random.pick(OPERATORS)} ${this.value()}`],
        [0.5, () => `not ${this.value()}`],
      ]);
    const joined = random.list(1, 3, one);
    return joined.join(random.chance(0.5) ? " and " : " or ");
  }

  filtered() {
    const { random } = this;
    const filters = random.list(0, 3, () => this.filter());
    const value = random.chance(0.12) ? this.dated() : this.value();
    return [value, ...filters].join(random.chance(0.95) ? " | " : "|");
  }

  dated() {
    const { random } = this;
    const date = random.chance(0.8)
      ? this.quoted(random.pick(DATES))
      : String(random.pick([0, 1710000000, 1710000000.25, -86400, 1e12]));
    const zone = random.pick([
      "",
      "",
      "",
      ", 60",
      ", -330",
      ', "Europe/London"',
      ', "+02:00"',
      ', ""',
    ]);
    return `${date} | date: ${this.quoted(random.pick(DATE_FORMATS))}${zone}`;
  }

  filter() {
    const { random } = this;
    if (random.chance(0.03)) return random.pick(OTHER_FILTERS);
    if (random.chance(0.003)) return random.pick(RARE_FILTERS);
    const kinds = random.pick(KINDS);
    const name = random.pick(FILTERS[kinds]);
    const taken = random.chance(0.05) ? random.pick(KINDS) : kinds;
    const given = [...taken].map((kind) => this.argument(kind));
    if (name === "default" && random.chance(0.2)) given.push("allow_false: true");
    if (name === "divided_by" && random.chance(0.2)) given.push("true");
    if (name === "slugify" && random.chance(0.5)) {
      given.push(random.pick(['"raw"', '"pretty"', '"ascii"', '"latin"', '"none"', '"x"']));
      if (random.chance(0.3)) given.push("true");
    }
    if (name === "number_of_words" && random.chance(0.4))
      given.push(random.pick(['"cjk"', '"auto"']));
    if (name === "date_to_string" && random.chance(0.4))
      given.push(random.pick(['"ordinal"', '"ordinal", "US"']));
    if (name === "date") given.push(this.quoted(random.pick(DATE_FORMATS)));
    return given.length ? `${name}: ${given.join(", ")}` : name;
  }

  /** @param {string} kind */
  argument(kind) {
    const { random } = this;
    if (random.chance(0.15)) return this.value();
    if (kind === "n") return String(random.pick([0, 1, 2, 3, 5, -1, -2, 10, 0.5, 2.5, 1e3, 100]));
    if (kind === "t")
      return this.quoted(random.pick(["", " ", ",", "a", "x", "str", "é", "$&", "…", "😀", "b"]));
    if (kind === "p") return this.quoted(random.pick(["id", "a", "name", "s", "b", "a.b"]));
    return this.value();
  }

  value() {
    const { random } = this;
    return random.choose([
      [8, () => this.path()],
      [this.names.length ? 2 : 0, () => random.pick(this.names)],
      [2, () => this.quoted(this.events.text())],
      [
        2,
        () =>
          random.pick([
            "0",
            "1",
            "2",
            "5",
            "-7",
            "2.5",
            "1.005",
            "10",
            "1e3",
            "-0",
            "0.1",
            "007",
            "5.0",
          ]),
      ],
      [1, () => random.pick(["true", "false", "nil", "null", "empty", "blank", "undefined"])],
      [
        0.5,
        () => `(${random.pick(["1", "0", "-1", "a"])}..${random.pick(["3", "5", "b", "2.5"])})`,
      ],
    ]);
  }

  /** @param {string} text */
  quoted(text) {
    const plain = text.replaceAll("\\", "");
    if (!plain.includes('"') && this.random.chance(0.7)) return `"${plain}"`;
    return `'${plain.replaceAll("'", "")}'`;
  }

  /** A path in Liquid's own spelling. */
  path() {
    const { random } = this;
    /** @type {Json | undefined} */
    let value = this.event;
    let path = "";
    for (let step = random.below(3); step >= 0; step--) {
      /** @type {string[]} */
      const known = typeof value === "object" && value !== null ? Object.keys(value) : [];
      /** @type {string} */
      const key = String(
        known.length && random.chance(0.85)
          ? random.pick(known)
          : random.pick(["size", "first", "last", "0", "-1", "id", this.events.key()]),
      );
      value = /** @type {any} */ (value)?.[key];
      if (/^-?\d+$/.test(key) && path) path += `[${key}]`;
      else if (/^[a-zA-Z_][\w-]*\??$/.test(key)) path += path ? `.${key}` : key;
      else path += `[${this.quoted(key)}]`;
      if (random.chance(0.03)) path += random.pick(["[a]", "[0]", ".", "[", "[n.m]", "?"]);
    }
    return path;
  }
}
