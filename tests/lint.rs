//! Runs the lint fixtures: document in, findings out.

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

use friendbuy_edge::destination::STANDARD;
use friendbuy_edge::wire;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() {
    let arguments = Arguments::from_args();
    let files = common::files("lint");
    if common::is_updating() {
        for file in &files {
            update(file);
        }
    }
    let trials = files.iter().flat_map(|file| trials(file)).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials(file: &Path) -> Vec<Trial> {
    let content = common::read(file);
    let cases = content["cases"].as_array().unwrap().clone();
    let file = common::name_of(file);
    let trial = |case: Value| {
        let name = format!("{file}/{}", case["name"].as_str().unwrap());
        Trial::test(name, move || check(&case))
    };
    cases.into_iter().map(trial).collect()
}

fn check(case: &Value) -> Result<(), Failed> {
    let found = findings(case);
    if common::same(&case["diagnostics"], &found) {
        return Ok(());
    }
    Err(format!("expected {:#}\nfound {found:#}", case["diagnostics"]).into())
}

/// What there is to say about the case's document; about the standard document if it has none.
fn findings(case: &Value) -> Value {
    let document = common::json_text(case, "document");
    let answer = wire::lint(document.as_deref().unwrap_or(STANDARD));
    let mut answer: Value = serde_json::from_str(&answer).unwrap();
    answer["diagnostics"].take()
}

fn update(file: &Path) {
    let mut content = common::read(file);
    for case in content["cases"].as_array_mut().unwrap() {
        let found = findings(case);
        case["diagnostics"] = found;
    }
    common::write(file, &content);
}
