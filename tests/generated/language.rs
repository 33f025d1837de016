//! Both languages and all findings, for the help of editors and for documentation.

use friendbuy_edge::diagnostic::Code;
use friendbuy_edge::directive::{Argument, Manual, Takes, manual};
use friendbuy_edge::trigger::{CONDITIONS, Member, Operator, Root};
use serde_json::{Map, Value, json};

pub(crate) fn language() -> Value {
    json!({
        "directives": manual().map(|page| directive(&page)).collect::<Vec<_>>(),
        "triggers": {
            "conditions": CONDITIONS.iter().map(|condition| json!({
                "syntax": condition.syntax,
                "meaning": condition.meaning,
                "examples": condition.examples,
                "segment": condition.segment,
            })).collect::<Vec<_>>(),
            "members": Member::ALL.iter().map(|member| json!({
                "name": member.name(), "about": sentence(member.about()),
            })).collect::<Vec<_>>(),
            "roots": Root::ALL.iter().map(|root| json!({
                "name": root.name(), "about": sentence(root.about()),
            })).collect::<Vec<_>>(),
            "operators": Operator::ALL.iter().map(|operator| json!({
                "name": operator.name().to_string(), "about": sentence(operator.about()),
            })).collect::<Vec<_>>(),
        },
        "diagnostics": Code::ALL.iter().map(|code| json!({
            "code": code.as_str(),
            "severity": code.severity().as_str(),
            "about": sentence(code.about()),
        })).collect::<Vec<_>>(),
    })
}

fn sentence(about: &str) -> &str {
    about.trim()
}

fn directive(page: &Manual) -> Value {
    let Manual {
        spec,
        summary,
        examples,
    } = page;
    let examples = examples.iter().map(|example| {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let mut shown = json!({ "mapping": read(example.mapping), "event": read(example.event) });
        if let Some(result) = example.result {
            shown["result"] = read(result);
        }
        shown
    });
    let mut shown = json!({ "name": spec.name, "summary": summary, "takes": takes(spec.takes) });
    let options = spec.takes.options();
    if !options.is_empty() {
        shown["options"] = options.iter().map(option).collect();
    }
    shown["examples"] = examples.collect();
    shown
}

fn option(argument: &Argument) -> Value {
    let mut shown = Map::new();
    shown.insert("name".into(), argument.name.into());
    shown.insert("takes".into(), takes(argument.takes).into());
    shown.insert("required".into(), argument.required.into());
    shown.insert("summary".into(), argument.summary.into());
    shown.into()
}

fn takes(takes: Takes) -> String {
    match takes {
        Takes::Json => "any JSON, or a directive".into(),
        Takes::Mapping => "a directive, or JSON with directives in it".into(),
        Takes::TextOrDirective => "a string, or a directive that gives one".into(),
        Takes::Text {
            max: usize::MAX, ..
        } => "a string".into(),
        Takes::Text { max, .. } => format!("a string of at most {max} characters"),
        Takes::Word(words) => format!("`{}`", words.join("` or `")),
        Takes::Bool => "`true` or `false`".into(),
        Takes::ObjectOrDirective => "an object or a directive".into(),
        Takes::Objects => "a list of objects and directives".into(),
        Takes::SourceAndShape => "a list of a path and the shape of each item".into(),
        Takes::Options(_) => "an object of options".into(),
    }
}
