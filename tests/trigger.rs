//! Runs the trigger fixtures: text in; tree, text and matches out; in both dialects.

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

use friendbuy_edge::diagnostic::{Diagnostic, Pointer};
use friendbuy_edge::json::{self, Arena, parse};
use friendbuy_edge::trigger::{Dialect, Reading, Trigger, TriggerError, difference};
use friendbuy_edge::wire;
use libtest_mimic::Failed;
use serde_json::{Map, Value, json as value};

fn main() {
    let segment = common::files("trigger/segment");
    let documented = common::files("trigger/documented");
    common::run(&documented, update, || {
        let mut trials = common::trials(&segment, check_segment);
        trials.extend(common::trials(&documented, check_documented));
        trials
    });
}

fn equal(what: &str, expected: &str, found: &str) -> Result<(), Failed> {
    if expected == found {
        return Ok(());
    }
    Err(format!("{what}\nexpected {expected}\nfound    {found}").into())
}

/// Compares JSON texts; the order of members does not count.
fn same(what: &str, expected: &str, found: &str) -> Result<(), Failed> {
    let arena = Arena::new();
    if parse(expected, &arena).unwrap() == parse(found, &arena).unwrap() {
        return Ok(());
    }
    equal(what, expected, found)
}

fn matches(trigger: &Trigger, event: &Value) -> bool {
    let arena = Arena::new();
    let event = common::json_text(event, "event").unwrap();
    trigger.matches(parse(&event, &arena).unwrap(), &arena)
}

fn tree(trigger: &Trigger) -> String {
    trigger.condition().to_json(&Arena::new()).to_json()
}

// What Segment's packages gave.

/// Trees that no parser makes.
///
/// DIFFERENCE: Segment checks no tree and prints whatever it holds. Here they are refused.
const REFUSED: [&str; 5] = [
    "odd-connective",
    "name-empty",
    "value-absent",
    "value-null",
    "list-value",
];

/// A tree without a group around it.
///
/// DIFFERENCE: Segment can't print it. Here the group is added.
const WRAPPED: &str = "root-is-no-group";

fn check_segment(_: &Value, case: &Value) -> Result<(), Failed> {
    match common::json_text(case, "trigger") {
        Some(trigger) => check_segment_text(case, &trigger),
        None => check_segment_tree(case),
    }
}

fn check_segment_text(case: &Value, trigger: &str) -> Result<(), Failed> {
    let arena = Arena::new();
    let json::Value::Text(text) = parse(trigger, &arena).unwrap() else {
        panic!("a trigger is a string");
    };
    let trigger = match Trigger::compile_text(text, Dialect::Segment) {
        Ok(trigger) if case.get("error").is_none() => trigger,
        Err(errors) if case.get("error").is_some() && !errors.is_empty() => return Ok(()),
        other => return Err(format!("found {other:?}").into()),
    };
    if let Some(expected) = common::json_text(case, "tree") {
        same("tree", &expected, &tree(&trigger))?;
    }
    if let Some(expected) = common::json_text(case, "printed") {
        same("printed", &expected, &printed(&trigger))?;
    }
    for event in case["events"].as_array().into_iter().flatten() {
        let expected = event["matches"].to_string();
        equal(
            &event.to_string(),
            &expected,
            &matches(&trigger, event).to_string(),
        )?;
    }
    Ok(())
}

/// The text of a tree as JSON, `null` if Segment has none.
fn printed(trigger: &Trigger) -> String {
    let text = trigger.print(Dialect::Segment).ok();
    let text = text.as_ref().map(|text| json::Value::Text(text.as_text()));
    text.unwrap_or(json::Value::Null).to_json()
}

fn check_segment_tree(case: &Value) -> Result<(), Failed> {
    let name = case["name"].as_str().unwrap();
    let original = common::json_text(case, "tree").unwrap();
    let arena = Arena::new();
    let root = parse(&original, &arena).unwrap();
    let trigger = match Trigger::from_json(root, Dialect::Segment, &Pointer::root()) {
        Ok(_) if name == WRAPPED => return Ok(()),
        Err(_) if REFUSED.contains(&name) || case.get("error").is_some() => return Ok(()),
        Ok(trigger) => trigger,
        Err(problems) => return Err(format!("refused: {problems:?}").into()),
    };
    same("tree", &original, &tree(&trigger))?;
    let expected = common::json_text(case, "printed").unwrap();
    let found = printed(&trigger);
    same("printed", &expected, &found)?;
    let json::Value::Text(text) = parse(&found, &arena).unwrap() else {
        return Ok(());
    };
    let reparsed = Trigger::compile_text(text, Dialect::Segment);
    match (&case["reparsed"], reparsed) {
        (Value::Null, Ok(reparsed)) => same("reparsed", &original, &tree(&reparsed)),
        (expected, Err(_)) if expected.get("error").is_some() => Ok(()),
        (expected, Ok(reparsed)) => same("reparsed", &expected.to_string(), &tree(&reparsed)),
        (_, Err(errors)) => Err(format!("reparsed: {errors:?}").into()),
    }
}

// What our own dialect says.

fn check_documented(_: &Value, case: &Value) -> Result<(), Failed> {
    let found = answer(case);
    let inputs = ["name", "about", "dialect", "trigger", "event"];
    for (key, expected) in case.as_object().unwrap() {
        let is_input =
            inputs.contains(&key.as_str()) || (key == "tree" && case.get("trigger").is_none());
        if !is_input {
            same(key, &expected.to_string(), &found[key].to_string())?;
        }
    }
    let missing = found.keys().find(|key| case.get(key).is_none());
    missing.map_or(Ok(()), |key| {
        Err(format!("nothing expected of {key}").into())
    })
}

fn update(file: &Path) {
    let mut content = common::read(file);
    for case in content["cases"].as_array_mut().unwrap() {
        let found = answer(case);
        let case = case.as_object_mut().unwrap();
        let results = ["printed", "errors", "warnings", "readings", "explanation"];
        case.retain(|key, _| !results.contains(&key.as_str()));
        if case.contains_key("trigger") {
            case.remove("tree");
        }
        case.extend(found);
    }
    common::write(file, &content);
}

/// Everything there is to say about a case.
fn answer(case: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    let dialect = match case["dialect"].as_str() {
        Some("segment") => Dialect::Segment,
        _ => Dialect::Documented,
    };
    let compiled = match case["trigger"].as_str() {
        Some(text) => Trigger::compile(text, dialect).map_err(|errors| shown(&errors)),
        None => read_tree(&case["tree"].to_string()),
    };
    match compiled {
        Err(errors) => {
            found.insert("errors".into(), errors);
        }
        Ok(trigger) => {
            let text = trigger.condition().to_string();
            let again = Trigger::compile(&text, Dialect::Documented).unwrap();
            assert_eq!(again.condition(), &trigger.condition().normal(), "{text}");
            if case.get("trigger").is_some() {
                found.insert(
                    "tree".into(),
                    serde_json::from_str(&tree(&trigger)).unwrap(),
                );
            }
            found.insert("printed".into(), text.into());
            if !trigger.warnings().is_empty() {
                found.insert("warnings".into(), shown(trigger.warnings()));
            }
            if let Some(Value::Array(events)) = case.get("events") {
                let mut events = events.clone();
                for event in &mut events {
                    event["matches"] = matches(&trigger, event).into();
                }
                found.insert("events".into(), events.into());
            }
            if let Some(event) = case.get("event") {
                let given = case.get("trigger").unwrap_or(&case["tree"]).to_string();
                let answer = wire::trigger::explain(&given, dialect.as_str(), &event.to_string());
                let answer: Value = serde_json::from_str(&answer).unwrap();
                let explanation = answer["explanation"].clone();
                found.insert("explanation".into(), explanation);
            }
        }
    }
    if let Some(difference) = case["trigger"].as_str().and_then(difference) {
        let readings = value!({
            "segment": reading(&difference.segment),
            "documented": reading(&difference.documented),
        });
        found.insert("readings".into(), readings);
    }
    found
}

fn shown(errors: &[TriggerError]) -> Value {
    let one = |error: &TriggerError| {
        let span = value!([error.span.start, error.span.end]);
        let mut one = value!({ "message": error.to_string(), "span": span });
        if let Some(help) = &error.help {
            one["help"] = help.as_str().into();
        }
        one
    };
    errors.iter().map(one).collect()
}

fn read_tree(tree: &str) -> Result<Trigger, Value> {
    let one = |problem: &Diagnostic| {
        let pointer = problem.location.as_ref().unwrap().pointer.as_str();
        let code = problem.code.as_str();
        let mut one = value!({ "code": code, "pointer": pointer, "message": problem.message });
        if let Some(help) = &problem.help {
            one["help"] = help.as_str().into();
        }
        one
    };
    let arena = Arena::new();
    let root = parse(tree, &arena).unwrap();
    Trigger::from_json(root, Dialect::Documented, &Pointer::root())
        .map_err(|problems| problems.iter().map(one).collect())
}

fn reading(reading: &Reading) -> Value {
    match reading {
        Reading::Condition(text) => text.as_str().into(),
        Reading::Refused(errors) => value!({ "error": errors[0].to_string() }),
    }
}
