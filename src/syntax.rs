//! The two languages of a destination document, for who knows Segment: how values are mapped, and which events are taken.
//!
//! Both are Segment's own, as its pages on
//! [actions](https://segment.com/docs/connections/destinations/actions/) and on the
//! [Friendbuy destination](https://segment.com/docs/connections/destinations/catalog/actions-friendbuy-cloud/) show them:
//! what is copied from there works here. Everything below runs as a test.
//!
//! - [Mappings](#mappings): [paths](#path), [templates](#template), [conditions](#if), [texts](#case-replace-and-json),
//!   [lists](#arraypath), [objects](#flatten-merge-transform-and-excludewhennull), [Liquid](#liquid),
//!   [what is checked when](#what-is-checked-and-when)
//! - [Triggers](#triggers): [conditions](#conditions), [lists](#lists), [where Segment reads differently](#where-segment-reads-differently)
//!
//! # Mappings
//!
//! A mapping is JSON. Everything in it is taken as it is, but an object with a single member whose name starts with `@`: a
//! directive, which gives a value of the event.
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! let mapping = r#"{"kind": "sign-up", "who": {"@path": "$.userId"}}"#;
//! let event = r#"{"userId": "u-1"}"#;
//! assert_eq!(transform(mapping, event), r#"{"status":"success","result":{"kind":"sign-up","who":"u-1"}}"#);
//! ```
//!
//! What has no value is left out. Directives can stand in the arguments of directives. An event is never changed, and the
//! same event always gives the same result: nothing here knows the time, but Liquid's `now`, which is refused.
//!
//! ## `@path`
//!
//! `$.` stands for the event. Keys are parted by dots, elements of lists by number in brackets or behind a dot. A path that
//! leads nowhere gives no value; one that meets `null` on its way gives `null`.
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! # let result = |mapping: &str, event: &str| transform(&format!("{{\"v\": {mapping}}}"), event);
//! let event = r#"{"properties": {"products": [{"sku": "s-1"}], "unit price": 5, "coupon": null}}"#;
//! let sku = r#"{"@path": "$.properties.products[0].sku"}"#;
//! assert_eq!(result(sku, event), r#"{"status":"success","result":{"v":"s-1"}}"#);
//! let key = r#"{"@path": "$.properties['unit price']"}"#;
//! assert_eq!(result(key, event), r#"{"status":"success","result":{"v":5}}"#);
//! let missing = r#"{"@path": "$.properties.nothing.here"}"#;
//! assert_eq!(result(missing, event), r#"{"status":"success","result":{}}"#);
//! let null = r#"{"@path": "$.properties.coupon.code"}"#;
//! assert_eq!(result(null, event), r#"{"status":"success","result":{"v":null}}"#);
//! ```
//!
//! ## `@template`
//!
//! Text with `{{path}}` in it. A value that is not there is no text at all; lists and objects become text as JavaScript
//! makes it of them, so take what you need by its path.
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! # let result = |mapping: &str, event: &str| transform(&format!("{{\"v\": {mapping}}}"), event);
//! let event = r#"{"userId": "u-1", "properties": {"n": 1.50}}"#;
//! let both = r#"{"@template": "{{userId}}.{{properties.n}}{{properties.nothing}}"}"#;
//! assert_eq!(result(both, event), r#"{"status":"success","result":{"v":"u-1.1.5"}}"#);
//! // Text with braces that is no template:
//! let literal = r#"{"@literal": "{{userId}}"}"#;
//! assert_eq!(result(literal, event), r#"{"status":"success","result":{"v":"{{userId}}"}}"#);
//! ```
//!
//! ## `@if`
//!
//! `then` if what stands behind `exists` is there and not `null`, otherwise `else`. With `blank` in place of `exists` the
//! value also has to be something else than `""`. (The name is Segment's; it asks for what is *not* blank.)
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! # let result = |mapping: &str, event: &str| transform(&format!("{{\"v\": {mapping}}}"), event);
//! let id = r#"{"@if": {"exists": {"@path": "$.properties.customerId"},
//!     "then": {"@path": "$.properties.customerId"}, "else": {"@path": "$.userId"}}}"#;
//! assert_eq!(result(id, r#"{"userId": "u-1"}"#), r#"{"status":"success","result":{"v":"u-1"}}"#);
//! let name = r#"{"@if": {"blank": {"@path": "$.name"}, "then": {"@path": "$.name"}, "else": "nobody"}}"#;
//! assert_eq!(result(name, r#"{"name": ""}"#), r#"{"status":"success","result":{"v":"nobody"}}"#);
//! ```
//!
//! ## `@case`, `@replace` and `@json`
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! # let result = |mapping: &str, event: &str| transform(&format!("{{\"v\": {mapping}}}"), event);
//! let event = r#"{"email": "Joe@Example.com", "phone": "+1 555 01", "cart": "[1]", "items": [1, 2]}"#;
//! let lower = r#"{"@case": {"operator": "lower", "value": {"@path": "$.email"}}}"#;
//! assert_eq!(result(lower, event), r#"{"status":"success","result":{"v":"joe@example.com"}}"#);
//! // Texts, no regular expressions; a second pair of pattern2 and replacement2 comes after the first.
//! let digits = r#"{"@replace": {"pattern": " ", "replacement": "", "pattern2": "+", "replacement2": "00",
//!     "value": {"@path": "$.phone"}}}"#;
//! assert_eq!(result(digits, event), r#"{"status":"success","result":{"v":"00155501"}}"#);
//! let decoded = r#"{"@json": {"mode": "decode", "value": {"@path": "$.cart"}}}"#;
//! assert_eq!(result(decoded, event), r#"{"status":"success","result":{"v":[1]}}"#);
//! let encoded = r#"{"@json": {"mode": "encode", "value": {"@path": "$.items"}}}"#;
//! assert_eq!(result(encoded, event), r#"{"status":"success","result":{"v":"[1,2]"}}"#);
//! ```
//!
//! ## `@arrayPath`
//!
//! A list by its path, and a shape for its items in which paths start at the item. One object counts as a list of one.
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! # let result = |mapping: &str, event: &str| transform(&format!("{{\"v\": {mapping}}}"), event);
//! let cart = r#"{"@arrayPath": ["$.cart", {"sku": {"@template": "SKU-{{id}}"}, "price": {"@path": "$.cost"}}]}"#;
//! let event = r#"{"cart": [{"id": 1, "cost": 5}, {"id": 2}]}"#;
//! assert_eq!(result(cart, event),
//!     r#"{"status":"success","result":{"v":[{"sku":"SKU-1","price":5},{"sku":"SKU-2"}]}}"#);
//! ```
//!
//! ## `@flatten`, `@merge`, `@transform` and `@excludeWhenNull`
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! # let result = |mapping: &str, event: &str| transform(&format!("{{\"v\": {mapping}}}"), event);
//! let event = r#"{"traits": {"plan": {"name": "gold"}, "age": null}}"#;
//! let flat = r#"{"@flatten": {"separator": "_", "value": {"@path": "$.traits"}}}"#;
//! assert_eq!(result(flat, event), r#"{"status":"success","result":{"v":{"plan_name":"gold","age":null}}}"#);
//! // `right`: later objects win. `left`: earlier ones.
//! let merged = r#"{"@merge": {"direction": "right", "objects": [{"@path": "$.traits.plan"}, {"from": "shop"}]}}"#;
//! assert_eq!(result(merged, event), r#"{"status":"success","result":{"v":{"name":"gold","from":"shop"}}}"#);
//! let present = r#"{"@excludeWhenNull": {"@path": "$.traits"}}"#;
//! assert_eq!(result(present, event), r#"{"status":"success","result":{"v":{"plan":{"name":"gold"}}}}"#);
//! // The second mapping sees what the first one made, and nothing else.
//! let twice = r#"{"@transform": {"apply": {"n": {"@path": "$.traits.plan.name"}},
//!     "mapping": {"@case": {"operator": "upper", "value": {"@path": "$.n"}}}}}"#;
//! assert_eq!(result(twice, event), r#"{"status":"success","result":{"v":"GOLD"}}"#);
//! ```
//!
//! ## `@liquid`
//!
//! A text in [Liquid](https://shopify.github.io/liquid/) of at most [`MAX_LIQUID_UNITS`](crate::limits::MAX_LIQUID_UNITS)
//! characters, with the tags and filters that Segment leaves enabled: no loops, no includes.
//!
//! ```
//! # use friendbuy_edge::wire::transform;
//! # let result = |mapping: &str, event: &str| transform(&format!("{{\"v\": {mapping}}}"), event);
//! let text = r#"{"@liquid": "{% if traits.vip %}VIP {% endif %}{{ traits.name | upcase }}, {{ total | times: 100 | round }}"}"#;
//! assert_eq!(result(text, r#"{"traits": {"name": "Ada", "vip": true}, "total": 19.9}"#),
//!     r#"{"status":"success","result":{"v":"VIP ADA, 1990"}}"#);
//! ```
//!
//! ## What is checked, and when
//!
//! [`Destination::compile`](crate::Destination::compile) finds what Segment refuses when a mapping is saved, all of it at
//! once, each with its place and the nearest name. Segment's checks do not reach into lists: what is wrong there is a
//! warning here, and an error for the events that get there.
//!
//! ```
//! # use friendbuy_edge::Destination;
//! let problems = Destination::compile(r#"{"mappings": [{"id": "m", "action": "trackSignUp", "trigger": "tpye = \"track\"",
//!     "fields": {"emial": null, "coupon": {"@pth": "$.properties.code"}}}]}"#).unwrap_err();
//! let said: Vec<_> = problems.iter().filter_map(|problem| problem.help.as_deref()).collect();
//! assert_eq!(said, ["did you mean `type`?", "did you mean `email`?", "did you mean `@path`?"]);
//! ```
//!
//! # Triggers
//!
//! A trigger says which events a mapping is for. The modes `documented` and `strict` read it as the language is
//! documented, mode `segment` as Segment's code reads it.
//!
//! ## Conditions
//!
//! All forms of them are in [`CONDITIONS`](crate::trigger::CONDITIONS), and in [`trigger`](crate::trigger) as a table.
//! Values are compared without conversion, `and` binds tighter than `or`, parentheses nest.
//!
//! ```
//! # use friendbuy_edge::json::{Arena, parse};
//! # use friendbuy_edge::trigger::{Dialect, Trigger};
//! # let matches = |trigger: &str, event: &str| {
//! #     let arena = Arena::new();
//! #     let event = parse(event, &arena).unwrap();
//! #     Trigger::compile(trigger, Dialect::Documented).unwrap().matches(event, &arena)
//! # };
//! let order = r#"{"type": "track", "event": "Order Completed", "properties": {"total": 72.5, "coupon": "SAVE10"}}"#;
//! assert!(matches(r#"type = "track" and event = "Order Completed""#, order));
//! assert!(matches(r#"properties.total > 50 and properties.coupon != null"#, order));
//! assert!(matches(r#"event in ["Order Completed", "Order Updated"] and match(properties.coupon, "SAVE*")"#, order));
//! assert!(matches(r#"not (type = "page") and !contains(properties.coupon, "VIP")"#, order));
//! // The text is not the number.
//! assert!(!matches(r#"properties.total = "72.5""#, order));
//! ```
//!
//! ## Lists
//!
//! ```
//! # use friendbuy_edge::json::{Arena, parse};
//! # use friendbuy_edge::trigger::{Dialect, Trigger};
//! # let matches = |trigger: &str, event: &str| {
//! #     let arena = Arena::new();
//! #     let event = parse(event, &arena).unwrap();
//! #     Trigger::compile(trigger, Dialect::Documented).unwrap().matches(event, &arena)
//! # };
//! let order = r#"{"properties": {"products": [{"sku": "a", "price": 5}, {"sku": "b", "price": 30}], "tags": ["vip"]}}"#;
//! assert!(matches(r#"any(properties.products, sku = "b" and price > 20)"#, order));
//! assert!(matches(r#"any(properties.tags, it = "vip")"#, order));
//! assert!(matches(r#"properties.products[0].price = 5"#, order));
//! ```
//!
//! ## Where Segment reads differently
//!
//! Segment's parser takes what it does not know for nothing and has one connective for each group, the last one. Where a
//! trigger means something else to it, [`Destination::compile`](crate::Destination::compile) warns and shows both
//! readings.
//!
//! ```
//! # use friendbuy_edge::trigger::{Reading, difference};
//! let found = difference(r#"type = "page" or type = "track" and event = "Signed Up""#).unwrap();
//! let segment = r#"type = "page" and type = "track" and event = "Signed Up""#;
//! assert_eq!(found.segment, Reading::Condition(segment.into()));
//! let documented = r#"type = "page" or (type = "track" and event = "Signed Up")"#;
//! assert_eq!(found.documented, Reading::Condition(documented.into()));
//! ```
