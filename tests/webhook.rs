//! Webhooks: who may call, what is taken, and what is never taken on anybody's word.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use friendbuy_edge::instant::parse_rfc3339;
use friendbuy_edge::intake::{
    Refusal, Sender, Unsigned, WebhookReceipt, WebhookRequest, WebhookSecrets, receive_webhook,
};
use friendbuy_edge::limits::{MAX_EVENT_BYTES, MAX_WEBHOOK_BYTES, MAX_WEBHOOK_EVENTS};
use serde_json::{Value, json};

/// A request, and what it comes to. `tests/fixtures/README.md` explains the members.
struct Case(Value);

impl Case {
    fn text(&self, name: &str) -> Option<&str> {
        self.0[name].as_str()
    }

    fn bytes(&self) -> Vec<u8> {
        match (self.text("text"), self.text("base64")) {
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(base64)) => STANDARD.decode(base64).unwrap(),
            _ => self.0["body"].to_string().into_bytes(),
        }
    }

    fn receive(&self, body: &[u8]) -> Result<WebhookReceipt, Refusal> {
        let unsigned = self.text("unsigned").unwrap_or("accept");
        let unsigned = Unsigned::from_setting(unsigned).unwrap();
        let request = WebhookRequest {
            sender: Sender::from_path(self.text("path").unwrap()).unwrap(),
            signature: self.text("signature"),
            secret: self.text("secret"),
            authorization: self.text("authorization"),
            encoding: self.text("encoding"),
            body,
            received_at: parse_rfc3339("2026-11-22T10:00:00.000Z").unwrap(),
        };
        let secrets = WebhookSecrets::from_setting("hush-1,hush-2", unsigned).unwrap();
        receive_webhook(&request, &secrets)
    }

    /// What the fixture says, in the form [`outcome`] gives.
    fn expected(&self) -> Value {
        if self.0["refusal"].is_object() {
            return json!({ "refusal": self.0["refusal"] });
        }
        let or_none = |name: &str| match &self.0[name] {
            Value::Null => json!([]),
            list => list.clone(),
        };
        let events = match self.0["eventsText"].as_array() {
            None => or_none("events"),
            Some(texts) => {
                let parse = |text: &Value| serde_json::from_str(text.as_str().unwrap()).unwrap();
                texts.iter().map(parse).collect::<Vec<Value>>().into()
            }
        };
        json!({
            "authenticated": self.0["authenticated"],
            "events": events,
            "erasures": or_none("erasures"),
            "refused": or_none("refused"),
            "switchedOff": self.0["switchedOff"].as_u64().unwrap_or(0),
        })
    }
}

fn outcome(result: &Result<WebhookReceipt, Refusal>) -> Value {
    let taken = match result {
        Ok(taken) => taken,
        Err(refusal) => {
            let message = refusal.to_string();
            return json!({ "refusal": { "status": refusal.status(), "code": refusal.code(), "message": message } });
        }
    };
    let parse = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let events: Vec<_> = taken
        .receipt
        .events
        .iter()
        .map(|event| parse(&event.json))
        .collect();
    let erasures = taken.erasures.iter().map(
        |erasure| json!({ "messageId": erasure.message_id, "person": parse(&erasure.to_json()) }),
    );
    let refused = taken.receipt.refused.iter().map(|refused| {
        let (code, message) = (refused.reason.code(), refused.reason.to_string());
        json!({ "index": refused.index, "code": code, "message": message })
    });
    json!({
        "authenticated": taken.authenticated.as_str(),
        "events": events,
        "erasures": erasures.collect::<Vec<_>>(),
        "refused": refused.collect::<Vec<_>>(),
        "switchedOff": taken.receipt.switched_off,
    })
}

fn cases() -> Vec<Case> {
    let files = common::files("webhook");
    let cases = files
        .iter()
        .flat_map(|file| match common::read(file)["cases"].take() {
            Value::Array(cases) => cases,
            _ => panic!("{} has no cases", file.display()),
        });
    cases.map(Case).collect()
}

#[test]
fn every_fixture() {
    let cases = cases();
    assert!(cases.len() > 50);
    for case in cases {
        let name = case.text("name").unwrap();
        let (found, expected) = (outcome(&case.receive(&case.bytes())), case.expected());
        assert!(
            common::same(&found, &expected),
            "{name}:\n{found:#}\ninstead of\n{expected:#}"
        );
    }
}

#[test]
fn every_code_has_a_fixture() {
    let cases = cases();
    let code = |value: &Value| value["code"].as_str().map(str::to_owned);
    let refusals = cases.iter().filter_map(|case| code(&case.0["refusal"]));
    let refused = cases
        .iter()
        .filter_map(|case| case.0["refused"].as_array().cloned());
    let refused = refused.flatten().filter_map(|refused| code(&refused));
    let seen: BTreeSet<_> = refusals.chain(refused).collect();
    let all = [
        "content-encoding",
        "erasure-not-authenticated",
        "erasure-of-nobody",
        "event-name-missing",
        "event-not-object",
        "event-type",
        "list-empty",
        "member-not-text",
        "not-json",
        "not-utf-8",
        "secret",
        "secret-missing",
        "signature",
        "signature-missing",
        "signature-of-first-element",
    ];
    assert_eq!(seen, BTreeSet::from(all.map(str::to_owned)));
}

#[test]
fn no_change_of_a_signed_request_is_taken_whole() {
    for case in cases() {
        let body = case.bytes();
        let Some(signature) = case.text("signature").map(str::to_owned) else {
            continue;
        };
        if case.0["authenticated"] != "everything" || case.text("secret").is_some() {
            continue;
        }
        for place in 0..body.len() {
            let mut changed = body.clone();
            changed[place] ^= 1;
            let result = case.receive(&changed);
            assert_eq!(result.unwrap_err().status(), 401, "{signature} at {place}");
        }
    }
}

#[test]
fn no_body_is_beyond_an_answer() {
    for mut case in cases() {
        let body = case.bytes();
        case.0["secret"] = "hush-1".into();
        for end in 0..=body.len() {
            if let Err(refusal) = case.receive(&body[..end]) {
                assert!((400..500).contains(&refusal.status()));
            }
        }
    }
}

fn trusted() -> Case {
    Case(json!({ "path": "/webhooks/segment", "secret": "hush-1" }))
}

fn identify(bytes: usize) -> String {
    let event = |filling: &str| {
        json!({ "messageId": "m", "type": "identify", "userId": "u", "traits": { "x": filling } })
            .to_string()
    };
    event(&"x".repeat(bytes - event("").len()))
}

#[test]
fn a_list_may_have_4000_elements_and_not_one_more() {
    let list = |events: usize| format!("[{}]", vec![identify(100); events].join(","));
    let most = trusted()
        .receive(list(MAX_WEBHOOK_EVENTS).as_bytes())
        .unwrap();
    assert_eq!(most.receipt.events.len(), MAX_WEBHOOK_EVENTS);
    let more = trusted()
        .receive(list(MAX_WEBHOOK_EVENTS + 1).as_bytes())
        .unwrap_err();
    assert_eq!((more.status(), more.code()), (400, "list-too-many"));
    assert_eq!(
        more.to_string(),
        "the list holds 4001 events, at most 4000 are taken"
    );
}

#[test]
fn a_body_may_have_8_mib_and_no_byte_more() {
    let event = identify(MAX_EVENT_BYTES);
    let list = format!("[{}]", vec![event.as_str(); 255].join(","));
    let most = format!("{list}{}", " ".repeat(MAX_WEBHOOK_BYTES - list.len()));
    let taken = trusted().receive(most.as_bytes()).unwrap();
    assert_eq!(taken.receipt.events.len(), 255);
    let more = trusted()
        .receive(format!("{most} ").as_bytes())
        .unwrap_err();
    assert_eq!((more.status(), more.code()), (413, "request-too-large"));
}

#[test]
fn one_large_element_does_not_stop_its_list() {
    let list = format!("[{},{}]", identify(MAX_EVENT_BYTES + 1), identify(100));
    let taken = trusted().receive(list.as_bytes()).unwrap();
    assert_eq!(taken.receipt.events.len(), 1);
    assert_eq!(taken.receipt.refused[0].reason.code(), "event-too-large");
}

#[test]
fn repeating_a_request_repeats_the_ids() {
    let body = br#"[{"type":"identify","userId":"u"},{"type":"delete","userId":"u"}]"#;
    let ids = || {
        let taken = trusted().receive(body).unwrap();
        let events = taken
            .receipt
            .events
            .into_iter()
            .map(|event| event.message_id);
        let erasures = taken.erasures.into_iter().map(|erasure| erasure.message_id);
        events.chain(erasures).collect::<Vec<_>>()
    };
    assert_eq!(ids(), ids());
    assert_ne!(ids()[0], ids()[1]);
}
