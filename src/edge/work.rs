//! What a message is to become: its calls, and what its mappings refuse.

use std::borrow::Cow;

use super::log::{self, Level};
use super::mapi::Call;
use crate::Destination;
use crate::delivery::{
    Entry, Failed, Message, Outcome, Status, event_label, send_once_key, unmade,
};
use crate::destination::{self, Reason};
use crate::diagnostic::Diagnostic;
use crate::json::{Arena, ObjectWriter, write_list};
use crate::wire::write_diagnostic;

/// What a message is to become.
pub(super) struct Work {
    /// The event's name in the log.
    pub(super) event: Option<String>,
    /// Its calls.
    pub(super) calls: Vec<Call>,
    /// Mappings that refused it.
    pub(super) refused: Vec<Entry>,
    /// Codes of what the mappings had to say.
    pub(super) codes: Vec<Cow<'static, str>>,
}

/// What a message is to become. `None` when it holds no event.
pub(super) fn work_of(destination: &Destination, message: &Message<'_>) -> Option<Work> {
    let arena = Arena::new();
    let outcome = match destination.map(message.event(), &arena) {
        Ok(outcome) => outcome,
        Err(diagnostics) => {
            log_mapping(message, Level::Error, &[], &diagnostics);
            return None;
        }
    };
    let skipped = outcome.skipped.iter();
    let skipped = skipped.filter(|skipped| skipped.reason == Reason::Refused);
    let refused: Vec<_> = skipped
        .map(|skipped| skipped.mapping)
        .filter(|mapping| message.concerns(mapping))
        .collect();
    if !outcome.diagnostics.is_empty() {
        let level = if refused.is_empty() {
            Level::Info
        } else {
            Level::Warning
        };
        log_mapping(message, level, &refused, &outcome.diagnostics);
    }
    let event = event_label(outcome.event.value());
    let requests = outcome.requests.iter();
    let requests = requests.filter(|request| message.concerns(request.mapping));
    Some(Work {
        calls: requests
            .map(|request| call(request, &outcome, message))
            .collect(),
        refused: refused
            .iter()
            .map(|mapping| refused_entry(message, mapping, event.clone(), &outcome.diagnostics))
            .chain(unmade(message, &outcome))
            .collect(),
        event,
        codes: codes(&outcome.diagnostics),
    })
}

fn call(
    request: &destination::MappedRequest<'_>,
    outcome: &destination::Outcome<'_>,
    message: &Message<'_>,
) -> Call {
    let mut body = String::new();
    request.body.write_json(&mut body);
    let key = send_once_key(request, outcome.event);
    Call {
        mapping: request.mapping.to_owned(),
        action: request.action.name(),
        path: request.action.table().path,
        body,
        // Without a key of its own a call is the message's.
        key: key.unwrap_or_else(|| format!("call:{}:{}", request.mapping, message.message_id())),
    }
}

/// The log's entry about a mapping that refuses an event: a person may change one or the other.
fn refused_entry(
    message: &Message<'_>,
    mapping: &str,
    event: Option<String>,
    found: &[Diagnostic],
) -> Entry {
    let is_about = |found: &&Diagnostic| found.mapping.as_deref().is_none_or(|id| id == mapping);
    let found: Vec<_> = found.iter().filter(is_about).collect();
    let mut diagnostics = String::new();
    write_list(&mut diagnostics, &found, |found, out| {
        write_diagnostic(found, message.event(), out);
    });
    let mut entry = Entry::new(
        message.message_id(),
        mapping,
        Status::After(Outcome::Refused),
    );
    entry.event = event;
    entry.codes = codes(found);
    entry.report.fresh = true;
    entry.failed = Some(Failed::refused(message.event(), diagnostics));
    entry
}

/// The codes of what the mappings found, each once.
fn codes<'d>(found: impl IntoIterator<Item = &'d Diagnostic>) -> Vec<Cow<'static, str>> {
    let mut codes = Vec::new();
    for found in found {
        let code = Cow::Borrowed(found.code.as_str());
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// Names, codes and places of what the mapping found; not the messages, which may repeat values.
fn log_mapping(message: &Message<'_>, level: Level, refused: &[&str], found: &[Diagnostic]) {
    log::line(level, "mapping", |object| {
        object.text("messageId", message.message_id());
        object.list("refused", refused, |mapping, out| {
            crate::json::Text::Str(mapping).write_json(out);
        });
        object.list("findings", found, |diagnostic, out| {
            let mut finding = ObjectWriter::new(out);
            finding.text("severity", diagnostic.severity.as_str());
            finding.text("code", diagnostic.code.as_str());
            if let Some(mapping) = &diagnostic.mapping {
                finding.text("mapping", mapping);
            }
            if let Some(location) = &diagnostic.location {
                finding.text("pointer", location.pointer.as_str());
            }
            finding.finish();
        });
    });
}
