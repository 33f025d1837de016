//! Nothing of an event is lost without a word, and what is said about it is true: over made-up events in which values of
//! every kind stand under every name that means something.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking"
)]

#[path = "common/chance.rs"]
mod chance;

use std::collections::BTreeSet;

use chance::Chance;
use friendbuy_edge::{Destination, wire};
use serde_json::{Map, Value, json};

const EVENTS: u64 = 2_000;

const ACTIONS: [(&str, &str); 4] = [
    ("trackCustomer", "Customer"),
    ("trackPurchase", "Order Completed"),
    ("trackSignUp", "Signed Up"),
    ("trackCustomEvent", "Downloaded"),
];

/// Names of fields, of Friendbuy's, of the objects around them, of nothing, and such as need care.
const NAMES: [&str; 40] = [
    "customerId",
    "email",
    "firstName",
    "lastName",
    "name",
    "age",
    "birthday",
    "isNewCustomer",
    "loyaltyStatus",
    "language",
    "gender",
    "timezone",
    "addressCountry",
    "country",
    "zipCode",
    "customerSince",
    "coupon",
    "couponCode",
    "attributionId",
    "referralCode",
    "orderId",
    "giftCardCodes",
    "products",
    "eventType",
    "deduplicationId",
    "ipAddress",
    "pageUrl",
    "anonymousId",
    "additionalProperties",
    "friendbuyAttributes",
    "friendbuyAttributes",
    "eventProperties",
    "p1",
    "p2",
    "p3",
    "constructor",
    "__proto__",
    "0",
    "a/b",
    "",
];

fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(""),
        json!(" "),
        json!("x"),
        json!("5"),
        json!("2.5"),
        json!("in"),
        json!("2000-01-02"),
        json!("a@b.example"),
        json!("x".repeat(130)),
        json!("😀".repeat(128)),
        json!(0),
        json!(-1),
        json!(2.5),
        json!(1e21),
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!([null]),
        json!([""]),
        json!(["x"]),
        json!(["x", "y"]),
        json!([5]),
        json!({ "a": 1 }),
        json!({ "month": 1, "day": 2 }),
        json!([{ "price": 1 }]),
        json!([{ "price": "x", "sku": {}, "brand": "b" }, {}, null, "x"]),
    ]
}

fn object(chance: &mut Chance, depth: usize) -> Map<String, Value> {
    let values = values();
    let members = (0..chance.below(9)).map(|_| {
        let name = chance.pick(&NAMES);
        let is_object = name.contains("Attributes") || name.contains("Properties");
        let value = if depth > 0 && chance.hits(if is_object { 0.8 } else { 0.1 }) {
            Value::Object(object(chance, depth - 1))
        } else {
            values[chance.below(values.len())].clone()
        };
        (name.to_owned(), value)
    });
    members.collect()
}

/// An event that its action can use, as far as chance leaves what is required.
fn event(chance: &mut Chance, name: &str) -> Value {
    let mut members = object(chance, 2);
    if chance.hits(0.9) {
        members.entry("email").or_insert(json!("joe@example.com"));
    }
    members.extend(
        [
            ("order_id", json!("o")),
            ("total", json!("5.5")),
            ("currency", json!("USD")),
        ]
        .map(|(key, value)| (key.to_owned(), value)),
    );
    let values = values();
    let mut any = || values[chance.below(values.len())].clone();
    let (one, two, three) = (any(), any(), any());
    let key = if name == "Customer" {
        "traits"
    } else {
        "properties"
    };
    json!({ "event": name, "userId": "u", "anonymousId": one, key: members,
        "context": { "ip": two, "page": { "url": three } } })
}

fn read(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap()
}

/// Everything in a value that has nothing more in it, by its place.
fn leaves(value: &Value, place: String, found: &mut BTreeSet<String>) {
    let below = |key: &str| format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                leaves(value, below(key), found);
            }
        }
        Value::Array(values) if !values.is_empty() => {
            for (index, value) in values.iter().enumerate() {
                leaves(value, below(&index.to_string()), found);
            }
        }
        _ => assert!(found.insert(place)),
    }
}

fn leaves_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    leaves(value, String::new(), &mut found);
    found
}

fn places(list: &Value) -> BTreeSet<String> {
    let places = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].as_str().unwrap());
    places.map(str::to_owned).collect()
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || [json!(""), json!([]), json!({})].contains(value)
}

/// Findings point to something in the event, and nothing is found twice.
fn findings_are_placed(event: &Value, answer: &Value) {
    let mut seen = BTreeSet::new();
    for finding in answer["diagnostics"].as_array().unwrap() {
        let (pointer, code) = (&finding["pointer"], finding["code"].as_str().unwrap());
        assert!(
            seen.insert((pointer.to_string(), finding["message"].to_string())),
            "{finding}"
        );
        if finding["source"] == "event"
            && !["required-missing", "customer-id-recommended"].contains(&code)
        {
            assert!(
                event.pointer(pointer.as_str().unwrap()).is_some(),
                "{finding}\n{event}"
            );
        }
    }
}

/// Every value of the call has a source, every member of the event a fate, and what was dropped a reason.
fn explanation_is_true(event: &Value, answer: &Value, explained: &Value) {
    assert_eq!(explained["requests"], answer["requests"]);
    assert_eq!(explained["diagnostics"], answer["diagnostics"]);
    assert_eq!(places(&explained["members"]), leaves_of(event));
    let Some(call) = answer["requests"].get(0) else {
        return;
    };
    let values = &explained["mappings"][0]["values"];
    assert_eq!(places(values), leaves_of(&call["body"]), "{event}");
    for value in values.as_array().unwrap() {
        let pointer = value["pointer"].as_str().unwrap();
        assert_eq!(
            call["body"].pointer(pointer),
            Some(&value["value"]),
            "{event}"
        );
        for from in value["from"].as_array().unwrap() {
            assert!(
                event.pointer(from["pointer"].as_str().unwrap()).is_some(),
                "{value}\n{event}"
            );
        }
    }
    let all = explained["members"].as_array().unwrap();
    // Another member says the same.
    let is_repeated = |member: &Value| {
        let mut others = all
            .iter()
            .filter(|other| other["pointer"] != member["pointer"]);
        others.any(|other| text_of(&other["value"]) == text_of(&member["value"]))
    };
    for member in all {
        let fate = &member["mappings"][0];
        if member["fate"] != "dropped" || is_nothing(&member["value"]) {
            continue;
        }
        let is_told = match (&fate["diagnostic"], fate["reason"].as_str().unwrap()) {
            (Value::Number(index), reason) => {
                let finding = &answer["diagnostics"][index.as_u64().unwrap() as usize];
                finding["code"] == reason
            }
            (_, "unknown-member") => true,
            (_, "shadowed" | "replaced") => is_repeated(member),
            _ => false,
        };
        assert!(is_told, "{member}\n{event}\n{call}");
    }
}

#[test]
fn nothing_is_lost_without_a_word() {
    let modes = ["documented", "strict"];
    for (action, name) in ACTIONS {
        let [documented, strict] = modes.map(|mode| {
            let trigger = format!("event = \"{name}\"");
            let mapping = json!({ "id": "m", "action": action, "trigger": trigger });
            let document = json!({ "mode": mode, "mappings": [mapping] });
            Destination::compile(&document.to_string()).unwrap()
        });
        for number in 0..EVENTS {
            let event = event(&mut Chance::new(number), name);
            let text = event.to_string();
            let [mapped, strictly] = [&documented, &strict].map(|destination| {
                let answer = read(&wire::map(destination, &text));
                findings_are_placed(&event, &answer);
                explanation_is_true(&event, &answer, &read(&wire::explain(destination, &text)));
                answer
            });
            let mut findings = mapped["diagnostics"].as_array().unwrap().iter();
            let loses = findings.any(|finding| {
                finding["severity"] == "warning" && finding["code"] != "customer-id-recommended"
            });
            let expected = if loses {
                json!([])
            } else {
                mapped["requests"].clone()
            };
            assert_eq!(strictly["requests"], expected, "{event}");
        }
    }
}
