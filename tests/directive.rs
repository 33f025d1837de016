//! Runs the fixtures of the mapping language: mapping and data in, result or refusal out.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    reason = "tests fail by panics, and each suite uses a part of `common`"
)]

mod common;

use std::path::Path;

use friendbuy_edge::diagnostic::{Pointer, Severity};
use friendbuy_edge::directive::WholeMapping;
use friendbuy_edge::json::{Arena, Value, parse};
use libtest_mimic::Failed;
use serde_json::Value as Json;

fn main() {
    let files = common::files("directive");
    common::run(&files, update, || common::trials(&files, check));
}

/// A mapping and what it is applied to, both JSON.
struct Case {
    mapping: String,
    data: String,
}

/// What became of it.
enum Answer {
    /// JSON; `None` when there is no value.
    Result(Option<String>),
    Refused(String),
}

fn check(file: &Json, expected: &Json) -> Result<(), Failed> {
    let case = Case::new(file, expected);
    let is_refusal = expected.get("error").is_some() || expected.get("errors").is_some();
    let problem = match case.answer() {
        Answer::Refused(_) if is_refusal => return Ok(()),
        Answer::Refused(message) => format!("refused: {message}"),
        Answer::Result(None) if expected["missing"] == true => return Ok(()),
        Answer::Result(None) => "there is no value".to_owned(),
        Answer::Result(Some(found)) => {
            let arena = Arena::new();
            let text = common::json_text(expected, "result").filter(|_| !is_refusal);
            let is_same = text.is_some_and(|text| is_same(&text, &found, &arena));
            if is_same {
                return Ok(());
            }
            format!("found {found}")
        }
    };
    Err(format!("{problem}\nexpected {expected:#}\nfor {}", case.data).into())
}

fn is_same(one: &str, two: &str, arena: &Arena) -> bool {
    parse(one, arena).unwrap() == parse(two, arena).unwrap()
}

impl Case {
    fn new(file: &Json, case: &Json) -> Self {
        Self {
            mapping: common::json_text(case, "mapping").expect("a case needs `mapping`"),
            data: common::shared_text(file, case, "data").expect("a case or its file needs `data`"),
        }
    }

    fn answer(&self) -> Answer {
        let arena = Arena::new();
        let mut problems = Vec::new();
        let mapping = parse(&self.mapping, &arena).unwrap();
        let mapping = WholeMapping::compile(mapping, Pointer::root(), &mut problems);
        let mut errors = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        if let Some(error) = errors.next() {
            return Answer::Refused(error.message.clone());
        }
        match mapping.transform(parse(&self.data, &arena).unwrap(), &arena) {
            Ok(Value::Undefined) => Answer::Result(None),
            Ok(value) => Answer::Result(Some(value.to_json())),
            Err(error) => Answer::Refused(error.to_string()),
        }
    }
}

/// Rewrites what the differences expect. All other cases hold what Segment's packages gave and stay.
fn update(file: &Path) {
    let mut content = common::read(file);
    let shared = content.clone();
    for case in content["cases"].as_array_mut().unwrap() {
        let answer = Case::new(&shared, case).answer();
        let Some(case) = case
            .as_object_mut()
            .filter(|case| case.contains_key("DIFFERENCE"))
        else {
            continue;
        };
        for key in ["result", "resultText", "missing", "error", "errors"] {
            case.remove(key);
        }
        let (key, value) = match answer {
            Answer::Result(None) => ("missing", Json::Bool(true)),
            // What a parser would round or lose stands as text.
            Answer::Result(Some(text)) => match serde_json::from_str::<Json>(&text) {
                Ok(value) if prints_as(&value, &text) => ("result", value),
                _ => ("resultText", text.into()),
            },
            Answer::Refused(message) => ("error", message.into()),
        };
        case.insert(key.to_owned(), value);
    }
    common::write(file, &content);
}

fn prints_as(value: &Json, text: &str) -> bool {
    serde_json::to_string(value).is_ok_and(|printed| printed == text)
}
