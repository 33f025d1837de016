//! Filters for any value.

use super::super::super::clean::clean;
use super::super::context::own;
use super::super::error::LiquidError;
use super::super::value::{Result, Val, length, number, place};
use super::{Call, Function};
use crate::json::{Object, Text, TextBuilder, Value};

pub(super) const FILTERS: &[Function] = &[
    Function::new("default", default),
    Function::new("inspect", json),
    Function::new("json", json),
    Function::new("jsonify", json),
    Function::new("raw", |_| Ok(())),
    Function::new("to_integer", |call| {
        call.give_number(number(call.value.plain(), call.arena())?);
        Ok(())
    }),
];

fn default(call: &mut Call<'_, '_>) -> Result<()> {
    call.give(call.value.plain());
    let is_usable = match call.value.plain() {
        Value::Text(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Bool(false) => allows_false(call)?,
        _ => call.value.is_true(),
    };
    if !is_usable {
        call.value = call.argument(0);
    }
    Ok(())
}

/// Whether `allow_false: true` is among the arguments, which have to be pairs.
fn allows_false(call: &Call<'_, '_>) -> Result<bool> {
    let mut allows = false;
    for argument in call.arguments.iter().skip(1) {
        let pair = match argument {
            Val::Plain(pair @ (Value::Array(_) | Value::Object(_))) => *pair,
            Val::Plain(_) => return Err(LiquidError::DefaultArgument.into()),
            _ => continue,
        };
        if own(pair, Text::Str("0"), call.arena()) == Some(Value::text("allow_false")) {
            let value = own(pair, Text::Str("1"), call.arena());
            allows = value.is_some_and(Value::is_truthy);
        }
    }
    Ok(allows)
}

/// JSON text, with line breaks if there is something to indent by.
fn json(call: &mut Call<'_, '_>) -> Result<()> {
    let value = match call.value {
        Val::Plain(Value::Undefined) => return Ok(()),
        Val::Plain(value) => clean(value, call.arena())?,
        _ => Value::Object(Object::EMPTY),
    };
    let indent = match call.argument(0) {
        // V8 breaks lines for a fraction of a space, too, where the standard sees nothing to indent by.
        Val::Plain(Value::Number(spaces)) if spaces.to_f64() > 0.0 => {
            Some(vec![b' '.into(); place(spaces.to_f64(), 10)])
        }
        Val::Plain(Value::Text(text)) if !text.is_empty() => {
            let mut units = text.to_units();
            units.truncate(10);
            Some(units)
        }
        _ => None,
    };
    let mut json = TextBuilder::new();
    match indent {
        Some(indent) => {
            let indent = Text::from_units(&indent, call.arena());
            write_indented(value, indent, 0, &mut json)?;
        }
        None => json.push_str(&value.to_json()),
    }
    call.context.work(length(json.bytes()))?;
    call.give_text(json);
    Ok(())
}

fn write_indented(
    value: Value<'_>,
    indent: Text<'_>,
    level: usize,
    out: &mut TextBuilder,
) -> Result<()> {
    if out.bytes() > crate::limits::MAX_MAPPED_BYTES {
        return Err(LiquidError::Limit.into());
    }
    let line = |level: usize, out: &mut TextBuilder| {
        out.push_char('\n');
        for _ in 0..level {
            out.push(indent);
        }
    };
    match value {
        Value::Array(values) if !values.is_empty() => {
            out.push_char('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push_char(',');
                }
                line(level + 1, out);
                write_indented(*value, indent, level + 1, out)?;
            }
            line(level, out);
            out.push_char(']');
        }
        Value::Object(object) if !object.is_empty() => {
            out.push_char('{');
            for (at, member) in object.members().iter().enumerate() {
                if at > 0 {
                    out.push_char(',');
                }
                line(level + 1, out);
                out.push_str(&Value::Text(member.key).to_json());
                out.push_str(": ");
                write_indented(member.value, indent, level + 1, out)?;
            }
            line(level, out);
            out.push_char('}');
        }
        value => out.push_str(&value.to_json()),
    }
    Ok(())
}
