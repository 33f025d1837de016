//! Runs the payload fixtures, event and document in, requests and diagnostics out, and the document fixtures.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::Path;

use friendbuy_edge::json::{self, parse};
use friendbuy_edge::{Arena, Destination, wire};
use libtest_mimic::Failed;
use serde_json::{Value, json as value};

fn main() {
    let files: Vec<_> = ["payload", "document"]
        .into_iter()
        .flat_map(common::files)
        .collect();
    common::run(&files, update, || common::trials(&files, check));
}

/// What a case may say of a request.
const REQUEST_KEYS: [&str; 6] = ["mapping", "action", "method", "path", "body", "sendOnceKey"];

fn check(file: &Value, case: &Value) -> Result<(), Failed> {
    let document = common::shared_text(file, case, "document");
    let (requests, diagnostics) = answer(document.as_deref(), case);
    let empty = Vec::new();
    let expected = case["requests"].as_array().unwrap_or(&empty);
    let is_as_expected = expected.len() == requests.len()
        && expected.iter().zip(&requests).all(|(expected, request)| {
            let mut known = REQUEST_KEYS
                .iter()
                .filter(|key| expected.get(**key).is_some());
            known.all(|key| common::same(&expected[*key], &request[*key]))
                && same_body(expected, request)
        });
    if !is_as_expected {
        return Err(difference("requests", &value!(expected), &value!(requests)).into());
    }
    let expected = case["diagnostics"].as_array().unwrap_or(&empty);
    let is_as_expected = expected.len() == diagnostics.len()
        && expected
            .iter()
            .zip(&diagnostics)
            .all(|(expected, diagnostic)| {
                let mut known = expected.as_object().unwrap().iter();
                known.all(|(key, value)| common::same(value, &diagnostic[key]))
            });
    if !is_as_expected {
        return Err(difference("diagnostics", &value!(expected), &value!(diagnostics)).into());
    }
    Ok(())
}

/// A body with lone surrogates or long integers stands as `bodyText`, which only the crate's own reader takes whole.
fn same_body(expected: &Value, request: &Value) -> bool {
    let Some(expected) = expected.get("bodyText") else {
        return true;
    };
    let arena = Arena::new();
    let expected = parse(expected.as_str().unwrap(), &arena).unwrap();
    expected == parse(request["bodyText"].as_str().unwrap(), &arena).unwrap()
}

fn difference(what: &str, expected: &Value, found: &Value) -> String {
    format!("{what}\nexpected {expected:#}\nfound {found:#}")
}

/// The requests and diagnostics for a case, as the faces answer them. Each request has its body as text too.
fn answer(document: Option<&str>, case: &Value) -> (Vec<Value>, Vec<Value>) {
    let answer = match (common::json_text(case, "event"), document) {
        (None, document) => wire::validate(document.unwrap()),
        (Some(event), None) => wire::map(&Destination::standard(), &event),
        (Some(event), Some(document)) => match wire::compile(document) {
            Ok(destination) => wire::map(&destination, &event),
            Err(failure) => failure,
        },
    };
    let arena = Arena::new();
    let parsed = parse(&answer, &arena).unwrap();
    let bodies = match parsed.member("requests") {
        json::Value::Array(requests) => requests,
        _ => &[],
    };
    // What serde_json can't hold is cut out before it reads the rest.
    let mut readable = answer.clone();
    for text in bodies
        .iter()
        .map(|request| request.member("body").to_json())
    {
        if serde_json::from_str::<Value>(&text).is_err() {
            readable = readable.replacen(&text, "null", 1);
        }
    }
    let answer: Value = serde_json::from_str(&readable).unwrap();
    let list = |key: &str| answer[key].as_array().cloned().unwrap_or_default();
    let mut requests = list("requests");
    for (request, body) in requests.iter_mut().zip(bodies) {
        request["bodyText"] = body.member("body").to_json().into();
    }
    (requests, list("diagnostics"))
}

/// Rewrites what a file expects. Bodies that were verified against Segment's packages stay.
fn update(file: &Path) {
    let mut content = common::read(file);
    let is_verified = file.components().any(|part| part.as_os_str() == "segment");
    let document = common::json_text(&content, "document");
    for case in content["cases"].as_array_mut().unwrap() {
        let document = common::json_text(case, "document").or(document.clone());
        let (requests, diagnostics) = answer(document.as_deref(), case);
        let case = case.as_object_mut().unwrap();
        if !is_verified && case.contains_key("requests") {
            let requests = requests.iter().map(|request| only(request, &REQUEST_KEYS));
            case.insert("requests".to_owned(), requests.collect());
        }
        let keys: &[&str] = if is_verified {
            &SHORT_KEYS
        } else {
            &DIAGNOSTIC_KEYS
        };
        let diagnostics: Vec<_> = diagnostics.iter().map(|found| only(found, keys)).collect();
        if diagnostics.is_empty() {
            case.remove("diagnostics");
        } else {
            case.insert("diagnostics".to_owned(), value!(diagnostics));
        }
    }
    common::write(file, &content);
}

/// What is written of a diagnostic.
const DIAGNOSTIC_KEYS: [&str; 9] = [
    "severity", "code", "mapping", "field", "source", "pointer", "span", "message", "help",
];

/// What is written of a diagnostic in the large family of verified cases.
const SHORT_KEYS: [&str; 3] = ["code", "pointer", "message"];

fn only(value: &Value, keys: &[&str]) -> Value {
    let known = keys.iter().filter(|key| value.get(**key).is_some());
    known
        .map(|key| ((*key).to_owned(), value[*key].clone()))
        .collect()
}
