//! What the product has to say about a document or an event.
//!
//! Nothing stops at the first problem: whoever finds one adds a [`Diagnostic`] and goes on where it can. Messages are
//! for people, codes are for machines: a [`Code`] never changes its meaning, a message may get better.

mod code;
mod pointer;
mod suggest;

use std::ops::Range;

pub use code::Code;
pub use pointer::Pointer;
pub use suggest::nearest;

use crate::json::JsonError;

/// How much a [`Diagnostic`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document can't be used, or the event is refused.
    Error,
    /// Something was dropped or is probably not meant that way.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Which JSON a [`Location`] points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The Segment event.
    Event,
    /// The destination document (or a mapping or trigger given by itself).
    Document,
}

impl Source {
    /// `event` or `document`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Document => "document",
        }
    }
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Which JSON is pointed into.
    pub source: Source,
    /// The value in it.
    pub pointer: Pointer,
    /// The part of that value, when it is a string: bytes from its start. For text that is no JSON: of the whole text.
    pub span: Option<Range<usize>>,
}

impl Location {
    /// A place in the event.
    pub const fn event(pointer: Pointer) -> Self {
        Self {
            source: Source::Event,
            pointer,
            span: None,
        }
    }

    /// A place in the document.
    pub const fn document(pointer: Pointer) -> Self {
        Self {
            source: Source::Document,
            pointer,
            span: None,
        }
    }

    /// Whether this is a place in the event.
    pub fn is_event(&self) -> bool {
        self.source == Source::Event
    }

    /// A member of the value there.
    #[must_use]
    pub fn below(self, key: &str) -> Self {
        Self {
            pointer: self.pointer.key(key),
            ..self
        }
    }

    /// The same place, narrowed to a part of the string there.
    #[must_use]
    pub fn with_span(self, span: Range<usize>) -> Self {
        Self {
            span: Some(span),
            ..self
        }
    }
}

/// One finding: what, where, how bad, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What it is, for machines.
    pub code: Code,
    /// The id of the mapping it is about.
    pub mapping: Option<Box<str>>,
    /// The key of the action field it is about.
    pub field: Option<&'static str>,
    /// Where it is.
    pub location: Option<Location>,
    /// What it is, for people: one line, lower case, no final stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding with the severity its code usually has.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: code.severity(),
            code,
            mapping: None,
            field: None,
            location: None,
            message: message.into(),
            help: None,
        }
    }

    /// What a text is told that is no JSON.
    pub fn not_json(error: JsonError, text: &str, source: Source) -> Self {
        let before = text.get(..error.offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let kind = error.kind;
        let message = format!("not JSON: {kind} (line {line}, column {column})");
        let location = Location {
            source,
            pointer: Pointer::root(),
            span: Some(error.offset..error.offset),
        };
        let finding = Self::new(Code::JsonSyntax, message).at(location);
        if text.starts_with('\u{feff}') {
            return finding.help("it begins with a byte order mark, which is no part of JSON");
        }
        finding
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(self, location: Location) -> Self {
        Self {
            location: Some(location),
            ..self
        }
    }

    /// The same finding with advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// The same finding with advice, if there is any.
    #[must_use]
    pub fn maybe_help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}
