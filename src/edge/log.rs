//! The log: one JSON object a line. Ids, codes, counts and durations; never a secret, a body or personal data.

use std::fmt::Display;

use worker::{console_error, console_log, console_warn};

use crate::json::ObjectWriter;

/// How much a line matters.
#[derive(Clone, Copy)]
pub(super) enum Level {
    Info,
    Warning,
    Error,
}

/// Writes one line. `about` is what it is about, as in `intake` or `call`.
pub(super) fn line(level: Level, about: &str, write: impl FnOnce(&mut ObjectWriter<'_>)) {
    let mut text = String::new();
    let mut object = begin(level, about, &mut text);
    write(&mut object);
    object.finish();
    print(level, &text);
}

/// What all lines have, apart from what only one has: that is compiled once for each of them.
fn begin<'t>(level: Level, about: &str, text: &'t mut String) -> ObjectWriter<'t> {
    let mut object = ObjectWriter::new(text);
    let name = match level {
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    object.text("level", name);
    object.text("about", about);
    object
}

fn print(level: Level, text: &str) {
    match level {
        Level::Info => console_log!("{text}"),
        Level::Warning => console_warn!("{text}"),
        Level::Error => console_error!("{text}"),
    }
}

/// Writes a member that is a number.
pub(super) fn number(object: &mut ObjectWriter<'_>, name: &'static str, value: impl Display) {
    object.member(name).push_str(&value.to_string());
}
