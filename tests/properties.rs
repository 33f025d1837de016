//! What holds for any input: every promise of the fuzz targets, over the fixtures, over changed fixtures, and over input made
//! to be costly. `npm run fuzz` looks further; this much runs every time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a test fails by panicking, and measures time"
)]

#[path = "common/chance.rs"]
mod chance;
#[path = "fuzz/checks.rs"]
mod checks;
mod common;

use std::time::{Duration, Instant};

use chance::Chance;
use friendbuy_edge::json::{Arena, Value as Mapped, parse};
use friendbuy_edge::trigger::{Dialect, Trigger};
use friendbuy_edge::{Destination, wire};
use serde_json::{Value, json};

type Check = fn(&[u8]);

/// Changes of each seed.
const CHANGES: u64 = 3;

/// What is put into texts to change them.
const PIECES: [&str; 42] = [
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ".",
    ",",
    ":",
    "$.",
    "@path",
    "{{",
    "}}",
    "{%",
    "%}",
    "|",
    " and ",
    " or ",
    "!",
    "not ",
    "null",
    "true",
    "-",
    "0",
    "1e400",
    "9007199254740993",
    "\u{0}",
    "\u{a0}",
    "\u{2028}",
    "é",
    "😀",
    "\\ud83d",
    "*",
    "any(",
    "it",
    " = ",
    " in [",
    "__proto__",
    "\n",
];

/// A text with a few places changed.
fn changed(text: &str, random: &mut Chance) -> String {
    let mut changed = text.to_owned();
    for _ in 0..=random.below(3) {
        let places: Vec<_> = changed
            .char_indices()
            .map(|(at, _)| at)
            .chain([changed.len()])
            .collect();
        let from = random.below(places.len());
        let to = (from + random.below(4)).min(places.len() - 1);
        changed.replace_range(places[from]..places[to], random.pick(&PIECES));
    }
    changed
}

fn check_all(check: Check, seeds: &[String]) {
    assert!(!seeds.is_empty());
    for (number, seed) in seeds.iter().enumerate() {
        check(seed.as_bytes());
        for change in 0..CHANGES {
            let mut random = Chance::new(number as u64 * CHANGES + change);
            let text = changed(seed, &mut random);
            check(text.as_bytes());
        }
    }
}

/// The cases of a family, each with what its file says for all.
fn cases(family: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for file in common::files(family) {
        let content = common::read(&file);
        for case in content["cases"].as_array().unwrap() {
            let mut all = content.as_object().unwrap().clone();
            all.remove("cases");
            all.extend(case.as_object().unwrap().clone());
            found.push(Value::Object(all));
        }
    }
    found
}

fn texts(cases: &[Value], key: &str) -> Vec<String> {
    let mut texts: Vec<_> = cases
        .iter()
        .filter_map(|case| common::json_text(case, key))
        .collect();
    texts.sort();
    texts.dedup();
    texts
}

#[test]
fn json_prints_as_it_was_read() {
    check_all(checks::json, &texts(&cases("payload"), "event"));
}

#[test]
fn mappings_are_functions() {
    let seed = |case: &Value| {
        let data = common::json_text(case, "data").unwrap_or_default();
        format!("{}\0{data}", common::json_text(case, "mapping").unwrap())
    };
    let seeds: Vec<_> = cases("directive").iter().map(seed).collect();
    check_all(checks::mapping, &seeds);
}

#[test]
fn texts_of_mappings_can_say_anything() {
    let mut strings = Vec::new();
    for case in cases("directive") {
        let mapping = common::json_text(&case, "mapping").unwrap();
        if let Ok(mapping) = serde_json::from_str::<Value>(&mapping) {
            collect_strings(&mapping, &mut strings);
        }
    }
    for check in [checks::path as Check, checks::template, checks::liquid] {
        check_all(check, &strings);
    }
}

fn collect_strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect_strings(value, found)),
        Value::Object(members) => members
            .values()
            .for_each(|value| collect_strings(value, found)),
        _ => {}
    }
}

fn triggers() -> Vec<String> {
    let both = [cases("trigger/segment"), cases("trigger/documented")].concat();
    let text = |case: &Value| case["trigger"].as_str().map(ToOwned::to_owned);
    both.iter().filter_map(text).collect()
}

#[test]
fn triggers_print_and_parse_as_the_same_tree() {
    check_all(checks::trigger_documented, &triggers());
    check_all(checks::trigger_segment, &triggers());
}

#[test]
fn generated_trees_print_and_parse_as_the_same_tree() {
    let arena = Arena::new();
    for number in 0..3_000 {
        let tree = json!({ "type": "group", "operator": "and", "children": [condition(&mut Chance::new(number), 4)] });
        let tree = tree.to_string();
        let value = parse(&tree, &arena).unwrap();
        let at = friendbuy_edge::diagnostic::Pointer::root();
        let trigger = Trigger::from_json(value, Dialect::Documented, &at);
        let trigger = trigger.unwrap_or_else(|problems| panic!("{tree}: {problems:?}"));
        let printed = trigger.condition().to_string();
        let again = Trigger::compile(&printed, Dialect::Documented);
        let again = again.unwrap_or_else(|errors| panic!("{printed}: {errors:?}"));
        assert_eq!(
            again.condition(),
            &trigger.condition().normal(),
            "{printed}"
        );
    }
}

/// A condition of our dialect, as JSON.
fn condition(random: &mut Chance, depth: usize) -> Value {
    match random.below(if depth == 0 { 4 } else { 8 }) {
        4 | 5 => {
            let children: Vec<_> = (0..random.below(4))
                .map(|_| condition(random, depth - 1))
                .collect();
            json!({ "type": "group", "operator": random.pick(&["and", "or"]), "children": children })
        }
        6 => json!({ "type": "not", "condition": condition(random, depth - 1) }),
        _ => {
            let names = [
                "a", "a.b", "a b", "0", "and", "null", "é", "a\"b", "a\\b", "length", "😀", "a-b",
                "true", "it",
            ];
            let mut one = match random.below(3) {
                0 => json!({ "type": random.pick(&["event", "event-type", "name", "userId"]) }),
                1 => {
                    json!({ "type": random.pick(&["event-property", "event-trait", "event-context"]), "name": random.pick(&names) })
                }
                _ => {
                    json!({ "type": "event-property", "path": [random.pick(&names), random.pick(&names)] })
                }
            };
            let value = match random.below(4) {
                0 => json!(random.pick(&[
                    "x", "", "a\"b", "a\\b", "5", "true", "\u{0}", "😀", "*", "?", "\n"
                ])),
                1 => json!([5.0, -0.5, 1e21, 0.0, 123_456.0][random.below(5)]),
                2 => json!(random.below(2) == 0),
                _ => json!(random.pick(&["gold", "(", ")"])),
            };
            let text = json!(random.pick(&["x", "", "a*b", "?", "\\", "\""]));
            let (operator, value) = match random.below(5) {
                0 => (
                    random.pick(&["exists", "not_exists", "is_true", "is_false"]),
                    None,
                ),
                1 => (
                    random.pick(&["contains", "not_contains", "starts_with", "ends_with"]),
                    Some(text),
                ),
                2 => (
                    random.pick(&["<", ">=", "number_equals", "number_not_equals"]),
                    Some(json!(5)),
                ),
                _ => (random.pick(&["=", "!="]), Some(value)),
            };
            one["operator"] = operator.into();
            if let Some(value) = value {
                one["value"] = value;
            }
            one
        }
    }
}

#[test]
fn documents_and_imports_can_be_anything() {
    let mut seeds = texts(&[cases("document"), cases("lint")].concat(), "document");
    seeds.extend(
        cases("import")
            .iter()
            .filter_map(|case| common::json_text(case, "input")),
    );
    check_all(checks::document, &seeds);
}

#[test]
fn events_can_be_anything() {
    let seeds = texts(&cases("payload"), "event");
    // Every fourth: they are alike, and each is mapped twelve times.
    let seeds: Vec<_> = seeds.into_iter().step_by(4).collect();
    check_all(checks::event, &seeds);
}

#[test]
fn requests_can_be_anything() {
    let mut seeds = Vec::new();
    for case in cases("intake") {
        let text = case["text"].as_str().map(ToOwned::to_owned);
        let text = text
            .or_else(|| common::json_text(&case, "body"))
            .unwrap_or_default();
        seeds.push(format!("\0{text}"));
        seeds.push(format!("\u{1}{text}"));
    }
    check_all(checks::intake, &seeds);
    let webhooks: Vec<_> = seeds
        .iter()
        .map(|seed| format!("\u{2}\0{}", &seed[1..]))
        .collect();
    check_all(checks::webhook, &webhooks);
}

/// What the fuzz targets have found.
#[test]
fn what_was_found_stays_found() {
    // A pointer took `00` for the first element, as no path does.
    checks::path(b"a.b[00].c\0{\"a\":{\"b\":[{\"c\":1}]}}");
}

/// Where the order of an event's members must not count, it does not.
#[test]
fn the_order_of_an_events_members_does_not_count() {
    let document = r#"{"mode":"documented","mappings":[
        {"id":"p","action":"trackPurchase","trigger":"type = \"track\""},
        {"id":"s","action":"trackSignUp","trigger":"properties.total > 5 and context.ip != null"}]}"#;
    let destination = Destination::compile(document).unwrap();
    let event = json!({ "type": "track", "event": "Order Completed", "userId": "u1", "context": { "ip": "1.1.1.1", "userAgent": "UA" },
        "properties": { "order_id": "o1", "total": 12.5, "currency": "USD", "email": "joe@example.com", "coupon": "C",
            "products": [{ "sku": "s", "price": 2, "name": "n" }, { "price": "3.50" }] } });
    let expected = canonical(&wire::map(&destination, &event.to_string()));
    for number in 0..200 {
        let shuffled = shuffled(&event, &mut Chance::new(number));
        assert_eq!(
            canonical(&wire::map(&destination, &shuffled.to_string())),
            expected,
            "{shuffled}"
        );
    }
}

/// The answer with its members in one order.
fn canonical(answer: &str) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(key, _)| *key);
                members
                    .into_iter()
                    .map(|(key, value)| (key.clone(), sorted(value)))
                    .collect()
            }
            Value::Array(values) => values.iter().map(sorted).collect(),
            other => other.clone(),
        }
    }
    sorted(&serde_json::from_str(answer).unwrap()).to_string()
}

/// The same value with the members of all its objects in another order.
fn shuffled(value: &Value, random: &mut Chance) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for at in (1..members.len()).rev() {
                members.swap(at, random.below(at + 1));
            }
            members
                .into_iter()
                .map(|(key, value)| (key.clone(), shuffled(value, random)))
                .collect()
        }
        Value::Array(values) => values.iter().map(|value| shuffled(value, random)).collect(),
        other => other.clone(),
    }
}

// Costly input. The times are far above what it takes, and far below what anything worse than linear would take.

const MOST: Duration = Duration::from_mins(1);

fn soon(what: &str, run: impl FnOnce()) {
    let begun = Instant::now();
    run();
    let took = begun.elapsed();
    assert!(took < MOST, "{what} took {took:?}");
}

#[test]
fn nested_and_long_triggers_take_no_time() {
    let many = |piece: &str, times: usize| piece.repeat(times);
    let triggers = [
        many("(", 100_000),
        many("!(", 50_000),
        many("not ", 60_000),
        format!("{}type = \"track\"{}", many("(", 60), many(")", 60)),
        many("any(properties.a, ", 10_000),
        format!("type = \"track\"{}", many(" and event = \"a\"", 15_000)),
        format!(
            "type = \"track\"{}",
            many(" or (event = \"a\" and name = \"b\")", 7_000)
        ),
        format!("properties.a in [{}1]", many("\"x\", ", 40_000)),
        format!("match(event, \"{}\")", many("*a", 100_000)),
        format!("properties{} = 1", many(".a", 100_000)),
        format!("event = \"{}\"", many("\\n", 120_000)),
        many("\"", 200_000),
        many("properties.a = ", 15_000),
    ];
    for trigger in triggers {
        soon(&trigger[..40], || {
            checks::trigger_documented(trigger.as_bytes());
            checks::trigger_segment(trigger.as_bytes());
        });
    }
}

/// A pattern of many `*` against a text that nearly matches: exponential for who goes back.
#[test]
fn patterns_do_not_go_back() {
    let trigger = format!("match(properties.a, \"{}b\")", "a*".repeat(2_000));
    let trigger = Trigger::compile(&trigger, Dialect::Documented).unwrap();
    let event = json!({ "properties": { "a": "a".repeat(100_000) } }).to_string();
    soon("a pattern of many parts", || {
        let arena = Arena::new();
        assert!(!trigger.matches(parse(&event, &arena).unwrap(), &arena));
    });
}

#[test]
fn costly_mappings_take_no_time() {
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}1{}", open.repeat(times), close.repeat(times))
    };
    let text =
        |template: &str, with: &str, times: usize| template.replace("…", &with.repeat(times));
    let mappings = [
        nested("[", "]", 250),
        nested("[", "]", 100_000),
        nested(r#"{"@literal":"#, "}", 120),
        nested(r#"{"@if":{"exists":1,"then":"#, "}}", 60),
        nested(r#"{"@json":{"mode":"encode","value":"#, "}}", 60),
        nested(r#"{"@transform":{"apply":{"a":{"@path":""}},"mapping":"#, "}}", 30),
        text(r#"{"@template":"…"}"#, "{{properties.list}}", 5_000),
        text(r#"{"@template":"…"}"#, "{{", 50_000),
        text(r#"{"@template":"…"}"#, "{{{.}}}", 2_000),
        text(r#"{"@path":"…"}"#, "a.", 50_000),
        text(r#"{"@path":"…"}"#, "[0]", 50_000),
        r#"{"@liquid":"{% assign a = 'xxxxxxxxxxxxxxxx' %}{% assign a = a | append: a %}{% assign a = a | replace: 'x', a | replace: 'x', a | replace: 'x', a | replace: 'x', a %}{{ a | size }}"}"#.to_owned(),
        r#"{"@liquid":"{{ (1..99999999999) | join: ',' | split: ',' | size }}"}"#.to_owned(),
        text(r#"{"@liquid":"…"}"#, "{% if a %}", 100),
        text(r#"{"@liquid":"{{ n | …abs }}"}"#, "abs | ", 150),
        text(r#"{"@merge":{"direction":"left","objects":[…{}]}}"#, r#"{"@path":"properties"},"#, 5_000),
        text(r"[…0]", r#"{"@flatten":{"separator":".","value":{"@path":""}}},"#, 2_000),
    ];
    for mapping in mappings {
        soon(&mapping[..30], || checks::mapping(mapping.as_bytes()));
    }
}

/// Each level doubles what the level below makes.
#[test]
fn results_that_explode_are_refused() {
    let doubling = (0..40).fold(r#"{"@path":"s"}"#.to_owned(), |inner, _| {
        format!(r#"{{"@transform":{{"apply":{{"s":{inner}}},"mapping":{{"@template":"{{{{s}}}}{{{{s}}}}"}}}}}}"#)
    });
    soon("doubling", || {
        let answer = wire::transform(&doubling, r#"{"s":"0123456789"}"#);
        assert!(answer.contains(r#""status":"failure""#), "{answer:.200}");
    });
}

/// The time for an event grows as the event does: 512 KB take about as long for each byte as 0.5 KB.
#[test]
fn events_take_time_as_they_are_long() {
    let destination = Destination::standard();
    let event = |properties: usize, value: usize| {
        let mut event = json!({ "type": "track", "event": "Order Completed", "userId": "u1",
            "properties": { "order_id": "o1", "total": 1, "currency": "USD", "email": "joe@example.com" } });
        for number in 0..properties {
            event["properties"][format!("property{number}")] = "x".repeat(value).into();
        }
        event.to_string()
    };
    let per_kilobyte = |event: &str| {
        let kilobytes = event.len() as f64 / 1000.0;
        let repeats = (2000.0 / kilobytes).ceil() as u32;
        // The best of some, which other programs disturb least.
        let times = (0..5).map(|_| {
            let begun = Instant::now();
            for _ in 0..repeats {
                assert!(wire::map(&destination, event).contains("purchase"));
            }
            begun.elapsed().as_secs_f64() / f64::from(repeats) / kilobytes
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let small = per_kilobyte(&event(5, 60));
    for large in [
        event(1_500, 10),
        event(400, 1_200),
        event(10_000, 30),
        event(1, 500_000),
    ] {
        let ratio = per_kilobyte(&large) / small;
        assert!(
            ratio < 8.0,
            "{} bytes take {ratio:.1} times as long for each",
            large.len()
        );
    }
}

/// As many mappings as a document may hold, each with a trigger of its own.
#[test]
fn fifty_mappings_take_fifty_times_as_long() {
    let mapping = |number: usize| {
        json!({ "id": format!("m{number}"), "action": "trackPurchase",
            "trigger": format!("type = \"track\" and properties.n >= {number} and contains(event, \"Order\")"),
            "fields": { "coupon": { "@template": "{{properties.email}}-{{properties.n}}" } } })
    };
    let document = |count: usize| {
        let mappings: Vec<_> = (0..count).map(mapping).collect();
        Destination::compile(&json!({ "mappings": mappings }).to_string()).unwrap()
    };
    let event = json!({ "type": "track", "event": "Order Completed", "userId": "u1", "properties":
        { "order_id": "o1", "total": 1, "currency": "USD", "email": "joe@example.com", "n": 100 } });
    let event = event.to_string();
    let time = |destination: &Destination| {
        let times = (0..20).map(|_| {
            let begun = Instant::now();
            let arena = Arena::new();
            assert!(!destination.map(&event, &arena).unwrap().requests.is_empty());
            begun.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let (one, fifty) = (time(&document(1)), time(&document(50)));
    assert!(fifty / one < 50.0 * 3.0, "{:.1} times", fifty / one);
}

/// As deep as events may be, and deeper.
#[test]
fn deep_events_are_mapped_or_refused() {
    let destination = Destination::standard();
    for (depth, is_read) in [(100, true), (250, true), (300, false), (100_000, false)] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let event = format!(r#"{{"type":"track","event":"x","properties":{deep}}}"#);
        let answer = wire::map(&destination, &event);
        assert_eq!(answer.contains(r#""status":"success""#), is_read, "{depth}");
        wire::explain(&destination, &event);
    }
}

/// Ten megabytes of text come through whole.
#[test]
fn long_texts_are_kept() {
    let arena = Arena::new();
    let long = "é".repeat(5_000_000);
    let event = json!({ "a": long }).to_string();
    let answer = wire::transform(
        r#"{"a":{"@path":"$.a"},"b":{"@template":"{{a}}!"}}"#,
        &event,
    );
    let answer = parse(&answer, &arena).unwrap();
    let result = answer.member("result");
    assert_eq!(result.member("a"), Mapped::text(&long));
    assert_eq!(result.member("b").to_json().len(), long.len() + 3);
}
