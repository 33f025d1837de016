//! Filters for any value.

use super::super::super::clean::clean;
use super::super::context::Context;
use super::super::error::LiquidError;
use super::super::value::{Result, UNDEFINED, Val, length, number};
use super::{Arguments, Function};
use crate::json::{Object, Text, TextBuilder, Value};

pub(super) const FILTERS: &[Function] = &[
    Function::new("default", default),
    Function::new("inspect", json),
    Function::new("json", json),
    Function::new("jsonify", json),
    Function::new("raw", |_, value, _| Ok(value)),
    Function::new("to_integer", |context, value, _| {
        Ok(Val::number(number(value.plain(), context.arena())?))
    }),
];

fn default<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let value = Val::Plain(value.plain());
    let is_usable = match value.plain() {
        Value::Text(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Bool(false) => allows_false(context, arguments)?,
        _ => value.is_true(),
    };
    Ok(if is_usable { value } else { arguments.get(0) })
}

/// Whether `allow_false: true` is among the arguments, which have to be pairs.
fn allows_false<'a>(context: &Context<'a>, arguments: Arguments<'_, 'a>) -> Result<bool> {
    let mut allows = false;
    for argument in arguments.0.iter().skip(1) {
        let member = |key| match argument {
            Val::Plain(pair @ (Value::Array(_) | Value::Object(_))) => Ok(
                super::super::context::own(*pair, Text::Str(key), context.arena()),
            ),
            Val::Plain(_) => Err(LiquidError::DefaultArgument),
            _ => Ok(None),
        };
        if member("0")? == Some(Value::text("allow_false")) {
            allows = member("1")?.is_some_and(Value::is_truthy);
        }
    }
    Ok(allows)
}

/// JSON text, with line breaks if there is something to indent by.
fn json<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let value = match value {
        Val::Plain(Value::Undefined) => return Ok(UNDEFINED),
        Val::Plain(value) => clean(value, context.arena())?,
        _ => Value::Object(Object::EMPTY),
    };
    let indent = match arguments.get(0) {
        // V8 breaks lines for a fraction of a space, too, where the standard sees nothing to indent by.
        Val::Plain(Value::Number(spaces)) if spaces.to_f64() > 0.0 => {
            let spaces = super::super::value::place(spaces.to_f64(), 10);
            Some(Text::Str(context.arena().text(&" ".repeat(spaces))))
        }
        Val::Plain(Value::Text(text)) if !text.is_empty() => {
            let mut units = text.to_units();
            units.truncate(10);
            Some(Text::from_units(&units, context.arena()))
        }
        _ => None,
    };
    let mut json = TextBuilder::new();
    match indent {
        Some(indent) => write_indented(value, indent, 0, &mut json)?,
        None => json.push_str(&value.to_json()),
    }
    context.work(length(json.bytes()))?;
    Ok(Val::text(json.finish(context.arena())))
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
