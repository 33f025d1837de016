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
use super::value::{Result, UNDEFINED, Val};

/// A filter: what it is called and what it does with a value and its arguments.
#[derive(Clone, Copy)]
pub(super) struct Function {
    name: &'static str,
    run: Run,
}

type Run = for<'a> fn(&mut Context<'a>, Val<'a>, Arguments<'_, 'a>) -> Result<Val<'a>>;

impl Function {
    const fn new(name: &'static str, run: Run) -> Self {
        Self { name, run }
    }

    pub(super) fn call<'a>(
        self,
        context: &mut Context<'a>,
        value: Val<'a>,
        arguments: &[Val<'a>],
    ) -> Result<Val<'a>> {
        if DISABLED.contains(&self.name) {
            return Err(LiquidError::DisabledFilter(self.name).into());
        }
        (self.run)(context, value, Arguments(arguments))
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The arguments of a filter.
#[derive(Clone, Copy)]
struct Arguments<'s, 'a>(&'s [Val<'a>]);

impl<'a> Arguments<'_, 'a> {
    /// An argument; no value if it is not there.
    fn get(self, place: usize) -> Val<'a> {
        self.0.get(place).copied().unwrap_or(UNDEFINED)
    }

    /// An argument, or what stands for it when there is none.
    fn get_or(self, place: usize, default: Val<'a>) -> Val<'a> {
        match self.get(place) {
            Val::Plain(crate::json::Value::Undefined) => default,
            given => given,
        }
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
        return Some(Function::new(name, |_, value, _| Ok(value)));
    }
    let mut functions = GROUPS.into_iter().flatten();
    functions.find(|function| function.name == name).copied()
}

/// The names of all filters that may be used.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.into_iter().flatten().map(|function| function.name)
}
