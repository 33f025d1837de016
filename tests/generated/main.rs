//! Files of the package that say what the crate's tables say: `pkg/destination.schema.json` and `pkg/language.json`.
//!
//! `UPDATE_FIXTURES=1` rewrites them, `npm run format` brings them into shape. Without it, what has drifted fails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;
mod language;
mod schema;

use std::path::Path;

use serde_json::Value;

fn check(file: &str, expected: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg").join(file);
    if common::is_updating() {
        common::write(&path, expected);
    }
    let found = common::read(&path);
    assert!(
        &found == expected,
        "pkg/{file} does not say what the crate does; rewrite it with UPDATE_FIXTURES=1"
    );
}

#[test]
fn the_schema_says_what_documents_may_hold() {
    check("destination.schema.json", &schema::schema());
}

#[test]
fn the_language_file_says_what_the_languages_have() {
    check("language.json", &language::language());
}
