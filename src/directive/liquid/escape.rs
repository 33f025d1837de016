//! Escapes in quoted texts.

use super::units::is;

/// The content of a text in quotes. `None` when it stops in the middle of a `\u` escape.
pub(super) fn unescape(quoted: &[u16]) -> Option<Vec<u16>> {
    let last = quoted.len().saturating_sub(1);
    let mut units = Vec::new();
    let mut at = 1;
    while at < last {
        let unit = *quoted.get(at)?;
        at += 1;
        if !is(unit, b'\\') {
            units.push(unit);
            continue;
        }
        let escape = *quoted.get(at)?;
        at += 1;
        match u8::try_from(escape) {
            Ok(b'b') => units.push(0x08),
            Ok(b'f') => units.push(0x0c),
            Ok(b'n') => units.push(0x0a),
            Ok(b'r') => units.push(0x0d),
            Ok(b't') => units.push(0x09),
            Ok(b'v') => units.push(0x0b),
            Ok(b'u') => {
                let mut code = 0;
                for _ in 0..4 {
                    let Some(digit) = digit(*quoted.get(at)?, 16) else {
                        break;
                    };
                    code = code * 16 + digit;
                    at += 1;
                }
                units.push(code);
            }
            Ok(b'0'..=b'7') => {
                at -= 1;
                let mut code = 0;
                let digits = quoted.iter().skip(at).take(3);
                for digit in digits.map_while(|unit| digit(*unit, 8)) {
                    code = code * 8 + digit;
                    at += 1;
                }
                units.push(code);
            }
            _ => units.push(escape),
        }
    }
    Some(units)
}

fn digit(unit: u16, radix: u32) -> Option<u16> {
    let digit = char::from_u32(unit.into())?.to_digit(radix)?;
    u16::try_from(digit).ok()
}
