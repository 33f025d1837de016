//! Runs the import fixtures, text in, document and report out, and proves that an imported mapping does what it did.

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
use std::sync::LazyLock;

use friendbuy_edge::limits::{MAX_IMPORT_REMARKS, MAX_MAPPINGS};
use friendbuy_edge::{Destination, wire};
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value, json};

fn main() {
    let files = common::files("import");
    common::run(&files, update, || {
        let mut trials = common::trials(&files, check);
        for file in common::files("payload/segment") {
            let name = format!("same-calls/{}", common::name_of(&file));
            trials.push(Trial::test(name, move || does_the_same(&file)));
        }
        for file in common::files("directive") {
            let name = format!("same-values/{}", common::name_of(&file));
            trials.push(Trial::test(name, move || computes_the_same(&file)));
        }
        trials.push(Trial::test("root-transform", root_transform));
        trials.push(Trial::test("more-than-a-document-has", too_many));
        trials.push(Trial::test("more-than-a-report-has", too_much));
        trials.push(Trial::test("any-text", any_text));
        trials
    });
}

/// What is written of an answer.
const PARTS: [&str; 3] = ["document", "report", "diagnostics"];

fn check(_: &Value, case: &Value) -> Result<(), Failed> {
    let answer = import(&input(case));
    if let Some(document) = answer.get("document") {
        Destination::compile(&document.to_string()).map_err(|problems| format!("{problems:#?}"))?;
    }
    for part in PARTS {
        if !common::same(&case[part], &answer[part]) {
            let (expected, found) = (&case[part], &answer[part]);
            return Err(format!("{part}\nexpected {expected:#}\nfound {found:#}").into());
        }
    }
    Ok(())
}

/// The text of a case: JSON as it stands, or lines.
fn input(case: &Value) -> String {
    match &case["inputLines"] {
        Value::Array(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| line.as_str().unwrap()).collect();
            lines.join("\n")
        }
        _ => common::json_text(case, "input").unwrap(),
    }
}

fn import(text: &str) -> Value {
    serde_json::from_str(&wire::import_segment(text)).unwrap()
}

fn update(file: &Path) {
    let mut content = common::read(file);
    for case in content["cases"].as_array_mut().unwrap() {
        let mut answer = import(&input(case));
        let case = case.as_object_mut().unwrap();
        for part in PARTS {
            match answer.get_mut(part) {
                Some(found) => case.insert(part.to_owned(), found.take()),
                None => case.remove(part),
            };
        }
    }
    common::write(file, &content);
}

/// The fields that each action has unless a mapping says otherwise.
static DEFAULTS: LazyLock<BTreeMap<String, Map<String, Value>>> = LazyLock::new(|| {
    let answer: Value = serde_json::from_str(&wire::actions()).unwrap();
    let actions = answer["actions"].as_array().unwrap().iter();
    let fields = |action: &Value| {
        let fields = action["fields"].as_array().unwrap().iter();
        let filled = fields.filter(|field| field.get("default").is_some());
        filled
            .map(|field| {
                (
                    field["key"].as_str().unwrap().to_owned(),
                    field["default"].clone(),
                )
            })
            .collect()
    };
    actions
        .map(|action| (action["name"].as_str().unwrap().to_owned(), fields(action)))
        .collect()
});

/// What a mapping of a document is at Segment, where every field is spelled out.
fn settings_of(mapping: &Value) -> Value {
    let mut settings = match mapping["defaults"] {
        Value::Bool(false) => Map::new(),
        _ => DEFAULTS[mapping["action"].as_str().unwrap()].clone(),
    };
    let empty = Map::new();
    for (key, value) in mapping["fields"].as_object().unwrap_or(&empty) {
        if value.is_null() {
            settings.remove(key);
        } else {
            settings.insert(key.clone(), value.clone());
        }
    }
    settings.into()
}

/// The forms in which mappings come.
const FORMS: [fn(&[Value]) -> String; 5] = [
    public_api,
    destination_kit,
    terraform,
    terraform_json,
    terraform_state,
];

fn public_api(mappings: &[Value]) -> String {
    let subscriptions = mappings.iter().map(|mapping| {
        json!({"name": mapping["id"], "actionSlug": mapping["action"], "enabled": true,
            "trigger": mapping["trigger"], "settings": settings_of(mapping)})
    });
    json!({"data": {"subscriptions": subscriptions.collect::<Vec<_>>()}}).to_string()
}

fn destination_kit(mappings: &[Value]) -> String {
    let subscriptions = mappings.iter().map(|mapping| {
        json!({"name": mapping["id"], "partnerAction": mapping["action"], "subscribe": mapping["trigger"],
            "mapping": settings_of(mapping)})
    });
    json!({"subscriptions": subscriptions.collect::<Vec<_>>()}).to_string()
}

fn terraform(mappings: &[Value]) -> String {
    let resources = mappings.iter().enumerate().map(|(at, mapping)| {
        format!(
            "resource \"segment_destination_subscription\" \"m{at}\" {{\n  name = {}\n  enabled = true\n  \
             action_slug = {}\n  trigger = {}\n  settings = jsonencode({})\n}}\n",
            hcl(&mapping["id"]),
            hcl(&mapping["action"]),
            hcl(&mapping["trigger"]),
            hcl(&settings_of(mapping))
        )
    });
    resources.collect()
}

/// A value in Terraform's language.
fn hcl(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let mut out = String::from("\"");
            for character in text.replace("${", "$${").replace("%{", "%%{").chars() {
                match character {
                    '"' | '\\' => out.extend(['\\', character]),
                    control if u32::from(control) < 0x20 => {
                        out.extend(format!("\\u{:04x}", u32::from(control)).chars());
                    }
                    other => out.push(other),
                }
            }
            out + "\""
        }
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(hcl).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(members) => {
            let key = |key: &String| hcl(&Value::String(key.clone()));
            let members = members
                .iter()
                .map(|(name, value)| format!("{} = {}\n", key(name), hcl(value)));
            format!("{{\n{}}}", members.collect::<String>())
        }
        other => other.to_string(),
    }
}

fn terraform_json(mappings: &[Value]) -> String {
    let escaped = |text: String| text.replace("${", "$${").replace("%{", "%%{");
    let resources = mappings.iter().map(|mapping| {
        let id = mapping["id"].as_str().unwrap();
        let body = json!({"name": id, "enabled": true, "action_slug": mapping["action"],
            "trigger": escaped(mapping["trigger"].as_str().unwrap().to_owned()),
            "settings": escaped(settings_of(mapping).to_string())});
        (id.to_owned(), body)
    });
    json!({"resource": {"segment_destination_subscription": Value::Object(resources.collect())}})
        .to_string()
}

fn terraform_state(mappings: &[Value]) -> String {
    let resources = mappings.iter().map(|mapping| {
        let attributes = json!({"name": mapping["id"], "enabled": true, "action_slug": mapping["action"],
            "trigger": mapping["trigger"], "settings": settings_of(mapping).to_string()});
        json!({"mode": "managed", "type": "segment_destination_subscription", "name": "m",
            "instances": [{"attributes": attributes}]})
    });
    json!({"version": 4, "resources": resources.collect::<Vec<_>>()}).to_string()
}

/// Imports what Segment would have in place of a document, and maps with both. The other suite compares the document's
/// calls with those of Segment's packages.
fn does_the_same(file: &Path) -> Result<(), Failed> {
    let content = common::read(file);
    let (mut calls, mut verified) = (0, 0);
    for (at, case) in content["cases"].as_array().unwrap().iter().enumerate() {
        let document = case.get("document").unwrap_or(&content["document"]);
        let event = common::json_text(case, "event").unwrap();
        let text = FORMS[at % FORMS.len()](document["mappings"].as_array().unwrap());
        let imported = import(&text);
        let expected = requests(document, &event);
        let found = requests(&imported["document"], &event);
        if expected != found || imported["document"]["mode"] != document["mode"] {
            let name = &case["name"];
            return Err(format!(
                "{name}: {text}\nbecame {imported:#}\nexpected {expected}\nfound {found}"
            )
            .into());
        }
        calls += usize::from(found != NO_REQUESTS);
        verified += usize::from(
            case["requests"]
                .as_array()
                .is_some_and(|calls| !calls.is_empty()),
        );
    }
    if calls != verified {
        return Err(
            format!("{calls} cases with calls, but Segment makes some in {verified}").into(),
        );
    }
    Ok(())
}

/// The calls for an event, as text. Some hold what no other JSON library takes.
fn requests(document: &Value, event: &str) -> String {
    let destination = wire::compile(&document.to_string()).unwrap();
    let answer = wire::map(&destination, event);
    answer.split(r#","skipped":"#).next().unwrap().to_owned()
}

/// How an answer without calls begins.
const NO_REQUESTS: &str = r#"{"status":"success","requests":[]"#;

/// The settings of a custom event with a mapping in it.
fn settings_around(mapping: &str) -> String {
    format!(
        r#"{{"eventType": "E", "customerId": "c", "email": "e@x", "eventProperties": {{"v": {mapping}}}}}"#
    )
}

/// The calls of imported settings for an event.
fn imported_requests(settings: &str, event: &str) -> String {
    let text = format!(
        r#"{{"actionSlug": "trackCustomEvent", "trigger": "type != \"none\"", "settings": {settings}}}"#
    );
    let answer = wire::import_segment(&text);
    let (_, document) = answer
        .split_once(r#""document":"#)
        .unwrap_or_else(|| panic!("{text}: {answer}"));
    let (document, _) = document.split_once(r#","report":"#).unwrap();
    let answer = wire::map(&wire::compile(document).unwrap(), event);
    if answer.starts_with(r#"{"status":"failure""#) {
        return NO_REQUESTS.to_owned();
    }
    answer.split(r#","skipped":"#).next().unwrap().to_owned()
}

/// The calls for an event as Segment makes them: the settings are resolved as a whole, and what comes out is the payload.
fn whole_requests(settings: &str, event: &str) -> String {
    let answer = wire::transform(settings, event);
    let payload = answer.strip_prefix(r#"{"status":"success","result":"#);
    let Some(payload) = payload.and_then(|payload| payload.strip_suffix('}')) else {
        return NO_REQUESTS.to_owned();
    };
    let answer: Value = serde_json::from_str(&wire::actions()).unwrap();
    let mut actions = answer["actions"].as_array().unwrap().iter();
    let action = actions
        .find(|action| action["name"] == "trackCustomEvent")
        .unwrap();
    let fields = action["fields"].as_array().unwrap().iter().map(|field| {
        let key = field["key"].as_str().unwrap();
        (key.to_owned(), json!({"@path": format!("$.{key}")}))
    });
    let document = json!({"mode": "segment", "mappings": [{"id": "track-custom-event", "action": "trackCustomEvent",
        "trigger": "type != \"none\"", "defaults": false, "fields": Value::Object(fields.collect())}]});
    requests(&document, payload)
}

/// Imports every mapping of a family, and compares with the mapping applied by itself.
fn computes_the_same(file: &Path) -> Result<(), Failed> {
    let content = common::read(file);
    let shared = common::json_text(&content, "data");
    let (mut calls, mut results) = (0, 0);
    for case in content["cases"].as_array().unwrap() {
        let data = common::json_text(case, "data").or(shared.clone());
        let (Some(mapping), Some(data)) = (common::json_text(case, "mapping"), data) else {
            continue;
        };
        let settings = settings_around(&mapping);
        let expected = whole_requests(&settings, &data);
        let found = imported_requests(&settings, &data);
        if expected != found {
            return Err(format!(
                "{}: {settings}\nexpected {expected}\nfound {found}",
                case["name"]
            )
            .into());
        }
        calls += usize::from(found != NO_REQUESTS);
        results += usize::from(wire::transform(&settings, &data).contains("\"result\""));
    }
    if calls == 0 && results > 0 {
        return Err("no calls were compared".into());
    }
    Ok(())
}

/// A root directive is taken over field by field.
fn root_transform() -> Result<(), Failed> {
    let applies = [
        r#"{"order": {"@path": "$.properties"}, "user": {"@path": "$.userId"}}"#,
        r#"{"@path": "$.properties"}"#,
        r#"{"@path": "$.nothing"}"#,
        r#"{"order": {"@path": {"@path": "$.nothing"}}}"#,
    ];
    let fields = [
        r#""eventType": "E""#,
        r#""customerId": {"@path": "$.user"}, "eventType": {"@template": "{{order.kind}}"}"#,
        r#""customerId": {"@path": "$.id"}, "eventType": ["E"], "deduplicationId": null"#,
        r#""customerId": {"@path": "$.user"}, "eventType": {"@literal": "E"}, "deduplicationId": [{"@path": "$.order.id"}]"#,
    ];
    let event = r#"{"userId": "u", "properties": {"id": "i", "kind": "k", "email": "e@x"}}"#;
    let mut calls = 0;
    for apply in applies {
        for fields in fields {
            let settings = format!(
                r#"{{"__segment_internal_directive": {{"@transform": {{"apply": {apply}}}}}, {fields},
                    "email": "e@x", "eventProperties": {{"a": {{"@path": "$.order.id"}}}}}}"#
            );
            let (expected, found) = (
                whole_requests(&settings, event),
                imported_requests(&settings, event),
            );
            if expected != found {
                return Err(format!("{settings}\nexpected {expected}\nfound {found}").into());
            }
            calls += usize::from(found != NO_REQUESTS);
        }
    }
    if calls < 3 {
        return Err(format!("only {calls} calls were compared").into());
    }
    Ok(())
}

fn too_many() -> Result<(), Failed> {
    let mapping =
        json!({"id": "m", "action": "trackPurchase", "trigger": "event = \"Order Completed\""});
    let answer = import(&public_api(&vec![mapping; MAX_MAPPINGS + 1]));
    let report = answer["report"].as_array().unwrap();
    let ids: Vec<_> = answer["document"]["mappings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["id"])
        .collect();
    let last = json!({"outcome": "not-understood", "pointer": "/data/subscriptions/50", "what": "mapping `m`",
        "why": "a document has at most 50 mappings; put the rest into another one; the mapping is left out"});
    if ids.len() != MAX_MAPPINGS || ids[49] != "m-50" || report.last() != Some(&last) {
        return Err(format!("{ids:?}\n{:#}", report.last().unwrap()).into());
    }
    Ok(())
}

fn too_much() -> Result<(), Failed> {
    let fields = (0..MAX_IMPORT_REMARKS + 3).map(|at| (format!("field{at}"), json!("x")));
    let subscription = json!({"actionSlug": "trackPurchase", "trigger": "event = \"Order Completed\"",
        "settings": Value::Object(fields.collect())});
    let answer = import(&json!([subscription, subscription]).to_string());
    let report = answer["report"].as_array().unwrap();
    let mappings = report.iter().filter(|entry| entry["outcome"] == "kept");
    let remarks = 2 * (MAX_IMPORT_REMARKS + 3);
    let listed = report.iter().filter(|entry| entry["outcome"] == "changed");
    let last = json!({"outcome": "not-understood", "pointer": "", "why": "the report has no more than 500",
        "what": format!("{} more remarks", remarks - listed.count())});
    if mappings.count() != 2 || report.last() != Some(&last) {
        return Err(format!("{:#}", report.last().unwrap()).into());
    }
    Ok(())
}

/// Whatever the text, there is an answer, and a document in it compiles: texts that stop, or go wrong, anywhere.
fn any_text() -> Result<(), Failed> {
    for file in common::files("import") {
        for (at, case) in common::read(&file)["cases"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
        {
            let text = input(case);
            let places: Vec<_> = text.char_indices().map(|(place, _)| place).collect();
            for place in places.iter().skip(at % 13).step_by(13) {
                let (before, after) = text.split_at(*place);
                let signs = [
                    "", "\"", "{", "}", "]", "${", "\n", "<<-A\n", "/*", "=", "\\", "(",
                ];
                let sign = signs[place % signs.len()];
                for text in [before.to_owned(), format!("{before}{sign}{after}")] {
                    let answer = import(&text);
                    if let Some(document) = answer.get("document") {
                        Destination::compile(&document.to_string())
                            .map_err(|problems| format!("{text}\n{problems:#?}"))?;
                    }
                }
            }
        }
    }
    Ok(())
}
