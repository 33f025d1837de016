//! Files that are made: of the package, what the crate's tables say (`pkg/destination.schema.json`, `pkg/language.json`);
//! of the crate, the tables of letter case.
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
mod letters;
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

/// With another version of Unicode, the tables stay as they are until somebody updates them.
#[test]
fn the_tables_of_letter_case_are_the_standard_librarys() {
    if common::is_updating() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/letters/table.rs");
        return std::fs::write(path, letters::tables()).unwrap();
    }
    let found = include_str!("../../src/letters/table.rs");
    let (major, minor, update) = char::UNICODE_VERSION;
    assert!(
        !found.contains(&format!("({major}, {minor}, {update})")) || found == letters::tables(),
        "src/letters/table.rs is not what `tests/generated` makes; rewrite it with UPDATE_FIXTURES=1"
    );
}
