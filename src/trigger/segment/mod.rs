//! Segment's own dialect, read and printed literally: `destination-subscriptions` 3.37.0 over `fql-ts` 1.10.1.
//!
//! Stored triggers keep their meaning here, quirks included. The deliberate exceptions are marked `DIFFERENCE`.

mod condition;
mod lex;
mod parse;
mod print;

pub(super) use print::print;

use std::ops::Range;

use super::error::{TriggerError, TriggerErrorKind};
use super::tree::Condition;
use crate::json::Text;

/// A trigger as Segment reads it.
pub(super) struct Parsed {
    pub(super) condition: Condition,
    /// The places where Segment's evaluation crashes.
    pub(super) warnings: Vec<TriggerError>,
    /// Where the single conditions are, in the tree's order.
    pub(super) spans: Vec<Range<usize>>,
}

/// Reads a trigger as Segment does.
pub(super) fn parse(text: Text<'_>) -> Result<Parsed, TriggerError> {
    let units = text.to_units();
    let locate = |error: lex::LexError| {
        let Range { start, end } = error.span;
        // A span that ends inside of a surrogate pair takes the pair as a whole.
        let end = end + usize::from(is_inside_pair(&units, end));
        let start = start - usize::from(is_inside_pair(&units, start));
        let span = utf8_offset(&units, start)..utf8_offset(&units, end);
        let help = help(&error.kind).map(String::from);
        TriggerError {
            help,
            ..TriggerError::new(error.kind, span)
        }
    };
    let tokens = lex::lex(&units).map_err(locate)?;
    let parsed = parse::parse(&tokens, units.len()).map_err(locate)?;
    Ok(Parsed {
        condition: parsed.condition,
        warnings: parsed.crashes.into_iter().map(locate).collect(),
        spans: in_bytes(&parsed.spans, &units),
    })
}

const fn help(kind: &TriggerErrorKind) -> Option<&'static str> {
    match kind {
        TriggerErrorKind::AfterWord('<' | '>') => Some("put a space before it"),
        TriggerErrorKind::AfterWord('[') => {
            Some("Segment has no brackets in paths: `products\\.0` is the first element")
        }
        TriggerErrorKind::AfterWord(_) => Some("a backslash before it makes it part of the word"),
        TriggerErrorKind::UnclosedText => Some(
            "also a closing quote opens a text, unless a space, `)`, `]`, `,` or the end follows",
        ),
        TriggerErrorKind::NoCondition | TriggerErrorKind::Nothing => Some(
            "Segment knows `type`, `event`, `name`, `userId`, `properties`, `traits` and `context`",
        ),
        _ => None,
    }
}

/// The bytes that some UTF-16 units take in UTF-8; a lone surrogate takes three.
fn utf8_offset(units: &[u16], at: usize) -> usize {
    let before = units.get(..at).unwrap_or(units);
    let decoded = char::decode_utf16(before.iter().copied());
    decoded.map(|unit| unit.map_or(3, char::len_utf8)).sum()
}

/// Spans that follow one another, in bytes instead of UTF-16 units.
fn in_bytes(spans: &[Range<usize>], units: &[u16]) -> Vec<Range<usize>> {
    let (mut at, mut bytes) = (0, 0);
    let mut go_to = |end: usize| {
        bytes += utf8_offset(units.get(at..end).unwrap_or_default(), end);
        at = end;
        bytes
    };
    let spans = spans.iter();
    spans
        .map(|span| go_to(span.start)..go_to(span.end))
        .collect()
}

fn is_inside_pair(units: &[u16], at: usize) -> bool {
    let pair = at.checked_sub(1).and_then(|start| units.get(start..=at));
    pair.is_some_and(|pair| String::from_utf16(pair).is_ok_and(|text| text.chars().count() == 1))
}
