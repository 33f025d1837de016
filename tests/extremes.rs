//! The largest, deepest and strangest inputs: an answer in bounded time, and the right one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use friendbuy_edge::limits::{MAX_JSON_DEPTH, MAX_TRIGGER_BYTES};
use friendbuy_edge::{Destination, wire};
use serde_json::{Value, json};

/// How an answer begins that `serde_json` may find too deep.
const SUCCESS: &str = "{\"status\":\"success\"";

const TEN_MB: usize = 10 * 1000 * 1000;

fn read(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap()
}

fn segment(fields: &Value) -> Destination {
    let document = json!({ "mode": "segment", "mappings": [{
        "id": "m", "action": "trackSignUp", "trigger": "type = \"track\"", "defaults": false,
        "fields": fields,
    }] });
    wire::compile(&document.to_string()).unwrap()
}

fn sign_up(first_name: &Value) -> Destination {
    segment(&json!({ "customerId": "c", "email": "joe@example.com", "firstName": first_name }))
}

/// The first name in the body of the only call.
fn first_name(destination: &Destination, event: &str) -> Value {
    let mapped = read(&wire::map(destination, event));
    mapped["requests"][0]["body"]["firstName"].clone()
}

/// Everything that can be asked about an event or a mapping, asked.
fn ask_all(destination: &Destination, event: &str) {
    let mapped = read(&wire::map(destination, event));
    let explained = read(&wire::explain(destination, event));
    assert_eq!(mapped["requests"], explained["requests"]);
    assert_eq!(mapped["status"], explained["status"]);
    read(&wire::compare(destination, &Destination::standard(), event));
}

#[test]
fn a_text_of_10_mb_goes_through_every_directive() {
    let long = "a".repeat(TEN_MB);
    let event = json!({ "type": "track", "properties": { "long": long, "o": { "x": long } } });
    let event = event.to_string();
    let long = json!({ "@path": "$.properties.long" });
    for (mapping, length) in [
        (long.clone(), TEN_MB),
        (json!({ "@template": "<{{properties.long}}>" }), TEN_MB + 2),
        (
            json!({ "@case": { "operator": "upper", "value": long } }),
            TEN_MB,
        ),
        (
            json!({ "@replace": { "pattern": "a", "replacement": "b", "value": long } }),
            TEN_MB,
        ),
        (
            json!({ "@json": { "mode": "encode", "value": long } }),
            TEN_MB + 2,
        ),
        (
            json!({ "@json": { "mode": "decode", "value": long } }),
            TEN_MB,
        ),
        (
            json!({ "@if": { "blank": long, "then": long, "else": "none" } }),
            TEN_MB,
        ),
        (
            json!({ "@liquid": "{{ properties.long | upcase }}" }),
            TEN_MB,
        ),
    ] {
        let destination = sign_up(&mapping);
        let found = first_name(&destination, &event);
        assert_eq!(found.as_str().map(str::len), Some(length), "{mapping}");
    }
    ask_all(
        &sign_up(&json!({ "@template": "{{properties.long}}" })),
        &event,
    );
    // What would grow beyond all bounds is refused.
    let grows =
        json!({ "@replace": { "pattern": "a", "replacement": "bbbbbbbbbb", "value": long } });
    let answer = read(&wire::map(&sign_up(&grows), &event));
    assert_eq!(answer["diagnostics"][0]["code"], "mapping-failed");
    assert_eq!(
        answer["diagnostics"][0]["message"],
        "the result is larger than 64 MiB"
    );
}

#[test]
fn a_document_of_10_mb_is_read() {
    let long = "a".repeat(TEN_MB);
    let destination = sign_up(&json!(long));
    let event = json!({ "type": "track" }).to_string();
    assert_eq!(first_name(&destination, &event), json!(long));
    let trigger = json!({ "mappings": [{ "id": "m", "action": "trackSignUp", "trigger": long }] });
    let answer = read(&wire::validate(&trigger.to_string()));
    assert_eq!(
        answer["diagnostics"][0]["message"],
        format!("trigger is longer than {MAX_TRIGGER_BYTES} bytes")
    );
    let liquid = json!({ "mappings": [{ "id": "m", "action": "trackSignUp", "trigger": "true",
        "fields": { "coupon": { "@liquid": long } } }] });
    let answer = read(&wire::validate(&liquid.to_string()));
    let codes = answer["diagnostics"].as_array().unwrap().iter();
    let codes: Vec<_> = codes.map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["trigger-reads-differently", "directive-fails"]);
    let garbage = wire::map(&Destination::standard(), &"[".repeat(TEN_MB));
    assert_eq!(read(&garbage)["diagnostics"][0]["code"], "json-syntax");
}

fn nested(levels: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn json_nests_as_deep_as_the_limit() {
    // The event and `properties` are two levels.
    let event = |levels| {
        let deep = nested(levels - 2, "{\"a\":", "1", "}");
        format!("{{\"type\":\"track\",\"properties\":{{\"deep\":{deep}}}}}")
    };
    let encoded = sign_up(
        &json!({ "@json": { "mode": "encode", "value": { "@path": "$.properties.deep" } } }),
    );
    let found = first_name(&encoded, &event(MAX_JSON_DEPTH));
    assert_eq!(found, nested(MAX_JSON_DEPTH - 2, "{\"a\":", "1", "}"));
    ask_all(&encoded, &event(MAX_JSON_DEPTH));
    let answer = read(&wire::map(&encoded, &event(MAX_JSON_DEPTH + 1)));
    assert_eq!(answer["diagnostics"][0]["code"], "json-syntax");
}

#[test]
fn mappings_nest_as_deep_as_the_limit() {
    let answer = |levels| {
        let mapping = nested(levels, "{\"a\":", "1", "}");
        wire::transform(&mapping, "{}")
    };
    assert!(answer(MAX_JSON_DEPTH - 1).starts_with(SUCCESS));
    let too_deep = read(&answer(MAX_JSON_DEPTH));
    assert_eq!(too_deep["diagnostics"][0]["code"], "mapping-depth");
    // A result can be deeper than an event: each level of the mapping takes the whole.
    let twice = nested(100, "{\"a\":", "{\"@path\":\"$.\"}", "}");
    let event = nested(200, "{\"a\":", "1", "}");
    assert!(wire::transform(&twice, &event).starts_with(SUCCESS));
}

#[test]
fn numbers_keep_what_javascript_keeps() {
    let take = sign_up(&json!({ "@json": { "mode": "encode", "value": { "@path": "$.n" } } }));
    let text = |number: &str| first_name(&take, &format!("{{\"type\":\"track\",\"n\":{number}}}"));
    assert_eq!(text("1e400"), "null");
    assert_eq!(text(&"9".repeat(10_000)), "null");
    assert_eq!(text(&format!("0.{}1", "0".repeat(10_000))), "0");
    assert_eq!(text("1e21"), "1e+21");
    assert_eq!(text("-0"), "0");
    // DIFFERENCE: integers above 2^53 stay exact.
    assert_eq!(text("9007199254740993"), "9007199254740993");
}

#[test]
fn lone_surrogates_and_double_keys_are_as_in_javascript() {
    let destination = sign_up(&json!({ "@path": "$.properties.s" }));
    let event = r#"{"type":"track","properties":{"s":"a","s":"\ud800x"}}"#;
    let answer = wire::map(&destination, event);
    assert!(answer.contains(r#""firstName":"\ud800x""#), "{answer}");
    let explained = wire::explain(&destination, event);
    assert!(explained.contains(r#""pointer":"/properties/s","value":"\ud800x","fate":"sent""#));
    let key = r#"{"type":"track","properties":{"\udc00":"v"}}"#;
    let of_key =
        sign_up(&json!({ "@json": { "mode": "encode", "value": { "@path": "$.properties" } } }));
    assert!(wire::map(&of_key, key).contains(r#"{\"\\udc00\":\"v\"}"#));
    wire::explain(&of_key, key);
}

#[test]
fn values_that_multiply_are_explained_in_bounded_time() {
    // Each level has the one below twice: small in memory, without end when written down.
    let doubled = (0..60).fold(json!({ "@path": "$." }), |mapping, _| {
        json!({ "@transform": {
            "apply": { "a": mapping, "b": { "@path": "$.type" } },
            "mapping": { "@template": "{{a}}{{a}}" },
        } })
    });
    let event = json!({ "type": "track", "properties": { "x": 1 } }).to_string();
    ask_all(&sign_up(&doubled), &event);
    let wide: Vec<_> = (0..20_000).map(|n| json!({ "n": n, "t": "x" })).collect();
    let event = json!({ "type": "track", "list": wide }).to_string();
    let each = json!({ "@json": { "mode": "encode", "value": {
        "@arrayPath": ["$.list", { "n": { "@path": "$.n" } }] } } });
    ask_all(&sign_up(&each), &event);
}
