//! Escapes in quoted texts.

use super::units::{digits, is};

/// Letters that stand for control characters behind a backslash.
const LETTERS: [(u8, u16); 6] = [
    (b'b', 0x08),
    (b'f', 0x0c),
    (b'n', 0x0a),
    (b'r', 0x0d),
    (b't', 0x09),
    (b'v', 0x0b),
];

/// The content of a text in quotes. `None` when it stops in the middle of a `\u` escape.
pub(super) fn unescape(quoted: &[u16]) -> Option<Vec<u16>> {
    let last = quoted.len().saturating_sub(1);
    let mut units = Vec::new();
    let mut at = 1;
    while at < last {
        let mut unit = *quoted.get(at)?;
        at += 1;
        if is(unit, b'\\') {
            unit = *quoted.get(at)?;
            let rest = quoted.get(at + 1..)?;
            let letter = LETTERS.iter().find(|(letter, _)| is(unit, *letter));
            at += 1;
            if let Some((_, control)) = letter {
                unit = *control;
            } else if is(unit, b'u') {
                let (code, count) = digits(rest, 16, 4);
                if count < 4 && count == rest.len() {
                    return None;
                }
                unit = code;
                at += count;
            } else {
                let (code, count) = digits(quoted.get(at - 1..)?, 8, 3);
                if count > 0 {
                    unit = code;
                    at += count - 1;
                }
            }
        }
        units.push(unit);
    }
    Some(units)
}
