//! Filters that compute. What is no number counts as zero, a missing argument as not a number.

use super::{Call, Function};
use crate::json::{Number, from_decimal};

pub(super) const FILTERS: &[Function] = &[
    Function::new("abs", |call| compute(call, |one, _| one.abs())),
    Function::new("at_least", |call| choose(call, f64::max)),
    Function::new("at_most", |call| choose(call, f64::min)),
    Function::new("ceil", |call| compute(call, |one, _| one.ceil())),
    Function::new("divided_by", |call| {
        let is_whole = call.number(1);
        if is_whole.is_nan() || is_whole == 0.0 {
            compute(call, |one, two| one / two);
        } else {
            compute(call, |one, two| (one / two).floor());
        }
    }),
    Function::new("floor", |call| compute(call, |one, _| one.floor())),
    Function::new("minus", |call| compute(call, |one, two| one - two)),
    Function::new("modulo", |call| {
        compute(call, |one, two| remainder(remainder(one, two) + two, two));
    }),
    Function::new("plus", |call| compute(call, |one, two| one + two)),
    Function::new("round", |call| compute(call, round)),
    Function::new("times", |call| compute(call, |one, two| one * two)),
];

/// A number of the value and the first argument.
fn compute(call: &mut Call<'_, '_>, compute: fn(f64, f64) -> f64) {
    let (value, argument) = (call.counted(call.value), call.number(0));
    call.give_number(compute(value, argument));
}

/// One of the value and all arguments.
fn choose(call: &mut Call<'_, '_>, choose: fn(f64, f64) -> f64) {
    let mut chosen = call.counted(call.value);
    for argument in call.arguments {
        chosen = choose(chosen, call.counted(*argument));
    }
    call.give_number(chosen);
}

/// What a division leaves over, with the sign of the dividend. Every step is exact.
fn remainder(value: f64, by: f64) -> f64 {
    let (mut rest, least) = (value.abs(), by.abs());
    if !rest.is_finite() || least.is_nan() || least == 0.0 {
        return f64::NAN;
    }
    let mut part = least;
    while part <= rest / 2.0 {
        part *= 2.0;
    }
    while part >= least && rest >= least {
        if rest >= part {
            rest -= part;
        }
        part /= 2.0;
    }
    rest.copysign(value)
}

/// Rounds to so many digits, halves up. A value just below a half because of its binary form counts as one.
fn round(value: f64, digits: f64) -> f64 {
    let factor = power_of_ten(if digits.is_nan() { 0.0 } else { digits });
    let scaled = value * factor * (1.0 + f64::EPSILON);
    let floor = scaled.floor();
    let up = if scaled - floor >= 0.5 { 1.0 } else { 0.0 };
    (floor + up) / factor
}

/// Ten to the power of a number; of its fraction, half by half, the roots.
fn power_of_ten(exponent: f64) -> f64 {
    let whole = exponent.floor();
    let mut text = String::from("1e");
    Number::Value(whole).write_text(&mut text);
    // Beyond any number, there is nothing left to round.
    let mut power = from_decimal(&text).unwrap_or(f64::NAN);
    let mut fraction = exponent - whole;
    let mut root: f64 = 10.0;
    while fraction > 0.0 {
        root = root.sqrt();
        fraction *= 2.0;
        if fraction >= 1.0 {
            fraction -= 1.0;
            power *= root;
        }
    }
    power
}
