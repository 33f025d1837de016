//! Filters that compute. What is no number counts as zero, a missing argument as not a number.

use super::super::context::Context;
use super::super::value::{Result, Val};
use super::{Arguments, Function};

pub(super) const FILTERS: &[Function] = &[
    Function::new("abs", |context, value, _| unary(context, value, f64::abs)),
    Function::new("at_least", |context, value, arguments| {
        fold(context, value, arguments, f64::max)
    }),
    Function::new("at_most", |context, value, arguments| {
        fold(context, value, arguments, f64::min)
    }),
    Function::new("ceil", |context, value, _| unary(context, value, f64::ceil)),
    Function::new("divided_by", divided_by),
    Function::new("floor", |context, value, _| {
        unary(context, value, f64::floor)
    }),
    Function::new("minus", |context, value, arguments| {
        binary(context, value, arguments, |one, two| one - two)
    }),
    Function::new("modulo", |context, value, arguments| {
        binary(context, value, arguments, |one, two| {
            (one % two + two) % two
        })
    }),
    Function::new("plus", |context, value, arguments| {
        binary(context, value, arguments, |one, two| one + two)
    }),
    Function::new("round", round),
    Function::new("times", |context, value, arguments| {
        binary(context, value, arguments, |one, two| one * two)
    }),
];

fn unary<'a>(context: &Context<'a>, value: Val<'a>, compute: fn(f64) -> f64) -> Result<Val<'a>> {
    Ok(Val::number(compute(context.number(value)?)))
}

fn binary<'a>(
    context: &Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
    compute: fn(f64, f64) -> f64,
) -> Result<Val<'a>> {
    let value = context.number(value)?;
    Ok(Val::number(compute(value, number(context, arguments, 0)?)))
}

fn fold<'a>(
    context: &Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
    choose: fn(f64, f64) -> f64,
) -> Result<Val<'a>> {
    let mut chosen = context.number(value)?;
    for argument in arguments.0 {
        chosen = choose(chosen, context.number(*argument)?);
    }
    Ok(Val::number(chosen))
}

/// An argument as a number.
fn number<'a>(context: &Context<'a>, arguments: Arguments<'_, 'a>, place: usize) -> Result<f64> {
    match arguments.0.get(place) {
        Some(argument) => context.number(*argument),
        None => Ok(f64::NAN),
    }
}

fn divided_by<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let quotient = context.number(value)? / number(context, arguments, 0)?;
    let is_integer = number(context, arguments, 1)?;
    let is_integer = !is_integer.is_nan() && is_integer != 0.0;
    Ok(Val::number(if is_integer {
        quotient.floor()
    } else {
        quotient
    }))
}

/// Rounds halves up. A value just below a half because of its binary form counts as one.
fn round<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let value = context.number(value)?;
    let digits = context.number(arguments.get(0))?;
    let factor = 10_f64.powf(digits);
    let scaled = value * factor * (1.0 + f64::EPSILON);
    let floor = scaled.floor();
    let rounded = if scaled - floor >= 0.5 {
        floor + 1.0
    } else {
        floor
    };
    Ok(Val::number(rounded / factor))
}
