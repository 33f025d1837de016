//! Filters for lists. A single value is a list of one, null an empty list.

use super::super::context::own;
use super::super::error::LiquidError;
use super::super::reader::Reader;
use super::super::reads::Reads;
use super::super::units::character;
use super::super::value::{Result, Val, add, length, number, place};
use super::{Call, Function};
use crate::directive::eval::check_text;
use crate::json::{Text, TextBuilder, Value};
use crate::limits::MAX_MAPPED_BYTES;

pub(super) const FILTERS: &[Function] = &[
    Function::new("compact", |call| {
        let mut values = list(call)?.to_vec();
        call.context.decides(call.value);
        values.retain(|value| !value.is_nullish());
        call.give_list(&values);
        Ok(())
    }),
    Function::new("first", |call| {
        end(call, |_| 0.0);
        Ok(())
    }),
    Function::new("join", join),
    Function::new("last", |call| {
        end(call, |length| length - 1.0);
        Ok(())
    }),
    Function::new("pop", |call| {
        let rest = list(call)?.split_last().map(|(_, rest)| rest);
        call.give(Value::Array(rest.unwrap_or_default()));
        Ok(())
    }),
    Function::new("push", |call| {
        let mut values = list(call)?.to_vec();
        values.push(call.argument(0).plain());
        call.give_list(&values);
        Ok(())
    }),
    Function::new("sample", sample),
    Function::new("shift", |call| {
        let rest = list(call)?.split_first().map(|(_, rest)| rest);
        call.give(Value::Array(rest.unwrap_or_default()));
        Ok(())
    }),
    Function::new("size", |call| {
        let size = size(call).filter(|size| size.is_truthy());
        call.give(size.unwrap_or(Value::from(0.0)));
        Ok(())
    }),
    Function::new("slice", slice),
    Function::new("sum", sum),
    Function::new("unshift", |call| {
        let mut values = list(call)?.to_vec();
        values.insert(0, call.argument(0).plain());
        call.give_list(&values);
        Ok(())
    }),
    Function::new("where", where_equal),
];

/// The value as a list, with the work it takes to go through it.
#[inline(never)]
fn list<'a>(call: &mut Call<'_, 'a>) -> Result<&'a [Value<'a>]> {
    let values = match call.value.plain() {
        Value::Array(values) => values,
        value if value.is_nullish() => &[],
        value => call.arena().array(&[value]),
    };
    call.context.work(length(values.len()))?;
    Ok(values)
}

/// What JavaScript finds as `length`.
fn size<'a>(call: &Call<'_, 'a>) -> Option<Value<'a>> {
    match call.value {
        Val::Plain(value) if value.is_truthy() => own(value, Text::Str("length"), call.arena()),
        _ => None,
    }
}

/// An element at an end, of whatever has a length.
fn end(call: &mut Call<'_, '_>, place: fn(f64) -> f64) {
    call.give(call.value.plain());
    let Some(Value::Number(length)) = size(call) else {
        return call.give_str("");
    };
    let element = call
        .context
        .read_at(call.value.plain(), place(length.to_f64()));
    call.give(element.unwrap_or(Value::Undefined));
}

fn join(call: &mut Call<'_, '_>) -> Result<()> {
    let values = list(call)?;
    let between = match call.argument(0).plain() {
        value if value.is_nullish() => Text::Str(" "),
        value => call.context.text(Val::Plain(value))?,
    };
    let mut builder = TextBuilder::new();
    for (at, value) in values.iter().enumerate() {
        check_text(*value)?;
        if at > 0 {
            builder.push(between);
        }
        builder.push_value(*value);
        if builder.bytes() > MAX_MAPPED_BYTES {
            return Err(LiquidError::Limit.into());
        }
    }
    call.context.work(length(builder.bytes()))?;
    call.give_text(builder);
    Ok(())
}

/// DIFFERENCE: Segment takes by chance. Here it is always the first ones, so that the same event always has the same
/// result.
fn sample(call: &mut Call<'_, '_>) -> Result<()> {
    if call.value.plain().is_nullish() {
        call.give_list(&[]);
        return Ok(());
    }
    if !matches!(call.value.plain(), Value::Array(_)) {
        let units = call.units()?;
        let mut characters = Vec::new();
        let mut rest = units.as_slice();
        while let Some((_, character, behind)) = character(rest) {
            characters.push(Value::Text(Text::from_units(character, call.arena())));
            rest = behind;
        }
        call.give_list(&characters);
    }
    let values = list(call)?;
    let count = call.argument_or(0, Val::number(1.0)).plain();
    if count == Value::from(1.0) {
        call.give(values.first().copied().unwrap_or(Value::Undefined));
        return Ok(());
    }
    let count = place(number(count, call.arena())?, values.len());
    call.give_list(values.get(..count).unwrap_or_default());
    Ok(())
}

/// A part of a text or list, from a place and of a length.
fn slice(call: &mut Call<'_, '_>) -> Result<()> {
    let arena = call.arena();
    let (values, units) = match call.value.plain() {
        value if value.is_nullish() => {
            call.give_list(&[]);
            return Ok(());
        }
        Value::Array(values) => (Some(values), Vec::new()),
        _ => (None, call.context.text(call.value)?.to_units()),
    };
    let size = values.map_or(units.len(), <[_]>::len);
    let wanted = call.argument_or(1, Val::number(1.0)).plain();
    let mut begin = call.argument(0).plain();
    if number(begin, arena)? < 0.0 {
        begin = add(Value::from(length(size)), begin, arena)?;
    }
    let (from, count) = (number(begin, arena)?, number(wanted, arena)?);
    call.context.work(count)?;
    let to = place(number(add(begin, wanted, arena)?, arena)?, size);
    let range = if from < 0.0 || count < 0.0 {
        0..0
    } else {
        let from = place(from, size);
        from..to.max(from)
    };
    match values {
        Some(values) => call.give(Value::Array(values.get(range).unwrap_or_default())),
        None => call.give_units(units.get(range).unwrap_or_default()),
    }
    Ok(())
}

fn sum(call: &mut Call<'_, '_>) -> Result<()> {
    let path = if call.argument(0).is_truthy() {
        Some(call.argument_units(0)?)
    } else {
        None
    };
    let mut sum = 0.0;
    for item in list(call)? {
        let value = match &path {
            Some(path) => call.context.path(*item, path)?.plain(),
            None => *item,
        };
        let number = number(value, call.arena())?;
        sum += if number.is_nan() { 0.0 } else { number };
    }
    call.give_number(sum);
    Ok(())
}

/// The items whose member is equal to a value, or true when no value is given.
fn where_equal(call: &mut Call<'_, '_>) -> Result<()> {
    let property = call.context.text(call.argument(0))?.to_units();
    let mut reader = Reader::new(&property, 0, property.len());
    reader.skip_blank();
    reader.members(false).map_err(|problem| problem.error)?;
    let property = reader.code();
    let mut found = Vec::new();
    // What is looked at here only decides.
    let reads = call.context.reads.take();
    call.context.reads = reads.as_ref().map(|_| Reads::default());
    for item in list(call)? {
        let value = call.context.run_in(*item, &property)?;
        let is_wanted = match call.argument(1) {
            Val::Plain(Value::Undefined) => value.is_true(),
            expected => value.equals(expected),
        };
        if is_wanted {
            found.push(*item);
        }
    }
    let seen = std::mem::replace(&mut call.context.reads, reads);
    if let (Some(reads), Some(seen)) = (&mut call.context.reads, seen) {
        reads.decided.extend(seen.used);
    }
    call.give_list(&found);
    Ok(())
}
