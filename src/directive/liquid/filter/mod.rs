//! The filters, in groups.

mod date;
mod encode;
mod html;
mod list;
mod math;
mod misc;
mod slug;
mod text;
mod url;

use std::fmt;

use super::context::Context;
use super::error::LiquidError;
use super::reads::MAX_NAMED;
use super::value::{Result, UNDEFINED, Val, length, number_or_zero};
use crate::json::{Arena, Text, TextBuilder, Value};

/// A filter: what it is called and what it does.
#[derive(Clone, Copy)]
pub(super) struct Function {
    name: &'static str,
    run: fn(&mut Call<'_, '_>) -> Result<()>,
}

impl Function {
    const fn new(name: &'static str, run: fn(&mut Call<'_, '_>) -> Result<()>) -> Self {
        Self { name, run }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A filter at work: what it is given, and where its result goes.
pub(super) struct Call<'c, 'a> {
    name: &'static str,
    context: &'c mut Context<'a>,
    /// The value before the filter, in the end the one behind it.
    value: Val<'a>,
    arguments: &'c [Val<'a>],
}

impl<'a> Call<'_, 'a> {
    /// What a filter makes of a value.
    pub(super) fn run(
        function: Function,
        context: &mut Context<'a>,
        before: Val<'a>,
        arguments: &[Val<'a>],
    ) -> Result<Val<'a>> {
        let mut reads = match before {
            Val::Plain(Value::Array(values)) if values.len() > MAX_NAMED => context.reads.take(),
            _ => None,
        };
        let mut call = Call {
            name: function.name,
            context,
            value: before,
            arguments,
        };
        (function.run)(&mut call)?;
        let value = call.value;
        context.reads = reads.take().or(context.reads.take());
        if let Some(reads) = &mut context.reads {
            let (event, arena) = (context.scope.data, context.scope.arena);
            reads.filtered(event, before.plain(), value.plain(), arena);
        }
        Ok(value)
    }

    const fn arena(&self) -> &'a Arena {
        self.context.arena()
    }

    /// An argument; no value if it is not there.
    #[inline(never)]
    fn argument(&self, place: usize) -> Val<'a> {
        self.arguments.get(place).copied().unwrap_or(UNDEFINED)
    }

    /// An argument, or what stands for it when there is none.
    #[inline(never)]
    fn argument_or(&self, place: usize, default: Val<'a>) -> Val<'a> {
        match self.argument(place) {
            Val::Plain(Value::Undefined) => default,
            given => given,
        }
    }

    /// An argument as a number.
    #[inline(never)]
    fn number(&self, place: usize) -> Result<f64> {
        match self.arguments.get(place) {
            Some(argument) => number_or_zero(*argument, self.arena()),
            None => Ok(f64::NAN),
        }
    }

    /// The text of a value, with the work it takes to go through it.
    #[inline(never)]
    fn text_of(&mut self, value: Val<'a>) -> Result<Text<'a>> {
        let text = self.context.text(value)?;
        self.context.work(length(text.len_utf16()))?;
        Ok(text)
    }

    /// The text of the value.
    #[inline(never)]
    fn text(&mut self) -> Result<Text<'a>> {
        self.text_of(self.value)
    }

    /// The text of the value, in UTF-16 code units.
    #[inline(never)]
    fn units(&mut self) -> Result<Vec<u16>> {
        Ok(self.text()?.to_units())
    }

    /// The text of an argument, in UTF-16 code units.
    #[inline(never)]
    fn argument_units(&mut self, place: usize) -> Result<Vec<u16>> {
        Ok(self.text_of(self.argument(place))?.to_units())
    }

    fn give(&mut self, value: Value<'a>) {
        self.value = Val::Plain(value);
    }

    #[inline(never)]
    fn give_number(&mut self, number: f64) {
        self.value = Val::number(number);
    }

    #[inline(never)]
    fn give_list(&mut self, values: &[Value<'a>]) {
        self.value = Val::list(values, self.arena());
    }

    #[inline(never)]
    fn give_str(&mut self, text: &str) {
        self.give(Value::Text(Text::Str(self.arena().text(text))));
    }

    #[inline(never)]
    fn give_units(&mut self, units: &[u16]) {
        self.give(Value::Text(Text::from_units(units, self.arena())));
    }

    #[inline(never)]
    fn give_text(&mut self, builder: TextBuilder) {
        self.give(Value::Text(builder.finish(self.arena())));
    }
}

const GROUPS: [&[Function]; 9] = [
    date::FILTERS,
    encode::FILTERS,
    html::FILTERS,
    list::FILTERS,
    math::FILTERS,
    misc::FILTERS,
    slug::FILTERS,
    text::FILTERS,
    url::FILTERS,
];

/// Filters that Segment's Liquid knows and does not allow.
const DISABLED: [&str; 20] = [
    "array_to_sentence_string",
    "concat",
    "find",
    "find_exp",
    "find_index",
    "find_index_exp",
    "group_by",
    "group_by_exp",
    "has",
    "has_exp",
    "map",
    "newline_to_br",
    "reject",
    "reject_exp",
    "reverse",
    "sort",
    "sort_natural",
    "type",
    "uniq",
    "where_exp",
];

/// The filter of that name.
pub(super) fn named(name: &str) -> Option<Function> {
    let disabled = DISABLED.iter().find(|disabled| **disabled == name);
    if let Some(name) = disabled {
        return Some(Function::new(name, |call| {
            Err(LiquidError::DisabledFilter(call.name).into())
        }));
    }
    let mut functions = GROUPS.into_iter().flatten();
    functions.find(|function| function.name == name).copied()
}

/// The names of all filters that may be used.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.into_iter().flatten().map(|function| function.name)
}
