//! Calls and answers of the faces: JSON text in, JSON text out.
//!
//! An answer is an object whose `status` is `success` or `failure`. Spans count UTF-16 code units, as JavaScript does;
//! everywhere else in the crate they count bytes.

mod catalogue;
mod compare;
mod explain;
mod import;
pub mod trigger;

use std::ops::Range;

pub use catalogue::{MappingEntry, actions, mappings};
pub use compare::compare;
pub(crate) use compare::write_difference;
pub use explain::explain;
pub use import::import_segment;

use crate::delivery::send_once_key;
use crate::destination::{self, Destination, MappedRequest, Outcome, as_event, parse_event};
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, Severity, Source};
use crate::directive;
use crate::event::Event;
use crate::intake::{events_of_batch, items_of_batch};
use crate::json::{Arena, ObjectWriter, parse};

/// Compiles a document.
///
/// # Errors
///
/// The failure answer, when the document can't be used.
pub fn compile(document: &str) -> Result<Destination, String> {
    Destination::compile(document).map_err(|diagnostics| failure(&diagnostics, document))
}

/// Maps one event: a success with the `requests`, the mappings that are `skipped` and the `diagnostics`, or the failure
/// answer.
///
/// A batch as Segment's libraries send it, `{"batch": [...]}`, comes to a success with the `results`: for each event an
/// answer of its own, in which the event has what the batch says for all of them.
///
/// ```
/// use friendbuy_edge::{Destination, wire};
/// let answer = wire::map(&Destination::standard(), r#"{"type": "page"}"#);
/// assert!(answer.starts_with(r#"{"status":"success","requests":[],"skipped":[{"mapping":"customer","reason":"not-triggered"}"#));
/// ```
pub fn map(destination: &Destination, event: &str) -> String {
    map_in(destination, event, &Arena::for_event())
}

/// The same with an arena that the caller keeps.
pub fn map_in(destination: &Destination, event: &str, arena: &Arena) -> String {
    let read = match destination.read(event, arena) {
        Ok(read) => read,
        Err(problem) => return failure(&[*problem], event),
    };
    let Some(events) = events_of_batch(read.event.object(), arena) else {
        return success(&destination.map_read(read, arena), event);
    };
    answer(|answer| {
        answer.list("results", events, |value, out| match as_event(value) {
            Ok(parsed) => write_success(&destination.map_event(parsed, arena), event, out),
            Err(problem) => out.push_str(&failure(&[*problem], event)),
        });
    })
}

/// What is wrong with a batch where one event is asked about.
fn refuse_batch(event: Event<'_>) -> Option<Diagnostic> {
    items_of_batch(event.object())?;
    let message = "this is a batch of events, not one";
    let batch = Location::event(Pointer::root().key("batch"));
    let finding = Diagnostic::new(Code::EventType, message).at(batch);
    Some(finding.help("give its events one at a time"))
}

fn success(outcome: &Outcome<'_>, event: &str) -> String {
    // An answer is about as long as its event.
    let mut out = String::with_capacity(event.len());
    write_success(outcome, event, &mut out);
    out
}

fn write_success(outcome: &Outcome<'_>, event: &str, out: &mut String) {
    write_answer(out, |answer| write_outcome(outcome, event, answer));
}

/// The answer of a success.
fn answer(write: impl FnOnce(&mut ObjectWriter<'_>)) -> String {
    let mut out = String::new();
    write_answer(&mut out, write);
    out
}

fn write_answer(out: &mut String, write: impl FnOnce(&mut ObjectWriter<'_>)) {
    let mut answer = ObjectWriter::new(out);
    answer.text("status", "success");
    write(&mut answer);
    answer.finish();
}

fn write_outcome(outcome: &Outcome<'_>, event: &str, answer: &mut ObjectWriter<'_>) {
    answer.list("requests", &outcome.requests, |request, out| {
        write_request(request, outcome, out);
    });
    answer.list("skipped", &outcome.skipped, |skipped, out| {
        let mut object = ObjectWriter::new(out);
        object.text("mapping", skipped.mapping);
        object.text("reason", skipped.reason.as_str());
        object.finish();
    });
    write_diagnostics(&outcome.diagnostics, event, answer);
}

/// Writes findings about `text`.
fn write_diagnostics(diagnostics: &[Diagnostic], text: &str, answer: &mut ObjectWriter<'_>) {
    answer.list("diagnostics", diagnostics, |diagnostic, out| {
        write_diagnostic(diagnostic, text, out);
    });
}

fn write_request(request: &MappedRequest<'_>, outcome: &Outcome<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("mapping", request.mapping);
    object.text("action", request.action.name());
    object.text("method", "POST");
    object.text("path", request.action.table().path);
    request.body.write_json(object.member("body"));
    if let Some(key) = send_once_key(request, outcome.event) {
        object.text("sendOnceKey", &key);
    }
    object.finish();
}

/// The answer when a text can't be used.
pub fn failure(diagnostics: &[Diagnostic], text: &str) -> String {
    let mut out = String::new();
    let mut answer = ObjectWriter::new(&mut out);
    answer.text("status", "failure");
    write_diagnostics(diagnostics, text, &mut answer);
    answer.finish();
    out
}

/// Writes a finding about `text`.
pub(crate) fn write_diagnostic(diagnostic: &Diagnostic, text: &str, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("severity", diagnostic.severity.as_str());
    object.text("code", diagnostic.code.as_str());
    if let Some(mapping) = &diagnostic.mapping {
        object.text("mapping", mapping);
    }
    if let Some(field) = diagnostic.field {
        object.text("field", field);
    }
    if let Some(location) = &diagnostic.location {
        object.text("source", location.source.as_str());
        object.text("pointer", location.pointer.as_str());
        if let Some(span) = utf16_span(location, text) {
            write_span(&span, object.member("span"));
        }
    }
    object.text("message", &diagnostic.message);
    if let Some(help) = &diagnostic.help {
        object.text("help", help);
    }
    object.finish();
}

fn write_span(span: &Range<usize>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.member("start").push_str(&span.start.to_string());
    object.member("end").push_str(&span.end.to_string());
    object.finish();
}

/// A span in UTF-16 code units: of the string at the location, or of the whole text when that is no JSON.
fn utf16_span(location: &Location, text: &str) -> Option<Range<usize>> {
    let span = location.span.clone()?;
    let arena = Arena::new();
    let string = match parse(text, &arena) {
        Ok(root) => location.pointer.of(root)?.as_str()?,
        Err(_) => text,
    };
    Some(utf16(&span, string))
}

/// A span of a text in UTF-16 code units instead of bytes.
fn utf16(span: &Range<usize>, text: &str) -> Range<usize> {
    let units = |bytes: usize| {
        let before = text.get(..bytes).unwrap_or(text);
        before.chars().map(char::len_utf16).sum()
    };
    units(span.start)..units(span.end)
}

/// Checks a document: a success with what is worth a warning, or the failure answer.
pub fn validate(document: &str) -> String {
    let (destination, diagnostics) = Destination::compile_with_warnings(document);
    if destination.is_none() {
        return failure(&diagnostics, document);
    }
    checked(&diagnostics, document)
}

fn checked(diagnostics: &[Diagnostic], document: &str) -> String {
    answer(|answer| write_diagnostics(diagnostics, document, answer))
}

/// Checks a document and gives advice on it: a success with all there is to say, or the failure answer.
pub fn lint(document: &str) -> String {
    match destination::lint::lint(document) {
        Ok(diagnostics) => checked(&diagnostics, document),
        Err(diagnostics) => failure(&diagnostics, document),
    }
}

/// Applies a mapping to an event, with nothing of an action around it: a success with the `result`, which is absent
/// when there is no value, or the failure answer.
///
/// ```
/// use friendbuy_edge::wire::transform;
/// let answer = transform(r#"{"id": {"@template": "{{userId}}.{{n}}"}}"#, r#"{"userId": "u", "n": 1.50}"#);
/// assert_eq!(answer, r#"{"status":"success","result":{"id":"u.1.5"}}"#);
/// ```
pub fn transform(mapping: &str, event: &str) -> String {
    let arena = Arena::new();
    let mapping_value = match parse(mapping, &arena) {
        Ok(value) => value,
        Err(error) => {
            let problem = Diagnostic::not_json(error, mapping, Source::Document);
            return failure(&[problem], mapping);
        }
    };
    let mut problems = Vec::new();
    let compiled = directive::WholeMapping::compile(mapping_value, Pointer::root(), &mut problems);
    if problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
    {
        return failure(&problems, mapping);
    }
    let event_value = match parse_event(event, &arena) {
        Ok(event) => event.value(),
        Err(problem) => return failure(&[*problem], event),
    };
    match compiled.transform(event_value, &arena) {
        Ok(value) => answer(|answer| {
            if !value.is_undefined() {
                value.write_json(answer.member("result"));
            }
        }),
        Err(error) => failure(&[error.to_diagnostic(&Pointer::root())], mapping),
    }
}
