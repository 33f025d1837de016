//! Explanations: exact answers from fixtures, and what holds for every explanation there is.
//!
//! What is claimed about an event is tried on the event: a member that nobody uses can be changed and no call changes, a
//! member that is sent can be changed and nothing changes but the values it is said to be in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use friendbuy_edge::{Destination, wire};
use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

fn main() {
    let files = common::files("explain");
    common::run(&files, update, || {
        let mut trials = common::trials(&files, check);
        for file in common::files("payload").into_iter().chain(files.clone()) {
            let name = format!("{}/holds", common::name_of(&file));
            trials.push(Trial::test(name, move || all_hold(&payload_cases(&file))));
        }
        for file in common::files("directive") {
            let name = format!("{}/holds", common::name_of(&file));
            trials.push(Trial::test(name, move || all_hold(&directive_cases(&file))));
        }
        trials
    });
}

/// A document, or none for the standard one, and an event; both JSON.
struct Case {
    name: String,
    document: Option<String>,
    event: String,
}

fn payload_cases(file: &Path) -> Vec<Case> {
    let content = common::read(file);
    let cases = content["cases"].as_array().unwrap().iter();
    let case = |case: &Value| {
        Some(Case {
            name: case["name"].as_str()?.to_owned(),
            document: common::shared_text(&content, case, "document"),
            event: common::json_text(case, "event")?,
        })
    };
    cases.filter_map(case).collect()
}

/// Each mapping as the one property of a custom event.
fn directive_cases(file: &Path) -> Vec<Case> {
    let content = common::read(file);
    let shared = common::json_text(&content, "data");
    let cases = content["cases"].as_array().unwrap().iter();
    let case = |case: &Value| {
        let mapping = common::json_text(case, "mapping")?;
        let document = format!(
            r#"{{"mode": "segment", "mappings": [{{"id": "m", "action": "trackCustomEvent", "trigger": "type != \"x\"",
                "defaults": false, "fields": {{"eventType": "e", "customerId": "c", "email": "joe@example.com",
                "eventProperties": {{"value": {mapping}}}}}}}]}}"#
        );
        Some(Case {
            name: case["name"].as_str()?.to_owned(),
            document: Some(document),
            event: common::json_text(case, "data").or(shared.clone())?,
        })
    };
    cases.filter_map(case).collect()
}

fn all_hold(cases: &[Case]) -> Result<(), Failed> {
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let problem = holds(case).err()?;
            Some(format!("{}: {problem}", case.name))
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(wrong.join("\n").into())
}

fn read(answer: &str) -> Option<Value> {
    serde_json::from_str(answer).ok()
}

/// Checks what is true of every explanation.
fn holds(case: &Case) -> Result<(), String> {
    let destination = match &case.document {
        None => Destination::standard(),
        Some(document) => match wire::compile(document) {
            Ok(destination) => destination,
            Err(_) => return Ok(()),
        },
    };
    // What serde_json can't hold, such as lone surrogates, is left to the fixtures.
    let mapped = wire::map(&destination, &case.event);
    let explained = wire::explain(&destination, &case.event);
    let (Some(mapped), Some(explained), Some(event)) =
        (read(&mapped), read(&explained), read(&case.event))
    else {
        return Ok(());
    };
    for key in ["status", "requests", "skipped", "diagnostics"] {
        if mapped[key] != explained[key] {
            return Err(format!("`{key}` is not what `map` says"));
        }
    }
    if mapped["status"] != "success" {
        return Ok(());
    }
    every_value_is_traced(&explained, &event)?;
    every_member_has_a_fate(&explained, &event)?;
    claims_are_true(&destination, &explained, &event)
}

fn every_value_is_traced(explained: &Value, event: &Value) -> Result<(), String> {
    for mapping in list(&explained["mappings"]) {
        let id = &mapping["mapping"];
        let request = list(&explained["requests"])
            .iter()
            .find(|request| request["mapping"] == *id);
        let body = request.map_or_else(BTreeMap::new, |request| leaves(&request["body"]));
        if (mapping["outcome"] == "sent") != request.is_some() {
            return Err(format!("{id} is `{}`", mapping["outcome"]));
        }
        let mut traced = BTreeMap::new();
        for value in list(&mapping["values"]) {
            let pointer = text(&value["pointer"]);
            if traced
                .insert(pointer.to_owned(), value["value"].clone())
                .is_some()
            {
                return Err(format!("{id} {pointer} is traced twice"));
            }
            for from in list(&value["from"]) {
                let place = text(&from["pointer"]);
                if from["source"] == "event" && event.pointer(place).is_none() {
                    return Err(format!("{id} {pointer} is from {place}, where nothing is"));
                }
            }
            let changes = list(&value["changes"]).len();
            if list(&value["from"]).is_empty() && changes == 0 {
                return Err(format!("{id} {pointer} is from nowhere"));
            }
        }
        if !same(&traced, &body) {
            return Err(format!("{id} traces {traced:?} of {body:?}"));
        }
    }
    Ok(())
}

fn every_member_has_a_fate(explained: &Value, event: &Value) -> Result<(), String> {
    let mut members = BTreeMap::new();
    for member in list(&explained["members"]) {
        let pointer = text(&member["pointer"]);
        if members
            .insert(pointer.to_owned(), member["value"].clone())
            .is_some()
        {
            return Err(format!("{pointer} has two fates"));
        }
        let best = list(&member["mappings"])
            .iter()
            .map(|one| rank(&one["fate"]))
            .max();
        if best.unwrap_or(0) != rank(&member["fate"]) {
            return Err(format!(
                "{pointer} is {}, but {}",
                member["fate"], member["mappings"]
            ));
        }
        for one in list(&member["mappings"]) {
            if let Some(index) = one["diagnostic"].as_u64() {
                let finding = &explained["diagnostics"][usize::try_from(index).unwrap()];
                if finding["code"] != one["reason"] || finding["mapping"] != one["mapping"] {
                    return Err(format!("{pointer} has the finding {finding}"));
                }
            }
        }
    }
    if !same(&members, &leaves(event)) {
        return Err(format!("{members:?} are not the members of {event}"));
    }
    Ok(())
}

fn same(one: &BTreeMap<String, Value>, two: &BTreeMap<String, Value>) -> bool {
    let mut pairs = one.iter().zip(two);
    one.len() == two.len() && pairs.all(|(one, two)| one.0 == two.0 && common::same(one.1, two.1))
}

/// Fates as they are ordered.
fn rank(fate: &Value) -> usize {
    let fates = ["unused", "skipped", "tested", "refused", "dropped", "sent"];
    fates.iter().position(|known| fate == known).unwrap()
}

/// Changes each member of the event and looks what it does.
fn claims_are_true(
    destination: &Destination,
    explained: &Value,
    event: &Value,
) -> Result<(), String> {
    // Where there is no place for all, one value can push out another.
    let is_full = list(&explained["diagnostics"])
        .iter()
        .any(|finding| finding["code"] == "additional-too-many");
    // Where serde_json prints a number in another way, nothing can be told.
    let again = read(&wire::map(destination, &event.to_string()));
    if again.is_none_or(|again| again["requests"] != explained["requests"]) {
        return Ok(());
    }
    for member in list(&explained["members"]) {
        let pointer = text(&member["pointer"]);
        for (at, changed) in changed(&member["value"]).into_iter().enumerate() {
            let mut other = event.clone();
            match other.pointer_mut(pointer) {
                Some(place) => *place = changed,
                None => continue,
            }
            let Some(mapped) = read(&wire::map(destination, &other.to_string())) else {
                continue;
            };
            let is_used = rank(&member["fate"]) > rank(&json!("skipped"));
            if !is_used && mapped["requests"] != explained["requests"] {
                return Err(format!(
                    "{pointer} is {}, but {other} makes {} of {}",
                    member["fate"], mapped["requests"], explained["requests"]
                ));
            }
            // The first change leaves the value what it is.
            if at == 0 && !is_full && member["fate"] == "sent" {
                changes_what_it_says(explained, member, &mapped)?;
            }
        }
    }
    Ok(())
}

/// In each call that is still made, nothing changes but what the member is in or decides.
fn changes_what_it_says(explained: &Value, member: &Value, mapped: &Value) -> Result<(), String> {
    let pointer = text(&member["pointer"]);
    for mapping in list(&explained["mappings"]) {
        let id = &mapping["mapping"];
        let find = |answer: &Value| {
            let mut requests = list(&answer["requests"]).iter();
            let request = requests.find(|request| request["mapping"] == *id)?;
            Some(leaves(&request["body"]))
        };
        let (Some(before), Some(after)) = (find(explained), find(mapped)) else {
            continue;
        };
        for value in list(&mapping["values"]) {
            let at = text(&value["pointer"]);
            let is_in = |place: &Value| within(pointer, text(place));
            let from = list(&value["from"])
                .iter()
                .any(|from| is_in(&from["pointer"]));
            let decides = list(&value["decidedBy"]).iter().any(is_in);
            if before.get(at) != after.get(at) && !from && !decides {
                return Err(format!(
                    "{pointer} changes {id} {at}, which is from {} and decided by {}",
                    value["from"], value["decidedBy"]
                ));
            }
        }
    }
    Ok(())
}

/// Whether a place is at or in another one.
fn within(place: &str, outer: &str) -> bool {
    let rest = place.strip_prefix(outer);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Other values in place of this one, the first of the same kind.
fn changed(value: &Value) -> Vec<Value> {
    match value {
        Value::String(text) => vec![json!(format!("{text}~")), Value::Null],
        Value::Number(number) => vec![json!(number.as_f64().unwrap() + 1.0)],
        Value::Bool(value) => vec![json!(!value)],
        Value::Null => vec![json!("a"), json!(1)],
        Value::Array(_) => vec![json!([1])],
        Value::Object(_) => vec![json!({ "a": 1 })],
    }
}

/// All values that have nothing more in them.
fn leaves(value: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    collect(value, String::new(), &mut found);
    found
}

fn collect(value: &Value, pointer: String, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(value, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(values) if !values.is_empty() => {
            for (index, value) in values.iter().enumerate() {
                collect(value, format!("{pointer}/{index}"), found);
            }
        }
        leaf => {
            found.insert(pointer, leaf.clone());
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The cases of a file, each with all it says.
fn check(file: &Value, case: &Value) -> Result<(), Failed> {
    let found = explanation(file, case);
    for (key, value) in found.as_object().unwrap() {
        if !common::same(&case[key], value) {
            return Err(format!("{key}\nexpected {:#}\nfound {value:#}", case[key]).into());
        }
    }
    Ok(())
}

/// What there is to say: for each mapping that makes a call the traces of its values, and the fates.
fn explanation(file: &Value, case: &Value) -> Value {
    let document = common::shared_text(file, case, "document");
    let destination = match document {
        Some(document) => wire::compile(&document).unwrap(),
        None => Destination::standard(),
    };
    let event = common::json_text(case, "event").unwrap();
    let mut answer = read(&wire::explain(&destination, &event)).unwrap();
    let mut mappings = answer["mappings"].take();
    if case["withTriggers"] != true {
        for mapping in mappings.as_array_mut().unwrap() {
            mapping.as_object_mut().unwrap().remove("trigger");
        }
    }
    json!({ "mappings": mappings, "members": answer["members"] })
}

fn update(file: &Path) {
    let mut content = common::read(file);
    let shared = content.clone();
    for case in content["cases"].as_array_mut().unwrap() {
        let found = explanation(&shared, case);
        let case = case.as_object_mut().unwrap();
        case.extend(found.as_object().unwrap().clone());
    }
    common::write(file, &content);
}
