//! The patterns of `match(field, "pattern")` in our dialect: `*` is any text, `?` one character, `\` takes the next
//! character as it is.

use super::operator::Operator;
use super::units::text_of;
use crate::json::{Text, TextBuf};

/// One part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// This code point (a lone surrogate counts as one).
    Exactly(u32),
    /// One character, whatever it is.
    One,
    /// Any text, also none.
    Many,
}

/// Whether a text is of a pattern.
pub(super) fn matches(text: Text<'_>, pattern: Text<'_>) -> bool {
    if let (Text::Str(text), Text::Str(pattern)) = (text, pattern) {
        return run(
            text.chars().map(u32::from),
            Parts(pattern.chars().map(u32::from)),
        );
    }
    let (text, pattern) = (text.to_units(), pattern.to_units());
    run(points(&text), Parts(points(&pattern)))
}

/// The operator and value that say the same as a pattern: a plain search where there is one.
pub(super) fn simplest(pattern: Text<'_>, negated: bool) -> (Operator, TextBuf) {
    let units = pattern.to_units();
    let mut parts: Vec<_> = Parts(points(&units)).collect();
    parts.dedup_by(|one, two| *one == Part::Many && *two == Part::Many);
    let is_literal = |parts: &[Part]| parts.iter().all(|part| matches!(part, Part::Exactly(_)));
    let either = |yes, no| if negated { no } else { yes };
    match parts.as_slice() {
        [rest @ .., Part::Many] if is_literal(rest) => (
            either(Operator::StartsWith, Operator::NotStartsWith),
            write(rest, false),
        ),
        [Part::Many, rest @ ..] if is_literal(rest) => (
            either(Operator::EndsWith, Operator::NotEndsWith),
            write(rest, false),
        ),
        [Part::Many, rest @ .., Part::Many] if is_literal(rest) => (
            either(Operator::Contains, Operator::NotContains),
            write(rest, false),
        ),
        parts => (
            either(Operator::Matches, Operator::NotMatches),
            write(parts, true),
        ),
    }
}

/// The pattern that matches a text, with any text before or after it.
pub(super) fn around(before: bool, text: &TextBuf, after: bool) -> TextBuf {
    let units = text.as_text().to_units();
    let many = |wanted: bool| wanted.then_some(Part::Many);
    let parts: Vec<_> = many(before)
        .into_iter()
        .chain(points(&units).map(Part::Exactly))
        .chain(many(after))
        .collect();
    write(&parts, true)
}

fn points(units: &[u16]) -> impl Iterator<Item = u32> + Clone {
    char::decode_utf16(units.iter().copied()).map(|decoded| match decoded {
        Ok(character) => u32::from(character),
        Err(lone) => u32::from(lone.unpaired_surrogate()),
    })
}

/// Reads the parts of a pattern. A `\` at the end stands for itself.
#[derive(Clone)]
struct Parts<I>(I);

impl<I: Iterator<Item = u32>> Iterator for Parts<I> {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        let point = self.0.next()?;
        Some(match char::from_u32(point) {
            Some('*') => Part::Many,
            Some('?') => Part::One,
            Some('\\') => Part::Exactly(self.0.next().unwrap_or(point)),
            _ => Part::Exactly(point),
        })
    }
}

fn write(parts: &[Part], escaped: bool) -> TextBuf {
    let mut units = Vec::new();
    for part in parts {
        let point = match part {
            Part::Many => u32::from('*'),
            Part::One => u32::from('?'),
            Part::Exactly(point) => {
                if escaped && ['*', '?', '\\'].map(u32::from).contains(point) {
                    units.push(u16::from(b'\\'));
                }
                *point
            }
        };
        match char::from_u32(point) {
            Some(character) => units.extend_from_slice(character.encode_utf16(&mut [0; 2])),
            None => units.extend(u16::try_from(point)),
        }
    }
    text_of(&units)
}

/// Matches greedily: after a mismatch, the last `*` takes one character more.
fn run<T, P>(mut text: T, mut parts: P) -> bool
where
    T: Iterator<Item = u32> + Clone,
    P: Iterator<Item = Part> + Clone,
{
    let mut last_many: Option<(P, T)> = None;
    loop {
        let before = text.clone();
        match (parts.next(), text.next()) {
            (None, None) => return true,
            (Some(Part::Many), _) => {
                text = before;
                last_many = Some((parts.clone(), text.clone()));
                continue;
            }
            (Some(Part::One), Some(_)) => continue,
            (Some(Part::Exactly(expected)), Some(actual)) if expected == actual => continue,
            _ => {}
        }
        let Some((after, from)) = &mut last_many else {
            return false;
        };
        if from.next().is_none() {
            return false;
        }
        parts = after.clone();
        text = from.clone();
    }
}
