//! What has to hold for any input at all: one function for each fuzz target. `tests/properties.rs` runs them too, on the
//! seeds and on changed seeds.
//!
//! Nothing may panic, hang or take all memory; beyond that each function asserts what its part promises. An input with two
//! texts has a zero byte between them.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "each target uses one of them, and a broken promise ends it"
)]

use std::sync::LazyLock;

use friendbuy_edge::diagnostic::Pointer;
use friendbuy_edge::directive::WholeMapping;
use friendbuy_edge::intake::{
    EventKind, Form, Request, Sender, UnknownKey, Unsigned, WebhookRequest, WebhookSecrets,
    WriteKeys, receive, receive_webhook,
};
use friendbuy_edge::json::{Arena, Text, Value, parse};
use friendbuy_edge::path::Path;
use friendbuy_edge::trigger::{Condition, Dialect, Trigger, difference};
use friendbuy_edge::{Destination, wire};

/// An event for targets whose input is something else.
const EVENT: &str = r#"{"type":"track","event":"Order Completed","userId":"u1","messageId":"m1","properties":{"order_id":"o1",
"total":12.5,"currency":"USD","email":"joe@example.com","list":[1,"x",null,[2,3],{"q":1,"id":"a"}],"empty":"","no":false,
"o":{"x":1,"y":null},"date":"2024-03-05T10:20:30Z","html":"<b>&amp;</b>","é":"😀","half":"\ud83d"},"s":"str","n":5,"nul":null}"#;

/// When it is, for whom that is an argument.
const RECEIVED_AT: i64 = 1_795_341_600_000;

/// The two texts of an input. What is no UTF-8 becomes something that is.
fn two(data: &[u8]) -> (String, String) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let mut next = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    (next(), next())
}

/// JSON: what was read prints, and reads as the same again.
pub fn json(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let arena = Arena::new();
    let Ok(value) = parse(&text, &arena) else {
        return;
    };
    let printed = value.to_json();
    let again = parse(&printed, &arena).expect("JSON that was printed");
    assert_eq!(again.to_json(), printed);
}

/// Paths: what one leads to is found, and its pointer names a place.
pub fn path(data: &[u8]) {
    let (path, event) = two(data);
    let arena = Arena::new();
    let event = parse(&event, &arena).or_else(|_| parse(EVENT, &arena));
    let event = event.expect("the event is JSON");
    for path in [
        Path::from_directive(Text::Str(&path)),
        Path::from_placeholder(Text::Str(&path)),
    ] {
        let value = path.get(event, &arena);
        assert_eq!(value, path.get(event, &arena));
        if let Some(there) = path.pointer().of(event) {
            assert_eq!(there, value, "{}", path.pointer().as_str());
        }
    }
}

/// A text of `@template`.
pub fn template(data: &[u8]) {
    directive("@template", data);
}

/// A text of `@liquid`.
pub fn liquid(data: &[u8]) {
    directive("@liquid", data);
}

fn directive(name: &str, data: &[u8]) {
    let (text, event) = two(data);
    let mapping = format!("{{\"{name}\":{}}}", Value::text(&text).to_json());
    apply(&mapping, &event);
}

/// A whole mapping.
pub fn mapping(data: &[u8]) {
    let (mapping, event) = two(data);
    apply(&mapping, &event);
}

/// Applying is a function: the same twice, whatever came between, and without any trace in the mapping.
fn apply(mapping: &str, event: &str) {
    let arena = Arena::new();
    let Ok(mapping) = parse(mapping, &arena) else {
        return;
    };
    let mapping = WholeMapping::compile(mapping, Pointer::root(), &mut Vec::new());
    let before = format!("{mapping:?}");
    let events = [parse(event, &arena).ok(), parse(EVENT, &arena).ok()];
    let events: Vec<_> = events.into_iter().flatten().collect();
    let results = |arena| -> Vec<String> {
        let result = |event: &Value<'_>| match mapping.transform(*event, arena) {
            Ok(value) => value.to_json(),
            Err(error) => error.to_string(),
        };
        events.iter().map(result).collect()
    };
    let first = results(&arena);
    assert_eq!(first, results(&Arena::new()));
    assert_eq!(before, format!("{mapping:?}"));
}

/// A trigger in Segment's dialect: it prints, and its tree goes through JSON.
pub fn trigger_segment(data: &[u8]) {
    let (text, event) = two(data);
    let Ok(trigger) = Trigger::compile(&text, Dialect::Segment) else {
        return;
    };
    matches(&trigger, &event);
    let _ = trigger.print(Dialect::Segment);
    in_our_dialect(trigger.condition());
}

/// A trigger in our dialect: print and parse give back the tree, and so does its JSON.
pub fn trigger_documented(data: &[u8]) {
    let (text, event) = two(data);
    let _ = difference(&text);
    match Trigger::compile(&text, Dialect::Documented) {
        Ok(trigger) => {
            matches(&trigger, &event);
            in_our_dialect(trigger.condition());
            let arena = Arena::new();
            let tree = trigger.condition().to_json(&arena);
            let again = Condition::from_json(tree, Dialect::Documented, &Pointer::root());
            assert_eq!(again.as_ref(), Ok(trigger.condition()), "{text}");
        }
        Err(errors) => {
            assert!(!errors.is_empty(), "a refusal without a reason");
            for error in errors {
                // A span is a place in the text, and never cuts a character.
                assert!(
                    text.get(error.span.clone()).is_some(),
                    "{error:?} in {text:?}"
                );
            }
        }
    }
}

/// Our dialect has a text for every tree.
fn in_our_dialect(condition: &Condition) {
    let printed = condition.to_string();
    let again = Trigger::compile(&printed, Dialect::Documented);
    let again = again.unwrap_or_else(|errors| panic!("{printed}: {errors:?}"));
    assert_eq!(again.condition(), &condition.normal(), "{printed}");
    assert_eq!(again.condition().to_string(), printed);
}

/// What an explanation says is what happens.
fn matches(trigger: &Trigger, event: &str) {
    let arena = Arena::new();
    for event in [event, EVENT] {
        let Ok(event) = parse(event, &arena) else {
            continue;
        };
        let holds = trigger.matches(event, &arena);
        assert_eq!(holds, trigger.matches(event, &arena));
        assert_eq!(trigger.explain(event, &arena).matched, holds);
    }
}

/// A destination document, or what another product calls so.
pub fn document(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    valid(&wire::validate(&text));
    valid(&wire::lint(&text));
    let imported = wire::import_segment(&text);
    let arena = Arena::new();
    let answer = parse(&imported, &arena).expect("an answer is JSON");
    if let Value::Object(_) = answer.member("document") {
        let document = answer.member("document").to_json();
        // Long integers print as they came, and surrogates as escapes: the document is the same.
        wire::compile(&document).unwrap_or_else(|failure| panic!("imported, but {failure}"));
    }
    if let Ok(destination) = wire::compile(&text) {
        mapped(&destination, EVENT);
    }
}

/// For each mode, a destination with every action.
static DESTINATIONS: LazyLock<Vec<Destination>> = LazyLock::new(|| {
    let actions = [
        "trackCustomer",
        "trackPurchase",
        "trackSignUp",
        "trackCustomEvent",
    ];
    let mapping = |action: &str| {
        format!(r#"{{"id":"{action}","action":"{action}","trigger":"type != \"none\""}}"#)
    };
    let mappings: Vec<_> = actions.into_iter().map(mapping).collect();
    let mappings = mappings.join(",");
    let destination = |mode: &str| {
        let document = format!(r#"{{"mode":"{mode}","mappings":[{mappings}]}}"#);
        Destination::compile(&document).expect("the document compiles")
    };
    ["segment", "documented", "strict"]
        .into_iter()
        .map(destination)
        .collect()
});

/// An event.
pub fn event(data: &[u8]) {
    let event = String::from_utf8_lossy(data);
    for destination in DESTINATIONS.iter() {
        mapped(destination, &event);
    }
}

/// What is mapped is what is explained, and the answers are JSON.
fn mapped(destination: &Destination, event: &str) {
    let answer = wire::map(destination, event);
    assert_eq!(answer, wire::map(destination, event));
    let explained = wire::explain(destination, event);
    let arena = Arena::new();
    let answer = parse(&answer, &arena).expect("an answer is JSON");
    let explained = parse(&explained, &arena).expect("an answer is JSON");
    let bodies = |answer: Value<'_>| -> Vec<String> {
        let Value::Array(requests) = answer.member("requests") else {
            return Vec::new();
        };
        requests
            .iter()
            .map(|request| request.member("body").to_json())
            .collect()
    };
    assert_eq!(bodies(answer), bodies(explained));
}

fn valid(answer: &str) {
    let arena = Arena::new();
    parse(answer, &arena).unwrap_or_else(|error| panic!("{error:?} in {answer}"));
}

/// The body of a request to Segment's HTTP API; its first byte says to which path and how it is packed.
pub fn intake(data: &[u8]) {
    let (first, body) = data.split_first().unwrap_or((&0, &[]));
    let form = match first % 3 {
        0 => Form::Batch,
        1 => Form::One(EventKind::from_name("track").expect("a kind of event")),
        _ => Form::One(EventKind::from_name("identify").expect("a kind of event")),
    };
    let keys = WriteKeys::from_setting("wk-1", UnknownKey::Refuse).expect("a key");
    let request = Request {
        form,
        authorization: (first & 64 == 0).then_some("Basic d2stMTo="),
        encoding: (first & 128 != 0).then_some("gzip"),
        body,
        client_ip: Some("203.0.113.7"),
        received_at: RECEIVED_AT,
    };
    match receive(&request, &keys) {
        Ok(receipt) => {
            for event in &receipt.events {
                assert!(!event.message_id.is_empty(), "an event without id");
                valid(&event.json);
            }
        }
        Err(refusal) => valid(&refusal.to_json()),
    }
}

/// A webhook's signature and, after a zero byte, its body. The first byte says whose it is.
pub fn webhook(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let (head, body) = rest.split_at(rest.iter().position(|byte| *byte == 0).unwrap_or(0));
    let header = String::from_utf8_lossy(head);
    let is_known = first & 2 != 0;
    let secrets = WebhookSecrets::from_setting("hush", Unsigned::Accept).expect("a secret");
    let request = WebhookRequest {
        sender: if first & 1 == 0 {
            Sender::Segment
        } else {
            Sender::RudderStack
        },
        signature: Some(&header),
        secret: is_known.then_some("hush"),
        authorization: (first & 4 != 0).then_some(&*header),
        encoding: None,
        body: body.strip_prefix(&[0]).unwrap_or(body),
        received_at: RECEIVED_AT,
    };
    match receive_webhook(&request, &secrets) {
        Ok(receipt) => {
            valid(&receipt.to_json());
            for event in &receipt.receipt.events {
                valid(&event.json);
            }
        }
        Err(refusal) => valid(&refusal.to_json()),
    }
}
