//! Everything the languages and modes have is in a fixture: what is added without one fails here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeSet;

use friendbuy_edge::action::Action;
use friendbuy_edge::destination::Fate;
use friendbuy_edge::diagnostic::Code;
use friendbuy_edge::directive::specs;
use friendbuy_edge::json::Text;
use friendbuy_edge::payload::{Mode, Rule};
use friendbuy_edge::trigger::{Member, Operator, Root};
use serde_json::Value;

/// Everything in the files of some folders, in one list.
fn contents(folders: &[&str]) -> Vec<Value> {
    let files = folders.iter().flat_map(|folder| common::files(folder));
    files.map(|file| common::read(&file)).collect()
}

/// Visits every value, with the key it stands under.
fn visit(value: &Value, key: &str, seen: &mut dyn FnMut(&str, &Value)) {
    seen(key, value);
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                visit(value, key, seen);
            }
        }
        Value::Array(values) => {
            for value in values {
                visit(value, key, seen);
            }
        }
        _ => {}
    }
}

/// All texts that stand under one of some keys.
fn texts_under(contents: &[Value], keys: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for content in contents {
        visit(content, "", &mut |key, value| {
            if let (true, Value::String(text)) = (keys.contains(&key), value) {
                found.insert(text.clone());
            }
        });
    }
    found
}

/// All keys of objects, and of JSON in texts.
fn keys(contents: &[Value]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for content in contents {
        visit(content, "", &mut |key, value| {
            found.insert(key.to_owned());
            if let Some(Ok(inner)) = value.as_str().map(serde_json::from_str::<Value>) {
                visit(&inner, "", &mut |key, _| {
                    found.insert(key.to_owned());
                });
            }
        });
    }
    found
}

#[track_caller]
fn has_all(known: &BTreeSet<String>, names: impl IntoIterator<Item = impl ToString>, what: &str) {
    let names = names.into_iter().map(|name| name.to_string());
    let missing: Vec<_> = names.filter(|name| !known.contains(name)).collect();
    assert!(missing.is_empty(), "no fixture has the {what} {missing:?}");
}

#[test]
fn every_directive_and_option_has_a_fixture() {
    let known = keys(&contents(&["directive"]));
    has_all(&known, specs().map(|spec| spec.name), "directive");
    let options = specs().flat_map(|spec| spec.takes.options());
    has_all(&known, options.map(|option| option.name), "option");
    let explained = texts_under(&contents(&["explain"]), &["directive"]);
    let silent = ["@literal"];
    let specs = specs().map(|spec| spec.name);
    has_all(
        &explained,
        specs.filter(|name| !silent.contains(name)),
        "explained directive",
    );
}

#[test]
fn every_operator_and_member_of_triggers_has_a_fixture() {
    let contents = contents(&["trigger/documented"]);
    let operators = texts_under(&contents, &["operator"]);
    has_all(
        &operators,
        Operator::ALL.iter().map(Operator::name),
        "operator",
    );
    let types = texts_under(&contents, &["type"]);
    let members = Member::ALL.iter().map(|member| member.wire_name());
    has_all(&types, members, "member");
    has_all(
        &types,
        Root::ALL.iter().map(|root| root.wire_name()),
        "root",
    );
    has_all(&types, ["group", "not", "any"], "condition");
    let segment = texts_under(&self::contents(&["trigger/segment"]), &["operator"]);
    let own = texts_under(&contents, &["operator"]);
    let both: Vec<_> = segment.difference(&own).collect();
    // Whatever stands in the place of an operator is one for Segment.
    assert!(
        both.iter()
            .all(|name| Operator::from_name(Text::Str(name)).is_none())
    );
}

/// Codes that no document or event by itself leads to, with the test that has them.
const ELSEWHERE: [(Code, &str); 1] = [(Code::MappingDepth, include_str!("extremes.rs"))];

#[test]
fn every_code_has_a_fixture() {
    let contents = contents(&[
        "document",
        "payload",
        "lint",
        "import",
        "trigger",
        "directive",
        "explain",
    ]);
    let mut known = texts_under(&contents, &["code"]);
    for (code, test) in ELSEWHERE {
        assert!(
            !known.contains(code.as_str()),
            "{} has a fixture",
            code.as_str()
        );
        assert!(test.contains(&format!("\"{}\"", code.as_str())));
        known.insert(code.as_str().to_owned());
    }
    has_all(&known, Code::ALL.iter().map(|code| code.as_str()), "code");
}

/// Every row of the table of modes, and the file with its cases.
const ROWS: [(&str, &str); 8] = [
    ("reading", "numbers"),
    ("misfits_refuse", "optional-values"),
    ("checks_what_is_never_sent", "never-sent"),
    ("limits_additional", "additional-properties"),
    ("reads_inner_values", "inner-names"),
    ("uses_fallbacks", "name"),
    ("advises", "customer-id"),
    ("uses_documented_roots", "custom-event-properties"),
];

#[test]
fn every_row_of_the_modes_has_fixtures_in_every_mode() {
    let rules = format!("{:?}", Mode::Documented.rules());
    let rows = rules.trim_start_matches("Rules { ").split(", ");
    let names = rows.filter_map(|row| Some(row.split_once(": ")?.0.to_owned()));
    let known = ROWS.iter().map(|(row, _)| (*row).to_owned()).collect();
    has_all(&known, names, "row");
    for file in common::files("payload/modes") {
        let name = common::name_of(&file);
        let modes = texts_under(&[common::read(&file)], &["mode"]);
        let is_row = ROWS.iter().any(|(_, row)| name.ends_with(row));
        if is_row {
            has_all(
                &modes,
                Mode::ALL.map(Mode::as_str),
                &format!("mode in {name}"),
            );
        }
    }
    let files: BTreeSet<_> = common::files("payload/modes")
        .iter()
        .map(|file| common::name_of(file).rsplit('/').next().unwrap().to_owned())
        .collect();
    has_all(&files, ROWS.map(|(_, file)| file), "file");
}

#[test]
fn every_field_of_every_action_is_sent_in_a_fixture() {
    let contents = contents(&["payload"]);
    for action in Action::ALL {
        let table = action.table();
        let mut sent = BTreeSet::new();
        for content in &contents {
            visit(content, "", &mut |_, value| {
                if value["path"] == table.path {
                    sent.extend(keys(&[value["body"].clone()]));
                }
            });
        }
        let fields = table.slots().filter_map(|field| field.output.root(true));
        has_all(&sent, fields, &format!("value of {}", table.name));
    }
}

#[test]
fn every_fate_and_change_is_explained_in_a_fixture() {
    let contents = contents(&["explain"]);
    let fates = texts_under(&contents, &["fate"]);
    has_all(&fates, Fate::ALL.map(Fate::as_str), "fate");
    has_all(
        &texts_under(&contents, &["rule"]),
        Rule::ALL.map(Rule::as_str),
        "change",
    );
    let reasons = texts_under(&contents, &["reason"]);
    let own = [
        "empty",
        "replaced",
        "unknown-member",
        "trigger",
        "condition",
    ];
    has_all(&reasons, own, "reason");
}
