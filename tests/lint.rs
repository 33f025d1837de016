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
use libtest_mimic::Failed;
use serde_json::Value;

fn main() {
    let files = common::files("lint");
    common::run(&files, update, || common::trials(&files, check));
}

fn check(_: &Value, case: &Value) -> Result<(), Failed> {
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
