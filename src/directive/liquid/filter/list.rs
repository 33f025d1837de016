//! Filters for lists. A single value is a list of one, null an empty list.

use super::super::context::own;
use super::super::reader::Reader;
use super::super::reads::Reads;
use super::super::units::character;
use super::super::value::{UNDEFINED, Val, length, place};
use super::{Call, Function};
use crate::directive::eval::check_text;
use crate::json::{Text, TextBuilder, Value};

pub(super) const FILTERS: &[Function] = &[
    Function::new("compact", |call| {
        call.context.decides(call.value);
        let mut kept = Vec::new();
        for value in list(call) {
            if !value.is_nullish() {
                kept.push(*value);
            }
        }
        call.give_list(&kept);
    }),
    Function::new("first", |call| {
        end(call, |_| 0.0);
    }),
    Function::new("join", join),
    Function::new("last", |call| {
        end(call, |length| length - 1.0);
    }),
    Function::new("pop", |call| {
        let values = list(call);
        let rest = values.len().saturating_sub(1);
        call.give(Value::Array(values.get(..rest).unwrap_or_default()));
    }),
    Function::new("push", |call| {
        let mut values = list(call).to_vec();
        values.push(call.argument(0).plain());
        call.give_list(&values);
    }),
    Function::new("sample", sample),
    Function::new("shift", |call| {
        let rest = list(call).get(1..).unwrap_or_default();
        call.give(Value::Array(rest));
    }),
    Function::new("size", |call| {
        let size = size(call).filter(|size| size.is_truthy());
        call.give(size.unwrap_or(Value::from(0.0)));
    }),
    Function::new("slice", slice),
    Function::new("sum", sum),
    Function::new("unshift", |call| {
        let mut values = vec![call.argument(0).plain()];
        values.extend_from_slice(list(call));
        call.give_list(&values);
    }),
    Function::new("where", where_equal),
];

/// The value as a list, with the work it takes to go through it.
#[inline(never)]
fn list<'a>(call: &mut Call<'_, 'a>) -> &'a [Value<'a>] {
    let values = match call.value.plain() {
        Value::Array(values) => values,
        value if value.is_nullish() => &[],
        value => call.arena().array(&[value]),
    };
    call.work(length(values.len()));
    values
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

fn join(call: &mut Call<'_, '_>) {
    let values = list(call);
    let between = match call.argument(0).plain() {
        value if value.is_nullish() => Text::Str(" "),
        value => call.text_of(Val::Plain(value)),
    };
    let mut builder = TextBuilder::new();
    for (at, value) in values.iter().enumerate() {
        call.check(check_text(*value), ());
        if at > 0 {
            builder.push(between);
        }
        builder.push_value(*value);
        if !call.has_room(builder.bytes()) {
            return;
        }
    }
    call.give_text(builder);
}

/// DIFFERENCE: Segment takes by chance. Here it is always the first ones, so that the same event always has the same
/// result.
fn sample(call: &mut Call<'_, '_>) {
    if call.value.plain().is_nullish() {
        call.give_list(&[]);
        return;
    }
    if !matches!(call.value.plain(), Value::Array(_)) {
        let units = call.units();
        let mut characters = Vec::new();
        let mut rest = units.as_slice();
        while let Some((_, character, behind)) = character(rest) {
            characters.push(Value::Text(Text::from_units(character, call.arena())));
            rest = behind;
        }
        call.give_list(&characters);
    }
    let values = list(call);
    let count = call.argument_or(0, Val::number(1.0)).plain();
    if count == Value::from(1.0) {
        call.give(values.first().copied().unwrap_or(Value::Undefined));
        return;
    }
    let count = place(call.number_of(count), values.len());
    call.give_list(values.get(..count).unwrap_or_default());
}

/// A part of a text or list, from a place and of a length.
fn slice(call: &mut Call<'_, '_>) {
    let (values, units) = match call.value.plain() {
        value if value.is_nullish() => return call.give_list(&[]),
        Value::Array(values) => (Some(values), Vec::new()),
        _ => (None, call.units()),
    };
    let size = values.map_or(units.len(), <[_]>::len);
    let wanted = call.argument_or(1, Val::number(1.0)).plain();
    let mut begin = call.argument(0).plain();
    if call.number_of(begin) < 0.0 {
        begin = call.add(Value::from(length(size)), begin);
    }
    let (from, count) = (call.number_of(begin), call.number_of(wanted));
    call.work(count);
    let end = call.add(begin, wanted);
    let to = place(call.number_of(end), size);
    let range = if from < 0.0 || count < 0.0 {
        0..0
    } else {
        place(from, size)..to
    };
    match values {
        Some(values) => call.give(Value::Array(values.get(range).unwrap_or_default())),
        None => call.give_units(units.get(range).unwrap_or_default()),
    }
}

fn sum(call: &mut Call<'_, '_>) {
    let path = call.argument(0).is_truthy().then(|| call.argument_units(0));
    let mut sum = 0.0;
    for item in list(call) {
        let value = match &path {
            Some(path) => {
                let result = call.context.path(*item, path);
                call.check(result, UNDEFINED)
            }
            None => Val::Plain(*item),
        };
        sum += call.counted(value);
    }
    call.give_number(sum);
}

/// The items whose member is equal to a value, or true when no value is given.
fn where_equal(call: &mut Call<'_, '_>) {
    let property = call.argument_units(0);
    let mut reader = Reader::new(&property, 0, property.len());
    reader.skip_blank();
    if let Err(problem) = reader.members(false) {
        return call.fail(problem.error);
    }
    let property = reader.code();
    let mut found = Vec::new();
    // What is looked at here only decides.
    let reads = call.context.reads.take();
    call.context.reads = reads.as_ref().map(|_| Reads::default());
    for item in list(call) {
        let result = call.context.run_in(*item, &property);
        let value = call.check(result, UNDEFINED);
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
}
