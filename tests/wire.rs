//! The calls of the faces that no fixture family covers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use friendbuy_edge::{Destination, wire};
use serde_json::{Value, json};

fn read(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap()
}

fn map(event: &Value) -> Value {
    read(&wire::map(&Destination::standard(), &event.to_string()))
}

fn identify(id: &str) -> Value {
    json!({ "type": "identify", "userId": id, "traits": { "email": "joe@example.com" } })
}

#[test]
fn each_event_of_a_batch_is_answered_like_one_by_itself() {
    let batch = json!({ "batch": [identify("u-1"), 5, { "type": "page" }], "sentAt": "2024-01-01T00:00:00Z" });
    let answer = map(&batch);
    assert_eq!(answer["status"], "success");
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    assert_eq!(results[0], map(&identify("u-1")));
    assert_eq!(results[1], map(&json!(5)));
    assert_eq!(results[2], map(&json!({ "type": "page" })));
}

#[test]
fn a_batch_lends_its_context_to_its_events() {
    let mut own = identify("u-2");
    own["context"] = json!({ "ip": "192.0.2.9" });
    let batch = json!({
        "writeKey": "secret", "context": { "ip": "192.0.2.1", "userAgent": "curl" },
        "batch": [identify("u-1"), own],
    });
    let answer = map(&batch);
    let body = |at: usize| answer["results"][at]["requests"][0]["body"].clone();
    assert_eq!(body(0)["ipAddress"], "192.0.2.1");
    assert_eq!(body(1)["ipAddress"], "192.0.2.9");
    assert_eq!(body(1)["userAgent"], "curl");
}

#[test]
fn an_event_with_a_type_is_no_batch() {
    let mut event = identify("u-1");
    event["batch"] = json!([identify("u-2")]);
    let answer = map(&event);
    assert_eq!(answer["requests"][0]["body"]["customerId"], "u-1");
    assert!(map(&json!({ "batch": 5 })).get("results").is_none());
    assert_eq!(map(&json!({ "batch": [] }))["results"], json!([]));
}

#[test]
fn triggers_go_from_text_to_tree_and_back() {
    let text = json!("type = \"track\" and (event = \"A\" or event = \"B\")").to_string();
    let parsed = read(&wire::trigger::parse(&text, "documented"));
    assert_eq!(parsed["status"], "success");
    let printed = wire::trigger::format(&parsed["tree"].to_string(), "documented");
    assert_eq!(read(&printed)["text"], parsed["text"]);
    let segment = read(&wire::trigger::format(
        &parsed["tree"].to_string(),
        "segment",
    ));
    assert_eq!(
        segment["text"],
        "type = \"track\" and (event = \"A\" or event = \"B\")"
    );
}

#[test]
fn both_readings_are_told_where_they_differ() {
    let text = json!("type = \"page\" or type = \"track\" and event = \"A\"").to_string();
    let parsed = read(&wire::trigger::parse(&text, "segment"));
    assert_eq!(
        parsed["readings"],
        json!({
            "segment": "type = \"page\" and type = \"track\" and event = \"A\"",
            "documented": "type = \"page\" or (type = \"track\" and event = \"A\")",
        })
    );
    let same = json!("type = \"page\"").to_string();
    assert!(
        read(&wire::trigger::parse(&same, "segment"))
            .get("readings")
            .is_none()
    );
}

#[test]
fn a_trigger_matches_and_says_why() {
    let trigger = json!("type = \"identify\"").to_string();
    let event = identify("u-1").to_string();
    assert_eq!(
        read(&wire::trigger::matches(&trigger, "documented", &event))["matches"],
        true
    );
    let tree = json!({ "type": "event-type", "operator": "=", "value": "page" }).to_string();
    let answer = read(&wire::trigger::explain(&tree, "documented", &event));
    assert_eq!(
        answer,
        json!({
            "status": "success",
            "matches": false,
            "explanation": {
                "condition": "type = \"page\"", "matched": false,
                "children": [{
                    "condition": "type = \"page\"", "matched": false, "at": "/type", "saw": "identify",
                }],
            },
        })
    );
}

#[test]
fn what_is_wrong_with_a_trigger_has_its_place() {
    let trigger = json!("type = \"\u{1f600}\" and evnt = \"A\"").to_string();
    let answer = read(&wire::trigger::parse(&trigger, "documented"));
    let problem = &answer["diagnostics"][0];
    assert_eq!(problem["code"], "trigger-syntax");
    // The emoji counts twice, as in JavaScript.
    assert_eq!(problem["span"], json!({ "start": 16, "end": 20 }));
    assert_eq!(problem["help"], "did you mean `event`?");
    let dialect = read(&wire::trigger::parse(&trigger, "sql"));
    assert_eq!(dialect["diagnostics"][0]["code"], "unknown-mode");
    let event = read(&wire::trigger::matches("\"true\"", "documented", "[]"));
    assert_eq!(event["diagnostics"][0]["code"], "event-type");
    let tree = read(&wire::trigger::format(r#"{"type": "evnt"}"#, "documented"));
    assert_eq!(tree["diagnostics"][0]["source"], "document");
    let json = read(&wire::trigger::parse("{", "documented"));
    assert_eq!(json["diagnostics"][0]["code"], "json-syntax");
}
