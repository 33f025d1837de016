//! What a Liquid text knows while it is rendered: its variables, the event, and how much it may still do.

use super::super::eval::Scope;
use super::error::LiquidError;
use super::filter::Call;
use super::reads::Reads;
use super::tree::{Op, Operator};
use super::units::{is, places};
use super::value::{Result, UNDEFINED, Val, compare, js_text, length, number, text};
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
    /// What names are looked for in: the event, or an item of a list.
    data: Value<'a>,
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
            data: scope.data,
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

    /// The value of an expression in an item instead of the event, without the variables.
    pub(super) fn run_in(&mut self, item: Value<'a>, code: &[Op]) -> Result<Val<'a>> {
        let outer = (self.data, self.blocks);
        let variables = std::mem::take(&mut self.variables);
        let counters = std::mem::take(&mut self.counters);
        (self.data, self.blocks) = (item, 0);
        let result = self.run(code);
        (self.data, self.blocks) = outer;
        (self.variables, self.counters) = (variables, counters);
        result
    }

    /// How much was read so far.
    pub(super) fn read_so_far(&self) -> usize {
        self.reads.as_ref().map_or(0, |reads| reads.used.len())
    }

    /// Gives a variable a value, which was made of all that was read since then.
    pub(super) fn assign(&mut self, name: Text<'a>, value: Val<'a>, since: usize) {
        if let Some(reads) = &mut self.reads {
            reads.assign(name, since);
        }
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
        let before = match own(self.data, name, self.arena()) {
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

    /// The value of an expression. Of superfluous values the first one counts, missing ones are no value.
    pub(super) fn run(&mut self, code: &[Op]) -> Result<Val<'a>> {
        if let Some(reads) = &mut self.reads {
            reads.begin();
        }
        let mut stack: Vec<Val<'a>> = Vec::new();
        for op in code {
            let value = match op {
                Op::Literal(value) => *value,
                Op::Text(text) => Val::text(self.keep(text)),
                Op::Operator(operator) => {
                    let right = stack.pop().unwrap_or(UNDEFINED);
                    let left = if operator.is_unary() {
                        UNDEFINED
                    } else {
                        stack.pop().unwrap_or(UNDEFINED)
                    };
                    self.operator(*operator, left, right)?
                }
                Op::Pair(key) => {
                    let value = stack.pop().unwrap_or(UNDEFINED).plain();
                    Val::list(&[Value::Text(self.keep(key)), value], self.arena())
                }
                Op::Filter(function, arguments) => {
                    let arguments = stack.split_off(stack.len().saturating_sub(*arguments));
                    let value = stack.first().copied().unwrap_or(UNDEFINED);
                    stack.clear();
                    match function {
                        Some(function) => Call::run(*function, self, value, &arguments)?,
                        None => value,
                    }
                }
            };
            stack.push(value);
        }
        Ok(stack.first().copied().unwrap_or(UNDEFINED))
    }

    fn operator(&mut self, operator: Operator, left: Val<'a>, right: Val<'a>) -> Result<Val<'a>> {
        let is_true = match operator {
            Operator::Variable => return self.variable(right),
            Operator::Member => return self.member(left, right),
            Operator::Range => return self.range(left, right),
            Operator::Equal => left.equals(right),
            Operator::NotEqual => !left.equals(right),
            Operator::Not => !right.is_true(),
            Operator::And => left.is_true() && right.is_true(),
            Operator::Or => left.is_true() || right.is_true(),
            Operator::Contains => match left.plain() {
                Value::Array(values) => values.iter().any(|value| Val::Plain(*value).equals(right)),
                Value::Text(text) => {
                    let part = js_text(right.plain(), self.arena())?;
                    !places(&text.to_units(), &part.to_units(), 1).is_empty()
                }
                _ => false,
            },
            // The words that say what a value is have no order.
            _ if left.is_word() || right.is_word() => false,
            _ => {
                let order = compare(left.plain(), right.plain(), self.arena())?;
                order.is_some_and(|order| match operator {
                    Operator::Greater => order.is_gt(),
                    Operator::Less => order.is_lt(),
                    Operator::GreaterOrEqual => order.is_ge(),
                    _ => order.is_le(),
                })
            }
        };
        Ok(Val::Plain(Value::Bool(is_true)))
    }

    fn range(&mut self, from: Val<'a>, to: Val<'a>) -> Result<Val<'a>> {
        let mut next = number(from.plain(), self.arena())?;
        let end = number(to.plain(), self.arena())? + 1.0;
        self.work(end - next)?;
        let mut values = Vec::new();
        while next < end {
            values.push(Value::Number(Number::Value(next)));
            // Far out, a number and the next one are the same.
            if values.len() > MAX_RANGE {
                return Err(LiquidError::Limit.into());
            }
            next += 1.0;
        }
        Ok(Val::list(&values, self.arena()))
    }

    fn variable(&mut self, name: Val<'a>) -> Result<Val<'a>> {
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
        Ok(match self.read(self.data, key) {
            Some(value) => Val::Plain(value),
            // Names are members of something that has no members, so its size is known.
            None if name == Value::text("size") => Val::number(0.0),
            None => UNDEFINED,
        })
    }

    /// A member by Liquid's rules: numbers below zero count from the end, and there are `size`, `first` and `last`.
    fn member(&mut self, of: Val<'a>, key: Val<'a>) -> Result<Val<'a>> {
        let of = match of {
            Val::Plain(value) if value.is_nullish() => return Ok(of),
            Val::Plain(value) => value,
            Val::Block if key.plain() == Value::text("super") => {
                return Ok(Val::text(Text::Str("")));
            }
            _ => return Ok(UNDEFINED),
        };
        let mut key = key.plain();
        if let (Value::Array(values), Value::Number(place)) = (of, key) {
            let place = place.to_f64();
            let from = if place < 0.0 {
                length(values.len())
            } else {
                0.0
            };
            key = Value::from(from + place);
        }
        let name = js_text(key, self.arena())?;
        let mut found = self.read(of, name);
        if found.is_none() && matches!(key, Value::Text(_)) {
            found = match (name, of) {
                (Text::Str("size"), Value::Array(values)) => Some(values.len()),
                (Text::Str("size"), Value::Text(text)) => Some(text.len_utf16()),
                (Text::Str("size"), Value::Object(object)) => Some(object.members().len()),
                _ => None,
            }
            .map(|size| Value::from(length(size)));
            if let Value::Array(values) = of {
                let last = length(values.len()) - 1.0;
                match name {
                    Text::Str("first") => found = self.read_at(of, 0.0),
                    Text::Str("last") => found = self.read_at(of, last),
                    _ => {}
                }
            }
        }
        Ok(Val::Plain(found.unwrap_or(Value::Undefined)))
    }

    /// A value's own member.
    pub(super) fn read(&mut self, of: Value<'a>, key: Text<'a>) -> Option<Value<'a>> {
        let found = own(of, key, self.arena())?;
        if let Some(reads) = &mut self.reads {
            reads.member(self.scope.data, of, key, self.scope.arena);
        }
        Some(found)
    }

    /// The value decides something, whatever becomes of it.
    pub(super) fn decides(&mut self, value: Val<'a>) {
        if let Some(reads) = &mut self.reads {
            reads.decides(self.scope.data, value.plain(), self.scope.arena);
        }
    }

    /// The element at a place.
    pub(super) fn read_at(&mut self, of: Value<'a>, place: f64) -> Option<Value<'a>> {
        let key = Value::from(place).to_text(self.arena());
        self.read(of, key)
    }

    /// Members of an item of a list, as filters spell them: `address.city`.
    pub(super) fn path(&mut self, item: Value<'a>, path: &[u16]) -> Result<Val<'a>> {
        let mut value = Val::Plain(item);
        for key in path.split(|unit| is(*unit, b'.')) {
            let key = Val::text(Text::from_units(key, self.arena()));
            value = self.member(value, key)?;
        }
        Ok(value)
    }

    /// The text of a value.
    pub(super) fn text(&self, value: Val<'a>) -> Result<Text<'a>> {
        text(value, self.arena())
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
