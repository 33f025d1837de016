//! What the delivery log is told: one entry for each call of each event.

use std::borrow::Cow;

use super::attempt::Report;
use super::message::Message;
use super::settle::Outcome;
use crate::json::{Arena, ObjectWriter, Text, Value, parse};
use crate::limits::MAX_KEPT_CALL_BYTES;

/// What became of one call of an event. The log keeps the last entry of each `message` and `mapping`, and what was sent
/// stays sent, in whatever order entries come.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The event's `messageId`.
    pub message: String,
    /// The mapping's id; empty when the whole message is meant.
    pub mapping: String,
    /// The action's name.
    pub action: Option<&'static str>,
    /// The event's type, for track events with the name.
    pub event: Option<String>,
    /// The send-once key.
    pub key: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// How the last attempt ended.
    pub report: Report,
    /// MAPI's reference, for its support.
    pub reference: Option<String>,
    /// Codes of the diagnostics.
    pub codes: Vec<Cow<'static, str>>,
    /// In how many seconds it is tried again.
    pub next_in: Option<u32>,
    /// What it takes to send it again, when a person has to look at it.
    pub failed: Option<Failed>,
}

/// The statuses of the delivery log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// How a call stands after an attempt.
    After(Outcome),
    /// It failed too often: a dead letter.
    Failed,
}

impl Status {
    /// `sent`, `duplicate`, `refused`, `held`, `waiting`, `stopped` or `failed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::After(outcome) => outcome.as_str(),
            Self::Failed => "failed",
        }
    }
}

/// A failed event with its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Why a person has to look at it.
    pub reason: FailedReason,
    /// The mappings the message stood for, when `mapping` is empty; `None` for all of them.
    pub mappings: Option<Vec<String>>,
    /// The event, JSON text; of an unreadable message, the message.
    pub event: String,
    /// Path and body of the call.
    pub call: Option<(&'static str, String)>,
    /// The answer's body, or its beginning.
    pub answer: Option<String>,
    /// What the mapping had to say, a JSON list.
    pub diagnostics: Option<String>,
}

impl Failed {
    /// An event, of which nothing more is known.
    pub fn new(reason: FailedReason, event: &str) -> Self {
        Self {
            reason,
            mappings: None,
            event: event.to_owned(),
            call: None,
            answer: None,
            diagnostics: None,
        }
    }

    /// The call, unless it is so large that it would keep others out of the log. It can be made again of the event.
    pub fn kept_call(&self) -> Option<(&'static str, &str)> {
        let call = self.call.as_ref();
        let call = call.filter(|(_, body)| body.len() <= MAX_KEPT_CALL_BYTES);
        call.map(|(path, body)| (*path, body.as_str()))
    }

    /// An event that is refused before a call is made; `diagnostics` say why, a JSON list.
    pub fn refused(event: &str, diagnostics: String) -> Self {
        Self {
            diagnostics: Some(diagnostics),
            ..Self::new(FailedReason::Refused, event)
        }
    }
}

/// Why a person has to look at an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedReason {
    /// The mapping or MAPI refused it.
    Refused,
    /// It may have been sent, and the setting `UNCERTAIN` says `hold`.
    Held,
    /// It failed too often.
    Failed,
    /// It is no message, or holds no event.
    Unreadable,
}

impl FailedReason {
    /// The reason's name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Entry {
    /// An entry that says nothing but whose it is and where it stands.
    pub fn new(message: &str, mapping: &str, status: Status) -> Self {
        let outcome = match status {
            Status::After(outcome) => outcome,
            Status::Failed => Outcome::Refused,
        };
        Self {
            message: message.to_owned(),
            mapping: mapping.to_owned(),
            action: None,
            event: None,
            key: None,
            status,
            report: Report::new(outcome),
            reference: None,
            codes: Vec::new(),
            next_in: None,
            failed: None,
        }
    }

    /// An event that the intake did not take, if a message is about one. Its sender was told of success, so that the desk is
    /// where it shows.
    pub fn not_taken(message: &Message<'_>) -> Option<Self> {
        let (code, why) = message.refusal()?;
        let (id, event) = (message.message_id(), message.event());
        let arena = Arena::new();
        let value = parse(event, &arena).unwrap_or(Value::Undefined);
        Some(Self {
            event: event_label(value),
            ..Self::refused(id, "", event, code.to_owned().into(), why)
        })
    }

    /// An event that is refused for a reason no mapping has found.
    pub(super) fn refused(
        message: &str,
        mapping: &str,
        event: &str,
        code: Cow<'static, str>,
        why: &str,
    ) -> Self {
        let mut diagnostics = String::new();
        crate::json::write_list(&mut diagnostics, [why], |why, out| {
            let mut diagnostic = ObjectWriter::new(out);
            diagnostic.text("severity", "error");
            diagnostic.text("code", &code);
            diagnostic.text("message", why);
            diagnostic.finish();
        });
        Self {
            codes: vec![code],
            failed: Some(Failed::refused(event, diagnostics)),
            ..Self::new(message, mapping, Status::After(Outcome::Refused))
        }
    }

    /// Whether the log has to hold the entry before the queue may forget the message.
    pub const fn is_needed(&self) -> bool {
        self.failed.is_some()
    }

    /// Writes the row of the delivery log. Members that are not there become NULL.
    pub fn write_delivery(&self, out: &mut String) {
        let mut row = ObjectWriter::new(out);
        row.text("message", &self.message);
        row.text("mapping", &self.mapping);
        row.text("status", self.status.as_str());
        row.whole("attempts", self.report.attempts);
        row.whole("uncertain", self.report.uncertain);
        row.flag("fresh", self.report.fresh || self.status == Status::Failed);
        for (name, value) in [
            ("action", self.action),
            ("event", self.event.as_deref()),
            ("key", self.key.as_deref()),
            ("eventId", self.report.event_id.as_deref()),
            ("reference", self.reference.as_deref()),
            ("duplicateOf", self.report.duplicate_of.as_deref()),
        ] {
            if let Some(value) = value {
                row.text(name, value);
            }
        }
        if let Some(status) = self.report.http_status {
            row.whole("httpStatus", status);
        }
        if let Some(seconds) = self.next_in {
            row.whole("nextIn", seconds);
        }
        if !self.codes.is_empty() {
            // A column of text, in which a list is written.
            let mut codes = String::new();
            crate::json::write_list(&mut codes, &self.codes, |code, out| {
                Text::Str(code).write_json(out);
            });
            row.text("codes", &codes);
        }
        row.finish();
    }

    /// Writes the row of the failed events, if there is one.
    pub fn write_failed(&self, out: &mut String) -> bool {
        let Some(failed) = &self.failed else {
            return false;
        };
        let mut row = ObjectWriter::new(out);
        row.text("message", &self.message);
        row.text("mapping", &self.mapping);
        row.text("reason", failed.reason.as_str());
        row.text("event", &failed.event);
        if let Some(mappings) = &failed.mappings {
            let mut list = String::new();
            crate::json::write_list(&mut list, mappings, |mapping, out| {
                Text::Str(mapping).write_json(out);
            });
            row.text("mappings", &list);
        }
        if let Some((path, body)) = failed.kept_call() {
            row.text("callPath", path);
            row.text("callBody", body);
        }
        if let Some(status) = self.report.http_status {
            row.whole("answerStatus", status);
        }
        if let Some(answer) = &failed.answer {
            row.text("answerBody", answer);
        }
        if let Some(diagnostics) = &failed.diagnostics {
            row.text("diagnostics", diagnostics);
        }
        row.finish();
        true
    }
}

/// The name an event goes by in the log: its type, and the name of a track, page or screen event.
pub fn event_label(event: Value<'_>) -> Option<String> {
    let kind = event.member("type").as_str()?;
    let name = match kind {
        "track" => event.member("event"),
        _ => Value::Undefined,
    };
    let label = match name.as_str() {
        Some(name) => format!("{kind} {name}"),
        None => kind.to_owned(),
    };
    Some(
        label
            .chars()
            .take(crate::limits::MAX_EVENT_LABEL_CHARACTERS)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_json_and_tells_only_what_is_known() {
        let mut entry = Entry::new("m \"1\"", "purchase", Status::After(Outcome::Sent));
        let mut row = String::new();
        entry.write_delivery(&mut row);
        assert_eq!(
            row,
            r#"{"message":"m \"1\"","mapping":"purchase","status":"sent","attempts":0,"uncertain":0,"fresh":false}"#
        );
        assert!(!entry.is_needed() && !entry.write_failed(&mut row));

        entry.codes = vec!["required-missing".into()];
        entry.failed = Some(Failed {
            mappings: Some(vec!["a".to_owned()]),
            call: Some(("/v1/customer", "{}".to_owned())),
            ..Failed::new(FailedReason::Refused, "{\"a\":\n1}")
        });
        for write in [
            |entry: &Entry, out: &mut String| entry.write_delivery(out),
            |entry: &Entry, out: &mut String| assert!(entry.write_failed(out)),
        ] {
            let mut row = String::new();
            write(&entry, &mut row);
            let arena = Arena::new();
            assert!(parse(&row, &arena).is_ok(), "{row}");
        }
        assert!(entry.is_needed());
        let body = "x".repeat(MAX_KEPT_CALL_BYTES + 1);
        entry.failed.as_mut().unwrap().call = Some(("/v1/customer", body));
        let mut row = String::new();
        entry.write_failed(&mut row);
        assert!(row.len() < 1_000);
    }

    #[test]
    fn events_go_by_type_and_name() {
        let arena = Arena::new();
        for (event, label) in [
            (
                r#"{"type":"track","event":"Order Completed"}"#,
                Some("track Order Completed"),
            ),
            (r#"{"type":"identify","event":"x"}"#, Some("identify")),
            (r#"{"type":"track","event":7}"#, Some("track")),
            ("{}", None),
        ] {
            let event = parse(event, &arena).unwrap();
            assert_eq!(event_label(event).as_deref(), label);
        }
    }
}
