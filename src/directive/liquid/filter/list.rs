//! Filters for lists. A single value is a list of one, null an empty list.

use super::super::context::{Context, own};
use super::super::error::LiquidError;
use super::super::reader::Reader;
use super::super::tree::Operand;
use super::super::value::{Result, UNDEFINED, Val, add, compare, length, number, place};
use super::{Arguments, Function};
use crate::directive::eval::check_text;
use crate::json::{Number, Text, TextBuilder, Value};
use crate::limits::MAX_MAPPED_BYTES;

pub(super) const FILTERS: &[Function] = &[
    Function::new("compact", |context, value, _| {
        let values = list(context, value)?;
        let values: Vec<_> = values
            .iter()
            .filter(|value| !value.is_nullish())
            .copied()
            .collect();
        Ok(Val::list(&values, context.arena()))
    }),
    Function::new("first", |context, value, _| Ok(end(context, value, false))),
    Function::new("join", join),
    Function::new("last", |context, value, _| Ok(end(context, value, true))),
    Function::new("pop", |context, value, _| {
        let values = list(context, value)?;
        Ok(values
            .split_last()
            .map_or(Val::Plain(Value::Array(&[])), |(_, rest)| {
                Val::Plain(Value::Array(rest))
            }))
    }),
    Function::new("push", |context, value, arguments| {
        let mut values = list(context, value)?.to_vec();
        values.push(arguments.get(0).plain());
        Ok(Val::list(&values, context.arena()))
    }),
    Function::new("sample", sample),
    Function::new("shift", |context, value, _| {
        let values = list(context, value)?;
        Ok(values
            .split_first()
            .map_or(Val::Plain(Value::Array(&[])), |(_, rest)| {
                Val::Plain(Value::Array(rest))
            }))
    }),
    Function::new("size", |context, value, _| {
        let size = length_of(value, context).filter(|size| size.is_truthy());
        Ok(Val::Plain(size.unwrap_or(Value::from(0.0))))
    }),
    Function::new("slice", slice),
    Function::new("sum", sum),
    Function::new("unshift", |context, value, arguments| {
        let mut values = vec![arguments.get(0).plain()];
        values.extend_from_slice(list(context, value)?);
        Ok(Val::list(&values, context.arena()))
    }),
    Function::new("where", where_equal),
];

/// The value as a list, with the work it takes to go through it.
fn list<'a>(context: &mut Context<'a>, value: Val<'a>) -> Result<&'a [Value<'a>]> {
    let values = match value.plain() {
        Value::Array(values) => values,
        value if value.is_nullish() => &[],
        value => context.arena().array(&[value]),
    };
    context.work(length(values.len()))?;
    Ok(values)
}

/// What JavaScript finds as `length`.
fn length_of<'a>(value: Val<'a>, context: &Context<'a>) -> Option<Value<'a>> {
    match value {
        Val::Plain(value) if value.is_truthy() => own(value, Text::Str("length"), context.arena()),
        _ => None,
    }
}

/// The first or last element, of whatever has a length.
fn end<'a>(context: &Context<'a>, value: Val<'a>, last: bool) -> Val<'a> {
    let value = Val::Plain(value.plain());
    let Some(Value::Number(length)) = length_of(value, context) else {
        return Val::text(Text::Str(""));
    };
    let place = if last { length.to_f64() - 1.0 } else { 0.0 };
    let mut key = String::new();
    Number::Value(place).write_text(&mut key);
    let found = own(value.plain(), Text::Str(&key), context.arena());
    found.map_or(UNDEFINED, Val::Plain)
}

fn join<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let values = list(context, value)?;
    let between = match arguments.get(0).plain() {
        value if value.is_nullish() => Text::Str(" "),
        value => context.text(Val::Plain(value))?,
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
    context.work(length(builder.bytes()))?;
    Ok(Val::text(builder.finish(context.arena())))
}

/// DIFFERENCE: Segment takes by chance. Here it is always the first ones, so that the same event always has the same
/// result.
fn sample<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let values = match value.plain() {
        value if value.is_nullish() => return Ok(Val::Plain(Value::Array(&[]))),
        Value::Array(values) => values,
        _ => {
            let text = super::text::input(context, value)?;
            let mut characters = Vec::new();
            for decoded in char::decode_utf16(text.to_units()) {
                let mut builder = TextBuilder::new();
                match decoded {
                    Ok(character) => builder.push_char(character),
                    Err(lone) => builder.push_unit(lone.unpaired_surrogate()),
                }
                characters.push(Value::Text(builder.finish(context.arena())));
            }
            context.arena().array(&characters)
        }
    };
    context.work(length(values.len()))?;
    let count = arguments.get_or(0, Val::number(1.0)).plain();
    if count == Value::from(1.0) {
        return Ok(values.first().map_or(UNDEFINED, |first| Val::Plain(*first)));
    }
    let count = place(number(count, context.arena())?, values.len());
    Ok(Val::list(
        values.get(..count).unwrap_or_default(),
        context.arena(),
    ))
}

/// A part of a text or list, from a place and of a length.
fn slice<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let arena = context.arena();
    let (values, units) = match value.plain() {
        value if value.is_nullish() => return Ok(Val::Plain(Value::Array(&[]))),
        Value::Array(values) => (Some(values), Vec::new()),
        _ => (None, context.text(value)?.to_units()),
    };
    let size = values.map_or(units.len(), <[_]>::len);
    let wanted = arguments.get_or(1, Val::number(1.0)).plain();
    let is_negative = |value: Value<'a>| {
        let order = compare(value, Value::from(0.0), arena)?;
        Result::Ok(order.is_some_and(std::cmp::Ordering::is_lt))
    };
    let mut begin = arguments.get(0).plain();
    if is_negative(begin)? {
        begin = add(Value::from(length(size)), begin, arena)?;
    }
    let nothing = is_negative(begin)? || is_negative(wanted)?;
    context.work(number(wanted, arena)?)?;
    let from = place(number(begin, arena)?, size);
    let to = place(number(add(begin, wanted, arena)?, arena)?, size);
    let range = if nothing { 0..0 } else { from..to.max(from) };
    Ok(match values {
        Some(values) => Val::Plain(Value::Array(values.get(range).unwrap_or_default())),
        None => Val::text(Text::from_units(
            units.get(range).unwrap_or_default(),
            arena,
        )),
    })
}

fn sum<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let path = arguments.get(0);
    let path = if path.is_truthy() {
        Some(context.text(path)?)
    } else {
        None
    };
    let mut sum = 0.0;
    for item in list(context, value)? {
        let value = match path {
            Some(path) => context.path(*item, path)?.plain(),
            None => *item,
        };
        let number = number(value, context.arena())?;
        sum += if number.is_nan() { 0.0 } else { number };
    }
    Ok(Val::number(sum))
}

/// The items whose member is equal to a value, or true when no value is given.
fn where_equal<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let property = context.text(arguments.get(0))?.to_units();
    let mut reader = Reader::new(&property, 0, property.len());
    reader.skip_blank();
    let members = reader.members(true).map_err(|problem| problem.error)?;
    let property = (!members.is_empty()).then(|| Operand::Access {
        of: None,
        members: members.into(),
    });
    let expected = arguments.get(1);
    let mut found = Vec::new();
    for item in list(context, value)? {
        let value = match &property {
            Some(property) => context.in_item(*item, |context| context.operand(property))?,
            None => UNDEFINED,
        };
        let is_wanted = match expected {
            Val::Plain(Value::Undefined) => value.is_true(),
            expected => value.equals(expected),
        };
        if is_wanted {
            found.push(*item);
        }
    }
    Ok(Val::list(&found, context.arena()))
}
