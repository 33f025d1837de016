//! What a Liquid text knows while it is rendered: its variables, the event, and how much it may still do.

use super::super::eval::Scope;
use super::error::LiquidError;
use super::reads::Reads;
use super::tree::{Chain, Operand, Operator, Term};
use super::value::{
    Result, UNDEFINED, Val, compare, js_text, length, number, number_or_zero, text,
};
use crate::json::{Arena, Number, Text, TextBuf, Value, canonical_index};

/// What one text may do, in characters and elements that its filters go through: Segment's limit of its memory.
///
/// DIFFERENCE: Segment also stops a text after half a second. Here, what a text does is counted and nothing is timed, so
/// the same event always has the same result.
const MAX_WORK: f64 = 1e8;

/// Elements of a range. In memory each takes more than the character that it counts as.
const MAX_RANGE: usize = crate::limits::MAX_MAPPED_BYTES / size_of::<Value<'_>>();

/// The state of one rendering.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) scope: Scope<'a>,
    variables: Vec<(Text<'a>, Val<'a>)>,
    /// Of `increment` and `decrement`.
    ///
    /// DIFFERENCE: Segment keeps them in the event, where the rest of the mapping sees them.
    counters: Vec<(Text<'a>, f64)>,
    /// Of `cycle`: group, number of candidates, place.
    cycles: Vec<(Text<'a>, usize, usize)>,
    /// How many `block` tags are open.
    pub(super) blocks: usize,
    /// Whether the text ended early.
    pub(super) is_stopped: bool,
    work: f64,
    /// What was read, for explanations.
    pub(super) reads: Option<Reads<'a>>,
}

impl<'a> Context<'a> {
    pub(super) const fn new(scope: Scope<'a>) -> Self {
        Self {
            scope,
            variables: Vec::new(),
            counters: Vec::new(),
            cycles: Vec::new(),
            blocks: 0,
            is_stopped: false,
            work: 0.0,
            reads: None,
        }
    }

    pub(super) const fn arena(&self) -> &'a Arena {
        self.scope.arena
    }

    /// A text of the template, for as long as the event's own.
    fn keep(&self, text: &TextBuf) -> Text<'a> {
        match text {
            TextBuf::Str(text) => Text::Str(self.arena().text(text)),
            TextBuf::Units(units) => Text::Units(self.arena().units(units)),
        }
    }

    /// Notes work that is about to be done.
    pub(super) fn work(&mut self, amount: f64) -> Result<()> {
        if amount > 0.0 {
            self.work += amount;
        }
        if self.work > MAX_WORK {
            return Err(LiquidError::Limit.into());
        }
        self.scope.check_size()
    }

    /// Looks for a value in an item instead of the event, without the variables.
    pub(super) fn in_item<T>(
        &mut self,
        item: Value<'a>,
        look: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let mut inner = Self {
            work: self.work,
            ..Self::new(self.scope.over(item))
        };
        let result = look(&mut inner);
        self.work = inner.work;
        result
    }

    /// How much was read so far.
    pub(super) fn read_so_far(&self) -> usize {
        self.reads.as_ref().map_or(0, |reads| reads.used.len())
    }

    pub(super) fn assign(&mut self, name: Text<'a>, value: Val<'a>) {
        match self.variables.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.variables.push((name, value)),
        }
    }

    /// Counts on, and gives the number before and after.
    pub(super) fn count(&mut self, name: Text<'a>, step: f64) -> (f64, f64) {
        let known = self.counters.iter_mut().find(|(known, _)| *known == name);
        if let Some((_, counter)) = known {
            let before = *counter;
            *counter += step;
            return (before, *counter);
        }
        let before = match own(self.scope.data, name, self.arena()) {
            Some(Value::Number(number)) => number.to_f64(),
            _ => 0.0,
        };
        self.counters.push((name, before + step));
        (before, before + step)
    }

    /// The place of the next candidate of a cycle.
    pub(super) fn cycle(&mut self, group: Text<'a>, candidates: usize) -> usize {
        let is_same =
            |cycle: &&mut (Text<'a>, usize, usize)| (cycle.0, cycle.1) == (group, candidates);
        if let Some((.., place)) = self.cycles.iter_mut().find(is_same) {
            *place = (*place + 1) % candidates;
            return *place;
        }
        self.cycles.push((group, candidates, 0));
        0
    }

    /// The value of an expression with its filters.
    pub(super) fn chain(&mut self, chain: &Chain) -> Result<Val<'a>> {
        let mut value = self.expression(&chain.terms)?;
        for call in &chain.filters {
            let mut arguments = Vec::with_capacity(call.arguments.len());
            for argument in &call.arguments {
                let value = match &argument.value {
                    Some(operand) => self.operand(operand)?,
                    None => UNDEFINED,
                };
                arguments.push(match &argument.key {
                    Some(key) => {
                        let pair = [Value::Text(self.keep(key)), value.plain()];
                        Val::list(&pair, self.arena())
                    }
                    None => value,
                });
            }
            if let Some(function) = call.function {
                value = function.call(self, value, &arguments)?;
            }
        }
        Ok(value)
    }

    /// Terms in postfix order. Superfluous values are left over, missing ones are no value.
    fn expression(&mut self, terms: &[Term]) -> Result<Val<'a>> {
        if let [Term::Operand(operand)] = terms {
            return self.operand(operand);
        }
        let mut values = Vec::with_capacity(terms.len());
        for term in terms {
            let value = match term {
                Term::Operand(operand) => self.operand(operand)?,
                Term::Operator(operator) => {
                    let right = values.pop().unwrap_or(UNDEFINED);
                    let left = match operator {
                        Operator::Not => UNDEFINED,
                        _ => values.pop().unwrap_or(UNDEFINED),
                    };
                    Val::Plain(Value::Bool(self.operator(*operator, left, right)?))
                }
            };
            values.push(value);
        }
        Ok(values.first().copied().unwrap_or(UNDEFINED))
    }

    fn operator(&self, operator: Operator, left: Val<'a>, right: Val<'a>) -> Result<bool> {
        let order = || match (left, right) {
            // The words that say what a value is have no order.
            (Val::Nil | Val::Empty | Val::Blank, _) | (_, Val::Nil | Val::Empty | Val::Blank) => {
                Ok(None)
            }
            _ => compare(left.plain(), right.plain(), self.arena()),
        };
        Ok(match operator {
            Operator::Equal => left.equals(right),
            Operator::NotEqual => !left.equals(right),
            Operator::Greater => order()?.is_some_and(std::cmp::Ordering::is_gt),
            Operator::Less => order()?.is_some_and(std::cmp::Ordering::is_lt),
            Operator::GreaterOrEqual => order()?.is_some_and(std::cmp::Ordering::is_ge),
            Operator::LessOrEqual => order()?.is_some_and(std::cmp::Ordering::is_le),
            Operator::Not => !right.is_true(),
            Operator::And => left.is_true() && right.is_true(),
            Operator::Or => left.is_true() || right.is_true(),
            Operator::Contains => match left.plain() {
                Value::Array(values) => values.iter().any(|value| Val::Plain(*value).equals(right)),
                Value::Text(text) => {
                    let part = js_text(right.plain(), self.arena())?;
                    super::search::Searchable::new(text, part).contains()
                }
                _ => false,
            },
        })
    }

    pub(super) fn operand(&mut self, operand: &Operand) -> Result<Val<'a>> {
        Ok(match operand {
            Operand::Literal(value) => *value,
            Operand::Text(text) => Val::text(self.keep(text)),
            Operand::Range(ends) => {
                let (from, to) = &**ends;
                let from = self.operand(from)?.plain();
                let to = self.operand(to)?.plain();
                let from = number(from, self.arena())?;
                self.range(from, number(to, self.arena())?)?
            }
            Operand::Access { of, members } => {
                let mut keys = Vec::with_capacity(members.len());
                for member in members {
                    keys.push(self.operand(member)?);
                }
                let value = match of {
                    Some(value) => Some(self.operand(value)?),
                    None => None,
                };
                self.access(value, &keys)?
            }
        })
    }

    fn range(&mut self, from: f64, to: f64) -> Result<Val<'a>> {
        self.work(to - from + 1.0)?;
        let mut values = Vec::new();
        let mut next = from;
        while next < to + 1.0 {
            values.push(Value::Number(Number::Value(next)));
            // Far out, a number and the next one are the same.
            if values.len() > MAX_RANGE {
                return Err(LiquidError::Limit.into());
            }
            next += 1.0;
        }
        Ok(Val::list(&values, self.arena()))
    }

    /// Members, one in the other, of a value or of what the first key names.
    pub(super) fn access(&mut self, of: Option<Val<'a>>, keys: &[Val<'a>]) -> Result<Val<'a>> {
        let (mut value, keys) = match (of, keys.split_first()) {
            (Some(value), _) => (value, keys),
            (None, Some((name, rest))) => (self.variable(*name, keys)?, rest),
            (None, None) => (UNDEFINED, keys),
        };
        for key in keys {
            value = self.member(value, *key)?;
        }
        Ok(value)
    }

    fn variable(&mut self, name: Val<'a>, keys: &[Val<'a>]) -> Result<Val<'a>> {
        let Val::Plain(name) = name else {
            return Ok(UNDEFINED);
        };
        let key = js_text(name, self.arena())?;
        if self.blocks > 0 && key == Text::Str("block") {
            return Ok(Val::Block);
        }
        if let Some((_, value)) = self.variables.iter().find(|(known, _)| *known == key) {
            if let Some(reads) = &mut self.reads {
                reads.variable(key);
            }
            return Ok(*value);
        }
        if let Some((_, counter)) = self.counters.iter().find(|(known, _)| *known == key) {
            return Ok(Val::number(*counter));
        }
        let found = own(self.scope.data, key, self.arena());
        if found.is_some() && self.reads.is_some() {
            let keys = self.keys_to(keys);
            if let Some(reads) = &mut self.reads {
                reads.used.push(keys);
            }
        }
        Ok(match found {
            Some(value) => Val::Plain(value),
            // Names are members of something that has no members, so its size is known.
            None if name == Value::text("size") => Val::number(0.0),
            None => UNDEFINED,
        })
    }

    fn member(&self, of: Val<'a>, key: Val<'a>) -> Result<Val<'a>> {
        let of = match of {
            Val::Plain(value) if value.is_nullish() => return Ok(of),
            Val::Plain(value) => value,
            Val::Block if key.plain() == Value::text("super") => {
                return Ok(Val::text(Text::Str("")));
            }
            _ => return Ok(UNDEFINED),
        };
        let key = key.plain();
        let own = self.own_member(of, key)?;
        let name = match key {
            Value::Text(Text::Str(name)) if own.is_none() => name,
            _ => "",
        };
        let found = own.or(match (name, of) {
            ("size", Value::Array(values)) => Some(Value::from(length(values.len()))),
            ("size", Value::Text(text)) => Some(Value::from(length(text.len_utf16()))),
            ("size", Value::Object(object)) => Some(Value::from(length(object.members().len()))),
            ("first", Value::Array(values)) => values.first().copied(),
            ("last", Value::Array(values)) => values.last().copied(),
            _ => None,
        });
        Ok(Val::Plain(found.unwrap_or(Value::Undefined)))
    }

    /// A value's own member; a number counts from the end of a list when it is negative.
    fn own_member(&self, of: Value<'a>, key: Value<'a>) -> Result<Option<Value<'a>>> {
        let key = match (of, key) {
            (Value::Array(values), Value::Number(key)) => {
                let key = key.to_f64();
                let key = if key < 0.0 {
                    length(values.len()) + key
                } else {
                    key
                };
                Value::from(key)
            }
            _ => key,
        };
        Ok(own(of, js_text(key, self.arena())?, self.arena()))
    }

    /// Members of an item of a list, as filters spell them: `address.city`.
    pub(super) fn path(&self, item: Value<'a>, path: Text<'a>) -> Result<Val<'a>> {
        let units = path.to_units();
        let mut value = Val::Plain(item);
        for key in units.split(|unit| *unit == u16::from(b'.')) {
            value = self.member(value, Val::text(Text::from_units(key, self.arena())))?;
        }
        Ok(value)
    }

    /// The text of a value.
    pub(super) fn text(&self, value: Val<'a>) -> Result<Text<'a>> {
        text(value, self.arena())
    }

    /// The number of a value, zero if it has none.
    pub(super) fn number(&self, value: Val<'a>) -> Result<f64> {
        number_or_zero(value, self.arena())
    }
}

/// A member that a value has itself.
pub(super) fn own<'a>(of: Value<'a>, key: Text<'_>, arena: &'a Arena) -> Option<Value<'a>> {
    let index = match key {
        Text::Str(key) => canonical_index(key).and_then(|index| usize::try_from(index).ok()),
        Text::Units(_) => None,
    };
    let size = |size: usize| (key == Text::Str("length")).then(|| Value::from(length(size)));
    match (of, index) {
        (Value::Object(object), _) => object.get_text(key),
        (Value::Array(values), Some(index)) => values.get(index).copied(),
        (Value::Array(values), None) => size(values.len()),
        (Value::Text(text), Some(index)) => text.unit_at(index, arena).map(Value::Text),
        (Value::Text(text), None) => size(text.len_utf16()),
        _ => None,
    }
}
