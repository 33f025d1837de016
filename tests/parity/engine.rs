//! The product's side of the differential test: one request a line, one answer a line, both JSON.
//!
//! What is compared travels as JSON text inside of strings, so that nothing on the way rounds a number or loses half of a
//! surrogate pair.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a request that can't be read is a mistake of the test, and ends it"
)]

use std::io::{self, BufRead, BufReader, BufWriter, Write};

use friendbuy_edge::Destination;
use friendbuy_edge::destination::import::{Entry, Outcome, import_segment};
use friendbuy_edge::diagnostic::{Diagnostic, Pointer, Severity};
use friendbuy_edge::directive::WholeMapping;
use friendbuy_edge::json::{Arena, Value, parse};
use friendbuy_edge::trigger::{Dialect, Trigger};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "camelCase")]
enum Request {
    /// A mapping applied to an event.
    Transform { mapping: String, event: String },
    /// A trigger, as a JSON string, and events.
    Trigger {
        trigger: String,
        events: Vec<String>,
    },
    /// The same from a tree.
    Tree { tree: String, events: Vec<String> },
    /// A document in `segment` mode with one mapping, and an event.
    Map { document: String, event: String },
    /// A mapping of Segment's that is imported first.
    Import { settings: String, event: String },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Result(String),
    Missing(bool),
    NotSubscribed(bool),
    Refused(String),
    /// Of a document, before there is an event.
    Unusable(String),
    Trigger {
        tree: String,
        printed: Option<String>,
        matches: Vec<bool>,
    },
}

fn main() -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 20, io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return output.flush();
        }
        let request = serde_json::from_str(&line).expect("a request");
        serde_json::to_writer(&mut output, &answer(&request))?;
        output.write_all(b"\n")?;
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
}

fn answer(request: &Request) -> Answer {
    match request {
        Request::Transform { mapping, event } => transform(mapping, event),
        Request::Trigger { trigger, events } => read_trigger(trigger, events),
        Request::Tree { tree, events } => read_tree(tree, events),
        Request::Map { document, event } => map(document, event),
        Request::Import { settings, event } => import(settings, event),
    }
}

fn transform(mapping: &str, event: &str) -> Answer {
    let arena = Arena::new();
    let mapping = match parse(mapping, &arena) {
        Ok(mapping) => mapping,
        Err(error) => return Answer::Refused(error.to_string()),
    };
    let mut problems = Vec::new();
    let mapping = WholeMapping::compile(mapping, Pointer::root(), &mut problems);
    if let Some(problem) = problems
        .iter()
        .find(|problem| problem.severity == Severity::Error)
    {
        return Answer::Refused(problem.message.clone());
    }
    let event = match parse(event, &arena) {
        Ok(event) => event,
        Err(error) => return Answer::Refused(error.to_string()),
    };
    match mapping.transform(event, &arena) {
        Ok(Value::Undefined) => Answer::Missing(true),
        Ok(value) => Answer::Result(value.to_json()),
        Err(error) => Answer::Refused(error.to_string()),
    }
}

fn read_trigger(trigger: &str, events: &[String]) -> Answer {
    let arena = Arena::new();
    let Ok(Value::Text(text)) = parse(trigger, &arena) else {
        panic!("a trigger is a string: {trigger}");
    };
    match Trigger::compile_text(text, Dialect::Segment) {
        Ok(trigger) => show(&trigger, events),
        Err(errors) => {
            let messages: Vec<_> = errors.iter().map(ToString::to_string).collect();
            Answer::Refused(messages.join("; "))
        }
    }
}

fn read_tree(tree: &str, events: &[String]) -> Answer {
    let arena = Arena::new();
    let tree = parse(tree, &arena).expect("a tree is JSON");
    match Trigger::from_json(tree, Dialect::Segment, &Pointer::root()) {
        Ok(trigger) => show(&trigger, events),
        Err(problems) => Answer::Refused(messages(&problems)),
    }
}

fn show(trigger: &Trigger, events: &[String]) -> Answer {
    let arena = Arena::new();
    let matches = events.iter().map(|event| {
        let event = parse(event, &arena).expect("an event is JSON");
        trigger.matches(event, &arena)
    });
    let matches = matches.collect();
    let printed = trigger.print(Dialect::Segment).ok();
    Answer::Trigger {
        tree: trigger.condition().to_json(&arena).to_json(),
        printed: printed.map(|text| Value::Text(text.as_text()).to_json()),
        matches,
    }
}

fn map(document: &str, event: &str) -> Answer {
    let destination = match Destination::compile(document) {
        Ok(destination) => destination,
        Err(problems) => return Answer::Unusable(messages(&problems)),
    };
    let arena = Arena::new();
    let outcome = match destination.map(event, &arena) {
        Ok(outcome) => outcome,
        Err(problems) => return Answer::Refused(messages(&problems)),
    };
    match (outcome.requests.first(), outcome.skipped.first()) {
        (Some(request), _) => {
            let mut body = String::new();
            request.body.write_json(&mut body);
            Answer::Result(body)
        }
        (None, Some(skipped)) if skipped.reason.as_str() == "not-triggered" => {
            Answer::NotSubscribed(true)
        }
        (None, _) => Answer::Refused(messages(&outcome.diagnostics)),
    }
}

fn import(settings: &str, event: &str) -> Answer {
    let import = match import_segment(settings) {
        Ok(import) => import,
        Err(problems) => return Answer::Unusable(messages(&problems)),
    };
    let is_kept = |entry: &Entry| entry.outcome == Outcome::Kept;
    if !import.report.iter().any(is_kept) {
        let reasons = import
            .report
            .iter()
            .filter_map(|entry| entry.why.as_deref());
        return Answer::Unusable(reasons.collect::<Vec<_>>().join("; "));
    }
    map(&import.document, event)
}

fn messages(problems: &[Diagnostic]) -> String {
    let messages: Vec<_> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    messages.join("; ")
}
