//! `additionalProperties`: texts only, ten of them, 128 characters each.
//!
//! Source: Segment's page on the Friendbuy destination. Friendbuy's own documentation types the values as strings and
//! names no number.

use super::report::Report;
use crate::diagnostic::{Code, Diagnostic};
use crate::field::is_empty;
use crate::json::{Arena, Text, Value};
use crate::limits::{MAX_ADDITIONAL_PROPERTIES, MAX_ADDITIONAL_PROPERTY_CHARACTERS};

/// A value on its way into the additional properties.
pub(super) struct Candidate<'a> {
    pub(super) key: Text<'a>,
    pub(super) value: Value<'a>,
    /// Custom attributes have to be texts; other values become texts.
    pub(super) is_attribute: bool,
    pub(super) origin: Origin,
}

/// What a value came from.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    /// The field of this slot.
    Field(usize),
    /// A member of the custom attributes or the event properties.
    Member,
}

/// Turns candidates into texts and keeps those that obey the rules, in their order.
pub(super) fn choose<'a>(
    candidates: &[Candidate<'a>],
    report: &mut Report<'_, 'a>,
    arena: &'a Arena,
) -> Vec<(Text<'a>, Text<'a>)> {
    let limits = report.rules.limits_additional;
    let mut chosen = Vec::with_capacity(candidates.len());
    for candidate in candidates
        .iter()
        .filter(|candidate| !is_empty(candidate.value))
    {
        if limits && candidate.is_attribute && !matches!(candidate.value, Value::Text(_)) {
            report.not_text(candidate);
            continue;
        }
        let text = to_text(candidate.value, arena);
        if limits && !report.fits(candidate, text) {
            continue;
        }
        if limits && chosen.len() == MAX_ADDITIONAL_PROPERTIES {
            report.too_many(candidate);
            continue;
        }
        chosen.push((candidate.key, text));
    }
    chosen
}

/// Texts as they are, numbers and booleans as JavaScript prints them, all else as JSON.
fn to_text<'a>(value: Value<'a>, arena: &'a Arena) -> Text<'a> {
    match value {
        Value::Text(_) | Value::Number(_) | Value::Bool(_) => value.to_text(arena),
        _ => Text::Str(arena.text(&value.to_json())),
    }
}

impl<'a> Report<'_, 'a> {
    fn not_text(&mut self, candidate: &Candidate<'a>) {
        let message = format!(
            "custom attribute `{}` is {}, Friendbuy takes only strings; it is not sent",
            candidate.key,
            candidate.value.kind()
        );
        let problem =
            Diagnostic::new(Code::AttributeNotText, message).help("send the value as a string");
        self.misfit(candidate.origin, candidate.key, problem);
    }

    fn fits(&mut self, candidate: &Candidate<'a>, text: Text<'a>) -> bool {
        const MAX: usize = MAX_ADDITIONAL_PROPERTY_CHARACTERS;
        // No text has more characters or UTF-16 units than bytes.
        let bytes = match text {
            Text::Str(text) => text.len(),
            Text::Units(_) => text.to_str_lossy().len(),
        };
        if bytes <= MAX {
            return true;
        }
        let key = candidate.key;
        let characters = text.len_characters();
        if characters > MAX {
            let message = format!(
                "additional property `{key}` has {characters} characters, Friendbuy takes at most {MAX}; it is not sent"
            );
            let problem = Diagnostic::new(Code::AdditionalTooLong, message);
            self.misfit(candidate.origin, key, problem);
            return false;
        }
        let message = format!(
            "additional property `{key}` has {characters} characters, but more than {MAX} UTF-16 units or bytes"
        );
        let note = Diagnostic::new(Code::AdditionalLengthUnclear, message).help(
            "Friendbuy's limit does not say how characters are counted; a shorter value is safe",
        );
        self.note(candidate.origin, key, note);
        true
    }

    fn too_many(&mut self, candidate: &Candidate<'a>) {
        const MAX: usize = MAX_ADDITIONAL_PROPERTIES;
        let message = format!(
            "additional property `{}` is beyond the {MAX} that Friendbuy takes; it is not sent",
            candidate.key
        );
        let problem = Diagnostic::new(Code::AdditionalTooMany, message).help(
            "custom attributes go first, in their order, then other values in the order of the fields",
        );
        self.misfit(candidate.origin, candidate.key, problem);
    }
}
