//! Decimal digits to `f64` and back, both exactly.
//!
//! The standard library does the same with 20 kB of tables and code, for speed on long digits. Here, numbers of up to 15
//! digits, which are nearly all, take a short way, and the others the arithmetic of long numbers. The tables come back as
//! soon as anything in the crate parses or prints an `f64` in another way. The long way is in functions that are never
//! inlined: this crate is compiled for speed, and its callers would each have a copy.

use std::cmp::Ordering;

/// Decimals of up to this many digits are told apart by every `f64`, so their spelling is their shortest one.
pub(super) const EXACT_DIGITS: usize = 15;

/// `1e15`: whole numbers below it have at most [`EXACT_DIGITS`].
const EXACT_END: f64 = 1e15;

/// The powers of ten that an `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// More digits than any two neighbours among `f64` and the place halfway between them need to be told apart.
const DECIDING_DIGITS: usize = 770;

/// Powers of ten beyond which every number is infinite.
const LARGEST: i64 = 310;

/// Powers of ten below which every number is zero.
const SMALLEST: i64 = -323;

/// Bits of an `f64` that stand for the fraction.
const FRACTION_BITS: u32 = 52;

/// The nearest `f64` of a decimal number: digits with a point and an exponent, as `f64` itself reads them. Words such as
/// `inf` are no numbers here.
pub fn from_decimal(text: &str) -> Option<f64> {
    let (is_negative, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        bytes => (false, bytes),
    };
    let (integer, rest) = digits(unsigned);
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => digits(rest),
        _ => (&[][..], rest),
    };
    let count = integer.len() + fraction.len();
    let exponent = match rest {
        _ if count == 0 => return None,
        [] => 0,
        [b'e' | b'E', exponent @ ..] => whole(exponent)?,
        _ => return None,
    };
    let exponent = exponent.saturating_sub_unsigned(fraction.len() as u64);
    let digits = || integer.iter().chain(fraction).map(|digit| digit - b'0');
    let value = match power(exponent) {
        // Both are exact, so one operation rounds once.
        Some(power) if count <= EXACT_DIGITS && exponent < 0 => leading(digits()) / power,
        Some(power) if count <= EXACT_DIGITS => leading(digits()) * power,
        _ => nearest(digits(), exponent),
    };
    Some(if is_negative { -value } else { value })
}

/// The digits at the start, and what follows.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, &[]))
}

/// A whole number; one that is too long for an `i64` becomes the last there is.
fn whole(text: &[u8]) -> Option<i64> {
    let (sign, text) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        text => (1, text),
    };
    let (digits, rest) = digits(text);
    let is_whole = rest.is_empty() && !digits.is_empty();
    is_whole.then(|| {
        digits.iter().fold(0, |number: i64, digit| {
            number
                .saturating_mul(10)
                .saturating_add(sign * i64::from(digit - b'0'))
        })
    })
}

/// The power of ten, if it is exact; of a negative exponent the one to divide by.
fn power(exponent: i64) -> Option<f64> {
    let place = usize::try_from(exponent.unsigned_abs()).ok()?;
    POWERS.get(place).copied()
}

/// What a few digits spell; exact up to 2^53.
#[expect(
    clippy::cast_precision_loss,
    reason = "exact where it has to be, and a first guess elsewhere"
)]
fn leading(digits: impl Iterator<Item = u8>) -> f64 {
    digits.fold(0, |number: u64, digit| number * 10 + u64::from(digit)) as f64
}

/// The `f64` next to digits, whose last one stands at the power of ten `exponent`.
#[inline(never)]
fn nearest(digits: impl Iterator<Item = u8>, exponent: i64) -> f64 {
    let mut digits: Vec<u8> = digits.skip_while(|digit| *digit == 0).collect();
    let end = exponent.saturating_add_unsigned(digits.len() as u64);
    if digits.is_empty() || end < SMALLEST {
        return 0.0;
    }
    if end > LARGEST {
        return f64::INFINITY;
    }
    if digits.len() > DECIDING_DIGITS {
        let is_more = digits.drain(DECIDING_DIGITS..).any(|digit| digit != 0);
        digits.push(u8::from(is_more));
    }
    // The power of ten is now that of the last digit that is left.
    let exponent = end - i64::try_from(digits.len()).unwrap_or(0);
    let number = Natural::from_digits(&digits);
    // Whether it belongs to the `f64` that follows the one of `bits`, or further up.
    let is_beyond = |bits: u64| {
        let (fraction, binary) = parts(bits);
        let mut number = number.clone();
        let mut halfway = Natural::new(2 * fraction + 1);
        halfway.scale(10, -exponent);
        halfway.scale(2, binary - 1);
        number.scale(10, exponent);
        number.scale(2, 1 - binary);
        match number.cmp(&halfway) {
            Ordering::Less => false,
            Ordering::Equal => bits % 2 == 1,
            Ordering::Greater => true,
        }
    };
    let mut bits = guess(&digits, end).to_bits();
    while bits < f64::INFINITY.to_bits() && is_beyond(bits) {
        bits += 1;
    }
    while bits > 0 && !is_beyond(bits - 1) {
        bits -= 1;
    }
    f64::from_bits(bits)
}

/// An `f64` that is a few steps from the right one. The number is 0.ddd with the point moved by `end`.
#[inline(never)]
fn guess(digits: &[u8], end: i64) -> f64 {
    let used = digits.iter().copied().take(EXACT_DIGITS);
    let mut exponent = end - i64::try_from(used.len()).unwrap_or(0);
    let mut value = leading(used);
    while exponent != 0 {
        let step = exponent.clamp(-22, 22);
        let power = power(step).unwrap_or(1.0);
        value = if step < 0 {
            value / power
        } else {
            value * power
        };
        exponent -= step;
    }
    value.min(f64::MAX)
}

/// A positive `f64` as a whole number and a power of two.
fn parts(bits: u64) -> (u64, i64) {
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    match i64::try_from(bits >> FRACTION_BITS).unwrap_or(0) {
        0 => (fraction, -1074),
        exponent => (fraction | (1 << FRACTION_BITS), exponent - 1075),
    }
}

/// The fewest digits that only this positive number has, and the power of ten of the first of them. Of several the
/// nearest are taken, and of two that are equally near those that end evenly, as JavaScript does.
#[inline(never)]
pub(super) fn to_decimal(value: f64) -> (String, i32) {
    for (power, places) in POWERS.iter().zip(0..) {
        let scaled = (value * power).round_ties_even();
        if scaled >= EXACT_END {
            break;
        }
        #[expect(clippy::float_cmp, reason = "the very same number is looked for")]
        if scaled / power == value {
            let mut digits = Natural::text_of(scaled);
            let exponent = i32::try_from(digits.len()).unwrap_or(0) - 1 - places;
            digits.truncate(digits.trim_end_matches('0').len());
            return (digits, exponent);
        }
    }
    fewest_digits(value)
}

/// The same for every number: Steele and White's algorithm in the form of Burger and Dybvig.
#[inline(never)]
fn fewest_digits(value: f64) -> (String, i32) {
    let (fraction, binary) = parts(value.to_bits());
    let is_even = fraction % 2 == 0;
    // Below a power of two, neighbours are half as far away.
    let is_uneven = fraction == 1 << FRACTION_BITS && binary > -1074;
    // The value is `rest / whole`; what is less than `below` under or `above` over it reads as the same number.
    let mut rest = Natural::new(4 * fraction);
    let mut whole = Natural::new(4);
    let mut below = Natural::new(if is_uneven { 1 } else { 2 });
    let mut above = Natural::new(2);
    for part in [&mut rest, &mut below, &mut above] {
        part.scale(2, binary);
    }
    whole.scale(2, -binary);
    // At most the power of ten of the first digit: the logarithm of the largest power of two in the value.
    let log2 = i64::from(fraction.ilog2()) + binary;
    let mut exponent = (log2 * 30_103).div_euclid(100_000);
    whole.scale(10, exponent);
    for part in [&mut rest, &mut below, &mut above] {
        part.scale(10, -exponent);
    }
    let is_within = |distance: &Natural, limit: &Natural| match distance.cmp(limit) {
        Ordering::Less => true,
        Ordering::Equal => is_even,
        Ordering::Greater => false,
    };
    let reaches_whole = |rest: &Natural, above: &Natural, whole: &Natural| {
        whole
            .minus(rest)
            .is_none_or(|missing| is_within(&missing, above))
    };
    // The first digit stands before the point: the value is less than ten wholes.
    whole.scale(10, 1);
    while reaches_whole(&rest, &above, &whole) {
        whole.scale(10, 1);
        exponent += 1;
    }
    let mut digits = String::new();
    loop {
        for part in [&mut rest, &mut below, &mut above] {
            part.scale(10, 1);
        }
        let mut digit = b'0';
        while let Some(less) = rest.minus(&whole) {
            rest = less;
            digit += 1;
        }
        let ends_below = is_within(&rest, &below);
        let ends_above = reaches_whole(&rest, &above, &whole);
        let is_upper = match (ends_below, ends_above) {
            (false, false) => {
                digits.push(char::from(digit));
                continue;
            }
            (true, false) => false,
            (false, true) => true,
            (true, true) => match whole.minus(&rest).map(|missing| rest.cmp(&missing)) {
                Some(Ordering::Less) => false,
                Some(Ordering::Equal) => digit % 2 == 1,
                _ => true,
            },
        };
        digits.push(char::from(digit + u8::from(is_upper)));
        return (digits, i32::try_from(exponent).unwrap_or(0));
    }
}

/// A whole number of any length: its pieces of 32 bits, the lowest first, without zeros at the top.
#[derive(Clone, PartialEq, Eq)]
struct Natural(Vec<u32>);

impl Natural {
    fn new(number: u64) -> Self {
        let mut natural = Self(Vec::new());
        natural.push_carry(number);
        natural
    }

    #[inline(never)]
    fn from_digits(digits: &[u8]) -> Self {
        let mut natural = Self(Vec::new());
        // As many at once as a piece has room for.
        for digits in digits.chunks(9) {
            let (factor, number) = digits.iter().fold((1, 0), |(factor, number), digit| {
                (factor * 10, number * 10 + u32::from(*digit))
            });
            natural.multiply_add(factor, number);
        }
        natural
    }

    /// A whole `f64` below 2^53 as text.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the caller knows the range"
    )]
    #[inline(never)]
    fn text_of(whole: f64) -> String {
        (whole as u64).to_string()
    }

    #[expect(clippy::cast_possible_truncation, reason = "piece by piece")]
    #[inline(never)]
    fn push_carry(&mut self, mut carry: u64) {
        while carry > 0 {
            self.0.push(carry as u32);
            carry >>= u32::BITS;
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "piece by piece")]
    #[inline(never)]
    fn multiply_add(&mut self, factor: u32, add: u32) {
        let mut carry = u64::from(add);
        for piece in &mut self.0 {
            carry += u64::from(*piece) * u64::from(factor);
            *piece = carry as u32;
            carry >>= u32::BITS;
        }
        self.push_carry(carry);
    }

    /// Multiplies by a power of `base`, which is small; by none where the exponent is negative.
    #[inline(never)]
    fn scale(&mut self, base: u32, exponent: i64) {
        let mut factor = 1_u32;
        for _ in 0..exponent {
            factor = factor.checked_mul(base).unwrap_or_else(|| {
                self.multiply_add(factor, 0);
                base
            });
        }
        self.multiply_add(factor, 0);
    }

    /// The difference, if it is not negative.
    #[expect(clippy::cast_possible_truncation, reason = "piece by piece")]
    #[inline(never)]
    fn minus(&self, other: &Self) -> Option<Self> {
        let mut others = other.0.iter();
        let mut borrowed = false;
        let pieces = self.0.iter().map(|piece| {
            let other = u64::from(others.next().copied().unwrap_or(0)) + u64::from(borrowed);
            borrowed = u64::from(*piece) < other;
            u64::from(*piece).wrapping_sub(other) as u32
        });
        let mut pieces: Vec<u32> = pieces.collect();
        let is_negative = borrowed || others.next().is_some();
        pieces.truncate(
            pieces
                .iter()
                .rposition(|piece| *piece != 0)
                .map_or(0, |last| last + 1),
        );
        (!is_negative).then_some(Self(pieces))
    }
}

impl Ord for Natural {
    #[inline(never)]
    fn cmp(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of all kinds, always the same ones.
    fn numbers() -> impl Iterator<Item = f64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let bits = std::iter::repeat_with(move || match next() % 4 {
            // Any, those around the powers of two, those with few digits, the smallest.
            0 => next(),
            1 => ((next() % 2046) << FRACTION_BITS)
                .wrapping_add(next() % 3)
                .wrapping_sub(1),
            2 => (f64::from(u32::try_from(next() >> 32).unwrap()) / 1e4).to_bits(),
            _ => next() >> 12 >> (next() % 52),
        });
        bits.map(|bits| f64::from_bits(bits & (u64::MAX >> 1)))
            .filter(|number| number.is_finite() && *number > 0.0)
    }

    #[test]
    fn digits_read_as_the_standard_library_reads_them() {
        for number in numbers().take(2_000) {
            let next = f64::from_bits(number.to_bits() + 1);
            for text in [
                format!("{number}"),
                format!("{number:e}"),
                format!("{number:.17e}"),
                format!("{number:.3e}"),
                // All digits of what lies halfway to the next one, and a little beside it.
                format!("{number:.800e}"),
                format!("{:.800}", number / 2.0 + next / 2.0),
                format!("{:.800}1", number / 2.0 + next / 2.0),
            ] {
                assert_eq!(from_decimal(&text), text.parse().ok(), "{text}");
            }
        }
    }

    #[test]
    fn places_halfway_between_two_numbers_read_as_the_standard_library_reads_them() {
        for number in numbers().take(300) {
            let (fraction, binary) = parts(number.to_bits());
            let mut halfway = Natural::new(2 * fraction + 1);
            // As digits: times five for each two that is missing.
            halfway.scale(5, 1 - binary);
            halfway.scale(2, binary - 1);
            let mut digits = String::new();
            // Long division by powers of ten, which only a test can afford.
            let mut powers = vec![Natural::new(1)];
            while powers.last().is_some_and(|last| *last <= halfway) {
                let mut next = powers.last().unwrap().clone();
                next.scale(10, 1);
                powers.push(next);
            }
            for power in powers.iter().rev().skip(1) {
                let mut digit = b'0';
                while let Some(less) = halfway.minus(power) {
                    halfway = less;
                    digit += 1;
                }
                digits.push(char::from(digit));
            }
            let exponent = binary.min(1) - 1;
            for text in [
                format!("{digits}e{exponent}"),
                format!("{digits}.0000000000000001e{exponent}"),
                format!("{digits}.00000000000000000000e{exponent}"),
                format!("{digits}1e{}", exponent - 1),
            ] {
                assert_eq!(from_decimal(&text), text.parse().ok(), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", "-", "+", ".", "e1", "1e", "1e+", "1e1.", "1.2.3", "1 ", " 1", "inf", "nan", "0x1",
            "--1", "1f", "1e1e1", "1_0",
        ] {
            assert_eq!(from_decimal(text), None, "{text:?}");
        }
        for text in [
            "0",
            "-0",
            "1.",
            ".5",
            "+.5e-0",
            "1e400",
            "-1e400",
            "1e-400",
            "0e999999999999999999999",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "00000000000000000000000001",
            "0.00000000000000000000000000000000001",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "179769313486231580793e289",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "5e-324",
            "2.2250738585072011e-308",
            "123456789012345678",
        ] {
            let number = from_decimal(text).unwrap();
            assert_eq!(
                number.to_bits(),
                text.parse::<f64>().unwrap().to_bits(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn numbers_print_as_the_standard_library_prints_them() {
        for number in numbers().take(10_000) {
            let (digits, exponent) = to_decimal(number);
            let standard = format!("{number:e}");
            let printed = match digits.split_at(1) {
                (first, "") => format!("{first}e{exponent}"),
                (first, rest) => format!("{first}.{rest}e{exponent}"),
            };
            // Of two equally near ones the standard library takes the upper one.
            if printed != standard {
                assert_eq!(printed.parse(), Ok(number));
                assert_eq!(printed.len(), standard.len(), "{standard}");
                assert!(digits.ends_with(['0', '2', '4', '6', '8']), "{standard}");
            }
            assert_eq!(fewest_digits(number), (digits, exponent), "{standard}");
        }
    }
}
