//! Segment's HTTP Tracking API: requests, and what becomes of them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads its fixtures"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use friendbuy_edge::instant::{Millis, parse_rfc3339};
use friendbuy_edge::intake::{
    EventKind, Form, Receipt, Refusal, Request, Route, UnknownKey, WriteKeys, receive,
};
use friendbuy_edge::limits::{
    MAX_BATCH_EVENTS, MAX_EVENT_BYTES, MAX_KEPT_REFUSALS, MAX_REQUEST_BYTES, MAX_SPLIT_BYTES,
};
use serde::Deserialize;
use serde_json::{Value, json};

const CLIENT_IP: &str = "203.0.113.7";

fn received_at() -> Millis {
    parse_rfc3339("2026-11-22T10:00:00.000Z").unwrap()
}

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

/// A request, and what it comes to. `tests/fixtures/README.md` explains the members.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Case {
    name: String,
    path: String,
    authorization: Option<String>,
    encoding: Option<String>,
    /// Ignored here as there; the tests of the Worker send it.
    #[serde(rename = "contentType")]
    _content_type: Option<String>,
    unknown_keys: Option<String>,
    body: Option<Value>,
    text: Option<String>,
    base64: Option<String>,
    refusal: Option<Failure>,
    #[serde(default)]
    events: Vec<Value>,
    #[serde(default)]
    refused: Vec<Item>,
    #[serde(default)]
    switched_off: usize,
    #[serde(default)]
    unknown_key: usize,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Failure {
    status: u16,
    code: String,
    message: String,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Item {
    index: usize,
    code: String,
    message: String,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        match (&self.body, &self.text, &self.base64) {
            (Some(body), None, None) => body.to_string().into_bytes(),
            (None, Some(text), None) => text.clone().into_bytes(),
            (None, None, Some(base64)) => STANDARD.decode(base64).unwrap(),
            _ => panic!("{}: one of body, text, base64", self.name),
        }
    }

    fn receive(&self) -> Result<Receipt, Refusal> {
        let Some(Route::Events(form)) = Route::of("POST", &self.path) else {
            panic!("{}: no path for events", self.name);
        };
        let unknown = self.unknown_keys.as_deref().unwrap_or("refuse");
        let unknown = UnknownKey::from_setting(unknown).unwrap();
        let request = Request {
            form,
            authorization: self.authorization.as_deref(),
            encoding: self.encoding.as_deref(),
            body: &self.bytes(),
            client_ip: Some(CLIENT_IP),
            received_at: received_at(),
        };
        receive(
            &request,
            &WriteKeys::from_setting("wk-1,wk-2", unknown).unwrap(),
        )
    }

    fn check(&self) {
        let name = &self.name;
        let receipt = match self.receive() {
            Ok(receipt) => receipt,
            Err(refusal) => {
                let failure = Failure {
                    status: refusal.status(),
                    code: refusal.code().to_owned(),
                    message: refusal.to_string(),
                };
                return assert_eq!(Some(&failure), self.refusal.as_ref(), "{name}");
            }
        };
        assert_eq!(None, self.refusal, "{name}");
        let events: Vec<Value> = receipt
            .events
            .iter()
            .map(|event| serde_json::from_str(&event.json).unwrap())
            .collect();
        assert_eq!(events, self.events, "{name}");
        for (event, json) in receipt.events.iter().zip(&events) {
            assert_eq!(json["messageId"], *event.message_id, "{name}");
        }
        let refused: Vec<_> = receipt
            .refused
            .iter()
            .map(|refused| Item {
                index: refused.index,
                code: refused.reason.code().to_owned(),
                message: refused.reason.to_string(),
            })
            .collect();
        assert_eq!(refused, self.refused, "{name}");
        assert_eq!(receipt.switched_off, self.switched_off, "{name}");
        assert_eq!(receipt.unknown_key, self.unknown_key, "{name}");
    }
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/intake");
    let files = fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        let file: Result<File, _> = serde_json::from_str(&fs::read_to_string(&path).unwrap());
        file.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    files.flat_map(|file| file.cases).collect()
}

fn receive_text(form: Form, body: &str) -> Result<Receipt, Refusal> {
    let request = Request {
        form,
        authorization: Some("Basic d2stMTo="),
        encoding: None,
        body: body.as_bytes(),
        client_ip: None,
        received_at: received_at(),
    };
    receive(
        &request,
        &WriteKeys::from_setting("wk-1", UnknownKey::Refuse).unwrap(),
    )
}

fn batch(events: &[Value]) -> Result<Receipt, Refusal> {
    receive_text(Form::Batch, &json!({ "batch": events }).to_string())
}

/// An event of exactly so many bytes.
fn event_of(bytes: usize) -> Value {
    let event = |filling: String| json!({"type": "track", "userId": "u", "event": "e", "messageId": "m", "properties": {"x": filling}});
    let frame = event(String::new()).to_string().len();
    event("x".repeat(bytes - frame))
}

#[test]
fn every_fixture() {
    let cases = cases();
    assert!(cases.len() > 70);
    for case in cases {
        case.check();
    }
}

/// Every code a fixture can have. Those of the limits have tests below, some are for the Worker alone.
const CODES: [&str; 16] = [
    "batch-empty",
    "batch-missing",
    "content-encoding",
    "event-name-missing",
    "event-not-object",
    "event-type",
    "gzip",
    "member-not-object",
    "member-not-text",
    "message-id",
    "not-json",
    "not-object",
    "not-utf-8",
    "user-missing",
    "write-key-missing",
    "write-key-unknown",
];

#[test]
fn every_code_has_a_fixture() {
    let cases = cases();
    let whole = cases
        .iter()
        .flat_map(|case| &case.refusal)
        .map(|refusal| &refusal.code);
    let single = cases
        .iter()
        .flat_map(|case| &case.refused)
        .map(|item| &item.code);
    let seen: BTreeSet<_> = whole.chain(single).map(String::as_str).collect();
    assert_eq!(seen, BTreeSet::from(CODES));
}

#[test]
fn an_event_may_have_32_kb_and_no_byte_more() {
    let track = Form::One(EventKind::Track);
    let most = event_of(MAX_EVENT_BYTES).to_string();
    assert_eq!(receive_text(track, &most).unwrap().events.len(), 1);
    // White space is no content.
    let spaced = most.replacen(',', &format!(",{}", " ".repeat(1000)), 1);
    assert_eq!(receive_text(track, &spaced).unwrap().events.len(), 1);
    let more = receive_text(track, &event_of(MAX_EVENT_BYTES + 1).to_string()).unwrap_err();
    assert_eq!((more.status(), more.code()), (400, "event-too-large"));
    assert_eq!(
        more.to_string(),
        "the event has 32769 bytes of JSON, at most 32768 are taken"
    );
}

#[test]
fn one_large_event_does_not_stop_its_batch() {
    let receipt = batch(&[event_of(200), event_of(MAX_EVENT_BYTES + 1), event_of(200)]).unwrap();
    assert_eq!(receipt.events.len(), 2);
    assert_eq!(receipt.refused.len(), 1);
    assert_eq!(receipt.refused[0].index, 1);
}

#[test]
fn a_request_may_have_500_kb_and_no_byte_more() {
    let text = json!({ "batch": vec![event_of(30_000); 17] }).to_string();
    let most = format!("{text}{}", " ".repeat(MAX_REQUEST_BYTES - text.len()));
    assert_eq!(receive_text(Form::Batch, &most).unwrap().events.len(), 17);
    let more = receive_text(Form::Batch, &format!("{most} ")).unwrap_err();
    assert_eq!((more.status(), more.code()), (400, "request-too-large"));
    assert_eq!(more.to_string(), "the request has more than 512000 bytes");
}

#[test]
fn a_batch_may_have_2500_events_and_not_one_more() {
    let most = vec![event_of(120); MAX_BATCH_EVENTS];
    assert_eq!(batch(&most).unwrap().events.len(), MAX_BATCH_EVENTS);
    let more = batch(&vec![event_of(120); MAX_BATCH_EVENTS + 1]).unwrap_err();
    assert_eq!((more.status(), more.code()), (400, "batch-too-many"));
    assert_eq!(
        more.to_string(),
        "`batch` holds 2501 events, at most 2500 are taken"
    );
}

#[test]
fn a_context_can_not_be_multiplied_without_end() {
    let body = |events: usize| {
        let context = json!({ "x": "x".repeat(30_000) });
        json!({ "context": context, "batch": vec![event_of(120); events] }).to_string()
    };
    let fits = MAX_SPLIT_BYTES / 31_000;
    assert_eq!(
        receive_text(Form::Batch, &body(fits)).unwrap().events.len(),
        fits
    );
    let more = receive_text(Form::Batch, &body(MAX_BATCH_EVENTS)).unwrap_err();
    assert_eq!((more.status(), more.code()), (400, "batch-too-large"));
}

#[test]
fn repeating_a_request_repeats_the_ids() {
    let body = r#"{"batch":[{"type":"track","userId":"u","event":"e"},{"type":"track","userId":"v","event":"e"}],"sentAt":"#;
    let ids = |sent_at: &str| -> Vec<String> {
        let receipt = receive_text(Form::Batch, &format!("{body}{sent_at}}}")).unwrap();
        let events = receipt.events.into_iter();
        events.map(|event| event.message_id).collect()
    };
    let first = ids(r#""2026-11-22T09:59:00Z""#);
    assert_eq!(first, ids(r#""2026-11-22T09:59:10Z""#));
    assert_ne!(first[0], first[1]);
}

#[test]
fn another_network_changes_no_id() {
    let body = br#"{"userId":"u","event":"e","context":{"library":{"name":"analytics.js"}}}"#;
    let received = |client_ip| {
        let request = Request {
            form: Form::One(EventKind::Track),
            authorization: Some("Basic d2stMTo="),
            encoding: None,
            body,
            client_ip,
            received_at: received_at(),
        };
        let keys = WriteKeys::from_setting("wk-1", UnknownKey::Refuse).unwrap();
        receive(&request, &keys).unwrap().events.remove(0)
    };
    let home = received(Some(CLIENT_IP));
    let away = received(Some("203.0.113.8"));
    assert!(home.json.contains(CLIENT_IP));
    assert_ne!(home.json, away.json);
    assert_eq!(home.message_id, away.message_id);
}

#[test]
fn what_is_not_taken_is_kept_for_a_person_to_see() {
    let body = json!({ "batch": [
        {"type": "track", "userId": "u", "writeKey": "wk-1", "messageId": "m-1"},
        {"type": "track", "userId": "u", "messageId": 7},
        "hello",
        event_of(MAX_EVENT_BYTES + 1),
    ]});
    let receipt = receive_text(Form::Batch, &body.to_string()).unwrap();
    let kept: Vec<_> = receipt
        .refused
        .iter()
        .map(|one| one.kept.as_ref())
        .collect();
    let first = kept[0].unwrap();
    assert_eq!(first.message_id, "m-1");
    assert_eq!(
        first.json,
        r#"{"type":"track","userId":"u","messageId":"m-1"}"#
    );
    assert!(kept[1].unwrap().message_id.starts_with("content-"));
    assert_eq!(kept[2].unwrap().json, "\"hello\"");
    assert_eq!(kept[3], None);
}

#[test]
fn not_everything_is_kept() {
    let many = batch(&vec![json!(null); MAX_BATCH_EVENTS]).unwrap();
    let kept = many.refused.iter().filter(|one| one.kept.is_some());
    assert_eq!(kept.count(), MAX_KEPT_REFUSALS);

    // Nothing of somebody without a write key.
    let body = json!({ "batch": [{"writeKey": "wk-1", "type": "page"}, {"writeKey": "x"}] });
    let body = body.to_string();
    let request = Request {
        form: Form::Batch,
        authorization: None,
        encoding: None,
        body: body.as_bytes(),
        client_ip: None,
        received_at: received_at(),
    };
    let keys = WriteKeys::from_setting("wk-1", UnknownKey::Refuse).unwrap();
    let refused = receive(&request, &keys).unwrap().refused;
    assert_eq!(refused[1].reason.code(), "write-key-unknown");
    assert!(refused[0].kept.is_some() && refused[1].kept.is_none());
}

#[test]
fn no_body_is_beyond_an_answer() {
    let bodies: Vec<_> = cases().iter().map(Case::bytes).collect();
    let keys = WriteKeys::from_setting("wk-1", UnknownKey::Refuse).unwrap();
    for body in bodies {
        for end in 0..=body.len() {
            for form in [Form::Batch, Form::One(EventKind::Track)] {
                for encoding in [None, Some("gzip")] {
                    let request = Request {
                        form,
                        authorization: None,
                        encoding,
                        body: &body[..end],
                        client_ip: None,
                        received_at: i64::MAX,
                    };
                    if let Err(refusal) = receive(&request, &keys) {
                        assert!((400..500).contains(&refusal.status()));
                    }
                }
            }
        }
    }
}
