//! Texts as JavaScript cuts and searches them, in UTF-16 code units.

use crate::json::{Text, TextBuf};

/// The text of some code units.
pub(super) fn text_of(units: &[u16]) -> TextBuf {
    String::from_utf16(units).map_or_else(
        |_| TextBuf::Units(units.into()),
        |text| TextBuf::Str(text.into()),
    )
}

/// The text without its first code unit.
pub(super) fn without_first(text: Text<'_>) -> TextBuf {
    text_of(text.to_units().get(1..).unwrap_or_default())
}

/// The text without its last code unit.
pub(super) fn without_last(text: Text<'_>) -> TextBuf {
    let units = text.to_units();
    text_of(units.split_last().map_or(&[], |(_, rest)| rest))
}

/// The keys in a name of Segment's, parted by `.`, `[` and `]`.
pub(super) fn split_name(name: Text<'_>) -> Vec<TextBuf> {
    let units = name.to_units();
    let keys = units
        .split(|unit| is_separator(*unit))
        .filter(|key| !key.is_empty());
    keys.map(text_of).collect()
}

/// The name of Segment's from which [`split_name`] gets these keys, if there is one.
pub(super) fn join_name(keys: &[TextBuf]) -> Option<TextBuf> {
    let mut units = Vec::new();
    for (place, key) in keys.iter().enumerate() {
        let key = key.as_text().to_units();
        if key.is_empty() || key.iter().any(|unit| is_separator(*unit)) {
            return None;
        }
        if place > 0 {
            units.push(u16::from(b'.'));
        }
        units.extend(key);
    }
    (!keys.is_empty()).then(|| text_of(&units))
}

fn is_separator(unit: u16) -> bool {
    [b'.', b'[', b']'].map(u16::from).contains(&unit)
}

/// JavaScript's `text.includes(part)`.
pub(super) fn includes(text: Text<'_>, part: Text<'_>) -> bool {
    match (text, part) {
        (Text::Str(text), Text::Str(part)) => text.contains(part),
        (_, Text::Str("")) => true,
        _ => {
            let part = part.to_units();
            text.to_units()
                .windows(part.len())
                .any(|window| window == part)
        }
    }
}

/// JavaScript's `text.startsWith(part)`.
pub(super) fn starts_with(text: Text<'_>, part: Text<'_>) -> bool {
    match (text, part) {
        (Text::Str(text), Text::Str(part)) => text.starts_with(part),
        _ => text.to_units().starts_with(&part.to_units()),
    }
}

/// JavaScript's `text.endsWith(part)`.
pub(super) fn ends_with(text: Text<'_>, part: Text<'_>) -> bool {
    match (text, part) {
        (Text::Str(text), Text::Str(part)) => text.ends_with(part),
        _ => text.to_units().ends_with(&part.to_units()),
    }
}
