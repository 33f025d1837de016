//! UTF-16 code units: as Liquid's grammar sorts them, and looking for some in others.

use crate::json::is_js_whitespace;

/// White space between words: ASCII's, and Unicode's space separators as of when the grammar was made.
pub(super) const fn is_blank(unit: u16) -> bool {
    matches!(
        unit,
        0x09..=0x0d
            | 0x20
            | 0xa0
            | 0x1680
            | 0x180e
            | 0x2000..=0x200a
            | 0x2028
            | 0x2029
            | 0x202f
            | 0x205f
            | 0x3000
    )
}

/// Letters, digits, `_`, `-`, `?`, and whatever is beyond ASCII and neither blank nor a double quotation mark.
pub(super) const fn is_word(unit: u16) -> bool {
    match unit {
        0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0x5f | 0x2d | 0x3f => true,
        0..0x80 | 0x201c | 0x201d => false,
        _ => !is_blank(unit),
    }
}

pub(super) const fn is_digit(unit: u16) -> bool {
    matches!(unit, 0x30..=0x39)
}

pub(super) const fn is_quote(unit: u16) -> bool {
    unit == b'"' as u16 || unit == b'\'' as u16
}

/// The number that at most so many digits spell, and how many there are.
pub(super) fn digits(units: &[u16], radix: u32, most: usize) -> (u16, usize) {
    let (mut number, mut count) = (0_u32, 0);
    for unit in units.iter().take(most) {
        let Some(digit) = char::from_u32((*unit).into()).and_then(|digit| digit.to_digit(radix))
        else {
            break;
        };
        number = number * radix + digit;
        count += 1;
    }
    (u16::try_from(number).unwrap_or_default(), count)
}

/// Whether a unit is this ASCII character.
pub(super) const fn is(unit: u16, character: u8) -> bool {
    unit == character as u16
}

/// Whether units are these ASCII characters.
pub(super) fn are(units: &[u16], text: &str) -> bool {
    units.len() == text.len() && starts_with(units, text)
}

/// Whether units start with these ASCII characters.
pub(super) fn starts_with(units: &[u16], text: &str) -> bool {
    for (at, byte) in text.bytes().enumerate() {
        if units.get(at) != Some(&byte.into()) {
            return false;
        }
    }
    true
}

/// The units as text that has no lone surrogates; else nothing.
#[inline(never)]
pub(super) fn string(units: &[u16]) -> String {
    String::from_utf16(units).unwrap_or_default()
}

/// JavaScript's white space.
pub(super) fn is_space(unit: u16) -> bool {
    char::from_u32(unit.into()).is_some_and(is_js_whitespace)
}

/// The character that units start with, its units and what follows. Half a character is U+FFFD.
pub(super) fn character(units: &[u16]) -> Option<(char, &[u16], &[u16])> {
    let decoded = char::decode_utf16(units.iter().copied()).next()?;
    let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
    let (own, rest) = units.split_at_checked(character.len_utf16())?;
    Some((character, own, rest))
}

/// Where a text stands in another one, at most so many times, in places that may overlap. In linear time, whatever both
/// hold.
pub(super) fn places(text: &[u16], part: &[u16], most: usize) -> Vec<usize> {
    let mut places = Vec::new();
    while part.is_empty() && places.len() <= text.len() && places.len() < most {
        places.push(places.len());
    }
    // For each start of the part: how much of it is a shorter start as well.
    let mut shorter = vec![0];
    let mut length = 0;
    for (at, unit) in part.iter().skip(1).chain(text).enumerate() {
        let in_text = (at + 1).checked_sub(part.len());
        if in_text == Some(0) {
            length = 0;
        }
        while length > 0 && part.get(length) != Some(unit) {
            length = shorter.get(length - 1).copied().unwrap_or(0);
        }
        length += usize::from(part.get(length) == Some(unit));
        match in_text {
            None => shorter.push(length),
            Some(end) if length == part.len() && length > 0 && places.len() < most => {
                places.push(end + 1 - length);
            }
            Some(_) => {}
        }
    }
    places
}
