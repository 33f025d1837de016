//! UTF-16 code units as Liquid's grammar sorts them.

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

/// Whether a unit is this ASCII character.
pub(super) const fn is(unit: u16, character: u8) -> bool {
    unit == character as u16
}

/// Whether units are these ASCII characters.
pub(super) fn are(units: &[u16], text: &str) -> bool {
    let text = text.bytes().map(u16::from);
    units.iter().copied().eq(text)
}
