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
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value as Json;

fn main() {
    let arguments = Arguments::from_args();
    let files = common::files("directive");
    if common::is_updating() {
        for file in &files {
            update(file);
        }
    }
    let trials = files.iter().flat_map(|file| trials(file)).collect();
    libtest_mimic::run(&arguments, trials).exit();
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

fn cases(content: &Json) -> Vec<(Json, Case)> {
    let shared = common::json_text(content, "data");
    let cases = content["cases"].as_array().unwrap();
    let case = |case: &Json| {
        let mapping = common::json_text(case, "mapping").expect("a case needs `mapping`");
        let data = common::json_text(case, "data").or(shared.clone());
        let data = data.expect("a case or its file needs `data`");
        (case.clone(), Case { mapping, data })
    };
    cases.iter().map(case).collect()
}

fn trials(file: &Path) -> Vec<Trial> {
    let name = common::name_of(file);
    let trial = |(expected, case): (Json, Case)| {
        let name = format!("{name}/{}", expected["name"].as_str().unwrap());
        Trial::test(name, move || check(&expected, &case))
    };
    cases(&common::read(file)).into_iter().map(trial).collect()
}

fn check(expected: &Json, case: &Case) -> Result<(), Failed> {
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
    let answers = cases(&content).into_iter().map(|(_, case)| case.answer());
    let answers: Vec<_> = answers.collect();
    for (case, answer) in content["cases"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .zip(answers)
    {
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
