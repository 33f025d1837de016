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
use super::value::{Result, UNDEFINED, Val, js_text, length, number};
use crate::directive::error::Failure;
use crate::json::{Arena, Text, TextBuilder, Value};
use crate::limits::MAX_MAPPED_BYTES;

/// A filter: what it is called and what it does.
#[derive(Clone, Copy)]
pub(super) struct Function {
    name: &'static str,
    run: fn(&mut Call<'_, '_>),
}

impl Function {
    const fn new(name: &'static str, run: fn(&mut Call<'_, '_>)) -> Self {
        Self { name, run }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A filter at work: what it is given, and where its result goes.
///
/// A filter does not stop at its first failure: it goes on with nothing in the place of what failed, and at its end what
/// it has made by then is not looked at.
pub(super) struct Call<'c, 'a> {
    name: &'static str,
    context: &'c mut Context<'a>,
    /// The value before the filter, in the end the one behind it.
    value: Val<'a>,
    arguments: &'c [Val<'a>],
    failure: Option<Failure>,
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
            failure: None,
        };
        (function.run)(&mut call);
        if let Some(failure) = call.failure {
            return Err(failure);
        }
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

    /// The result, or nothing in its place.
    fn check<T>(&mut self, result: Result<T>, nothing: T) -> T {
        match result {
            Ok(value) => value,
            Err(failure) => {
                self.failure.get_or_insert(failure);
                nothing
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn fail(&mut self, error: LiquidError) {
        self.failure.get_or_insert(error.into());
    }

    /// Notes work that is about to be done, and tells whether it may be.
    #[inline(never)]
    fn work(&mut self, amount: f64) -> bool {
        let result = self.context.work(amount);
        self.check(result, ());
        self.failure.is_none()
    }

    /// Whether what is being made may still grow.
    #[inline(never)]
    fn has_room(&mut self, bytes: usize) -> bool {
        if bytes > MAX_MAPPED_BYTES {
            self.fail(LiquidError::Limit);
        }
        self.failure.is_none()
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

    /// JavaScript's `Number(value)`.
    #[inline(never)]
    fn number_of(&mut self, value: Value<'a>) -> f64 {
        let result = number(value, self.arena());
        self.check(result, f64::NAN)
    }

    /// JavaScript's `one + two`.
    #[inline(never)]
    fn add(&mut self, one: Value<'a>, two: Value<'a>) -> Value<'a> {
        let is_text = |value| matches!(value, Value::Text(_) | Value::Array(_) | Value::Object(_));
        if is_text(one) || is_text(two) {
            let mut builder = TextBuilder::new();
            for value in [one, two] {
                builder.push(self.js_text(Val::Plain(value)));
            }
            return Value::Text(builder.finish(self.arena()));
        }
        Value::from(self.number_of(one) + self.number_of(two))
    }

    /// The number that Liquid computes with: zero for what is none.
    fn counted(&mut self, value: Val<'a>) -> f64 {
        let number = self.number_of(value.plain());
        if number.is_nan() || number == 0.0 {
            0.0
        } else {
            number
        }
    }

    /// An argument as a number that Liquid computes with; NaN if it is not there.
    #[inline(never)]
    fn number(&mut self, place: usize) -> f64 {
        match self.arguments.get(place) {
            Some(argument) => self.counted(*argument),
            None => f64::NAN,
        }
    }

    /// The text of a value, with the work it takes to go through it.
    #[inline(never)]
    fn text_of(&mut self, value: Val<'a>) -> Text<'a> {
        let result = self.context.text(value);
        let text = self.check(result, Text::Str(""));
        self.work(length(text.len_utf16()));
        text
    }

    /// JavaScript's `String(value)`; the words that say what a value is are objects.
    #[inline(never)]
    fn js_text(&mut self, value: Val<'a>) -> Text<'a> {
        let Val::Plain(value) = value else {
            return Text::Str("[object Object]");
        };
        let result = js_text(value, self.arena());
        let text = self.check(result, Text::Str(""));
        self.work(length(text.len_utf16()));
        text
    }

    /// The text of the value.
    #[inline(never)]
    fn text(&mut self) -> Text<'a> {
        self.text_of(self.value)
    }

    /// The text of the value, in UTF-16 code units.
    #[inline(never)]
    fn units(&mut self) -> Vec<u16> {
        self.text().to_units()
    }

    /// The text of an argument, in UTF-16 code units.
    #[inline(never)]
    fn argument_units(&mut self, place: usize) -> Vec<u16> {
        self.text_of(self.argument(place)).to_units()
    }

    #[inline(never)]
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
        self.work(length(builder.bytes()));
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
    for disabled in DISABLED {
        if disabled == name {
            return Some(Function::new(disabled, |call| {
                call.fail(LiquidError::DisabledFilter(call.name));
            }));
        }
    }
    for group in GROUPS {
        for function in group {
            if function.name == name {
                return Some(*function);
            }
        }
    }
    None
}

/// The names of all filters that may be used.
pub(super) fn names() -> Vec<&'static str> {
    let mut names = Vec::new();
    for group in GROUPS {
        for function in group {
            names.push(function.name);
        }
    }
    names
}
