//! Numbers as JavaScript reads and prints them.

use super::decimal::{EXACT_DIGITS, from_decimal, to_decimal};
use super::{Value, trim};

/// A number: its spelling in the JSON text as long as nobody computes with it, else its value.
#[derive(Clone, Copy, Debug)]
pub enum Number<'a> {
    /// The JSON spelling.
    Literal(&'a str),
    /// A computed value; NaN and infinities are possible, JSON prints them as `null`.
    Value(f64),
}

/// Integers of up to this many digits print without an exponent in JavaScript.
const PLAIN_INTEGER_DIGITS: usize = 21;

/// A number of so many digits is finite, wherever its point is.
const FINITE_DIGITS: usize = 300;

impl Number<'_> {
    /// The value, as close as `f64` comes.
    pub fn to_f64(self) -> f64 {
        match self {
            // Every JSON spelling is one that `f64` reads; the parser let no other through.
            Self::Literal(literal) => from_decimal(literal).unwrap_or(f64::NAN),
            Self::Value(value) => value,
        }
    }

    /// The value as an integer index, if it is one from 0 to 2^32 - 1.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range and the missing fraction are checked first"
    )]
    pub fn to_index(self) -> Option<u32> {
        let value = self.to_f64();
        let is_index = value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
        is_index.then_some(value as u32)
    }

    /// Whether the value is neither infinite nor NaN.
    pub fn is_finite(self) -> bool {
        match self {
            // No `f64` is too small for so few digits.
            Self::Literal(literal)
                if literal.len() <= FINITE_DIGITS && has_no_exponent(literal) =>
            {
                true
            }
            _ => self.to_f64().is_finite(),
        }
    }

    /// Whether the value has no fraction. Infinities have none either.
    pub fn is_integer(self) -> bool {
        if let Self::Literal(literal) = self
            && !literal.contains('.')
            && has_no_exponent(literal)
        {
            return true;
        }
        let value = self.to_f64();
        value.is_infinite() || value.fract() == 0.0
    }

    /// Writes the number as JavaScript's `String(number)`.
    ///
    /// DIFFERENCE: an integer beyond 2^53 keeps its digits. JavaScript rounds it when it parses the event, which would
    /// change an order id spelled as a number.
    pub fn write_text(self, out: &mut String) {
        match self {
            Self::Literal(literal) if is_canonical(literal) => out.push_str(literal),
            _ => write_f64(self.to_f64(), out),
        }
    }

    /// Writes the number as `JSON.stringify`: as text, but `null` for NaN and infinities.
    pub fn write_json(self, out: &mut String) {
        match self {
            Self::Literal(literal) if is_canonical(literal) => out.push_str(literal),
            _ => {
                let value = self.to_f64();
                if value.is_finite() {
                    write_f64(value, out);
                } else {
                    out.push_str("null");
                }
            }
        }
    }
}

impl PartialEq for Number<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // Two long integers can differ where their nearest `f64` does not.
            (Self::Literal(one), Self::Literal(two)) if is_canonical(one) && is_canonical(two) => {
                one == two
            }
            _ => self.to_f64() == other.to_f64(),
        }
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Self::Number(Number::Value(value))
    }
}

fn has_no_exponent(literal: &str) -> bool {
    !literal.bytes().any(|byte| matches!(byte, b'e' | b'E'))
}

/// Whether JavaScript prints a JSON number the way it is spelled (long integers aside, which keep their digits here).
fn is_canonical(literal: &str) -> bool {
    let digits = literal.strip_prefix('-').unwrap_or(literal);
    let Some((integer, fraction)) = digits.split_once('.') else {
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        return is_plain && digits.len() <= PLAIN_INTEGER_DIGITS && literal != "-0";
    };
    let is_plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
    // Below 1e-6 JavaScript uses an exponent; `0.00000x` is left to the long way.
    is_plain
        && !fraction.ends_with('0')
        && integer.len() + fraction.len() <= EXACT_DIGITS
        && (integer != "0" || !fraction.starts_with("00000"))
}

/// JavaScript's `Number::toString`: shortest digits, plain between 1e-6 and 1e21, else with an exponent.
fn write_f64(value: f64, out: &mut String) {
    if value.is_nan() {
        return out.push_str("NaN");
    }
    if value == 0.0 {
        return out.push('0');
    }
    if value < 0.0 {
        out.push('-');
    }
    if value.is_infinite() {
        return out.push_str("Infinity");
    }
    let (digits, exponent) = to_decimal(value.abs());
    let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
    match usize::try_from(exponent) {
        Ok(exponent) if exponent < PLAIN_INTEGER_DIGITS => {
            let (integer, fraction) = rest.split_at_checked(exponent).unwrap_or((rest, ""));
            out.push_str(first);
            out.push_str(integer);
            out.extend(std::iter::repeat_n('0', exponent - integer.len()));
            if !fraction.is_empty() {
                out.push('.');
                out.push_str(fraction);
            }
        }
        Err(_) if exponent >= -6 => {
            out.push_str("0.");
            let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
            out.extend(std::iter::repeat_n('0', zeros));
            out.push_str(first);
            out.push_str(rest);
        }
        _ => {
            out.push_str(first);
            if !rest.is_empty() {
                out.push('.');
                out.push_str(rest);
            }
            out.push('e');
            if exponent > 0 {
                out.push('+');
            }
            out.push_str(&exponent.to_string());
        }
    }
}

/// JavaScript's `Number(text)`: `None` where that is NaN.
///
/// ```
/// use friendbuy_edge_json::number_from_text;
/// assert_eq!(number_from_text(" 0x10 "), Some(16.0));
/// assert_eq!(number_from_text(""), Some(0.0));
/// assert_eq!(number_from_text("1,000"), None);
/// ```
pub fn number_from_text(text: &str) -> Option<f64> {
    let text = trim(text);
    if text.is_empty() {
        return Some(0.0);
    }
    for (prefixes, radix) in [(["0x", "0X"], 16), (["0o", "0O"], 8), (["0b", "0B"], 2)] {
        if let Some(digits) = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)) {
            return radix_number(digits, radix);
        }
    }
    match text {
        "Infinity" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => from_decimal(text),
    }
}

/// Digits in a radix of 2, 8 or 16, rounded to the nearest `f64`, ties to even, as JavaScript does.
fn radix_number(digits: &str, radix: u32) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    // 64 leading bits decide the rounding, if all bits that follow are folded into the last of them.
    let mut leading: u64 = 0;
    let mut exponent: i32 = 0;
    let mut rest = false;
    for digit in digits.chars() {
        let digit = u64::from(digit.to_digit(radix)?);
        let bits = radix.trailing_zeros();
        if leading.leading_zeros() > bits {
            leading = (leading << bits) | digit;
        } else {
            exponent = exponent.saturating_add(i32::try_from(bits).unwrap_or(0));
            rest |= digit != 0;
        }
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "rounding to the nearest f64 is the point"
    )]
    let leading = (leading | u64::from(rest)) as f64;
    Some(leading * 2f64.powi(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(literal: &str) -> String {
        let mut out = String::new();
        Number::Literal(literal).write_text(&mut out);
        out
    }

    #[test]
    fn numbers_print_as_in_javascript() {
        for (literal, text) in [
            ("5.10", "5.1"),
            ("5.0", "5"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("1E3", "1000"),
            ("100000000000000000000", "100000000000000000000"),
            ("1e21", "1e+21"),
            ("1.5e300", "1.5e+300"),
            ("0.000001", "0.000001"),
            ("0.0000001", "1e-7"),
            ("1.23e-7", "1.23e-7"),
            ("-123.456", "-123.456"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("0.1000000000000000055", "0.1"),
            ("123456789012345680000", "123456789012345680000"),
            ("1234567890123456789012", "1.2345678901234568e+21"),
            ("831236431840807.25", "831236431840807.2"),
            ("831236431840807.75", "831236431840807.8"),
            ("1e400", "Infinity"),
        ] {
            assert_eq!(printed(literal), text, "{literal}");
        }
    }

    /// DIFFERENCE: JavaScript prints 9007199254740992.
    #[test]
    fn long_integers_keep_their_digits() {
        assert_eq!(printed("9007199254740993"), "9007199254740993");
        assert_ne!(
            Number::Literal("9007199254740993"),
            Number::Literal("9007199254740992")
        );
    }

    #[test]
    fn text_reads_as_in_javascript() {
        for (text, number) in [
            ("5", Some(5.0)),
            (" 5\u{feff}", Some(5.0)),
            ("5.", Some(5.0)),
            (".5", Some(0.5)),
            ("+5", Some(5.0)),
            ("05", Some(5.0)),
            ("1e3", Some(1000.0)),
            ("0x10", Some(16.0)),
            ("0b11", Some(3.0)),
            ("0o17", Some(15.0)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("1e400", Some(f64::INFINITY)),
            ("0x20000000000001", Some(9_007_199_254_740_992.0)),
            ("0x20000000000003", Some(9_007_199_254_740_996.0)),
            ("-0x10", None),
            ("0x", None),
            ("infinity", None),
            ("inf", None),
            ("nan", None),
            ("NaN", None),
            (".", None),
            ("1_000", None),
            ("1e", None),
            ("5 5", None),
        ] {
            assert_eq!(number_from_text(text), number, "{text:?}");
        }
    }
}
