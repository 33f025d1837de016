//! What a Liquid text knows while it is rendered: its variables, the event, and how much it may still do.

use super::super::eval::Scope;
use super::error::LiquidError;
use super::filter::Call;
use super::reads::{Keys, Reads};
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

/// What tags keep a value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// Of `assign` and `capture`.
    Variable,
    /// Of `increment` and `decrement`.
    ///
    /// DIFFERENCE: Segment keeps them in the event, where the rest of the mapping sees them.
    Counter,
    /// The place in a `cycle` of so many candidates.
    Cycle(usize),
}

/// A value that a tag keeps for the ones after it.
#[derive(Debug)]
struct Slot<'a> {
    purpose: Purpose,
    name: Text<'a>,
    value: Val<'a>,
    /// What was read for it.
    reads: Vec<Keys<'a>>,
}

/// The state of one rendering.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) scope: Scope<'a>,
    /// What names are looked for in: the event, or an item of a list.
    data: Value<'a>,
    slots: Vec<Slot<'a>>,
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
            slots: Vec::new(),
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
        let (event, blocks) = (self.data, self.blocks);
        let slots = std::mem::take(&mut self.slots);
        (self.data, self.blocks) = (item, 0);
        let result = self.run(code);
        (self.data, self.blocks) = (event, blocks);
        self.slots = slots;
        result
    }

    /// How much was read so far.
    pub(super) fn read_so_far(&self) -> usize {
        self.reads.as_ref().map_or(0, |reads| reads.used.len())
    }

    fn find(&self, purpose: Purpose, name: Text<'a>) -> Option<&Slot<'a>> {
        let mut slots = self.slots.iter();
        slots.find(|slot| (slot.purpose, slot.name) == (purpose, name))
    }

    fn set(&mut self, slot: Slot<'a>) {
        let mut slots = self.slots.iter_mut();
        match slots.find(|known| (known.purpose, known.name) == (slot.purpose, slot.name)) {
            Some(known) => *known = slot,
            None => self.slots.push(slot),
        }
    }

    /// Gives a variable a value, which was made of all that was read since then.
    pub(super) fn assign(&mut self, name: Text<'a>, value: Val<'a>, since: usize) {
        let reads = match &mut self.reads {
            Some(reads) => reads.used.split_off(since.min(reads.used.len())),
            None => Vec::new(),
        };
        self.set(Slot {
            purpose: Purpose::Variable,
            name,
            value,
            reads,
        });
    }

    /// Counts on, and gives the number before and after.
    pub(super) fn count(&mut self, name: Text<'a>, step: f64) -> (f64, f64) {
        let before = match self.find(Purpose::Counter, name) {
            Some(slot) => Some(slot.value.plain()),
            None => own(self.data, name, self.arena()),
        };
        let before = match before {
            Some(Value::Number(number)) => number.to_f64(),
            _ => 0.0,
        };
        self.set_number(Purpose::Counter, name, before + step);
        (before, before + step)
    }

    /// The place of the next candidate of a cycle.
    pub(super) fn cycle(&mut self, group: Text<'a>, candidates: usize) -> f64 {
        let purpose = Purpose::Cycle(candidates);
        let place = match self.find(purpose, group).map(|slot| slot.value.plain()) {
            Some(Value::Number(place)) => place.to_f64() + 1.0,
            _ => 0.0,
        };
        let place = if place < length(candidates) {
            place
        } else {
            0.0
        };
        self.set_number(purpose, group, place);
        place
    }

    fn set_number(&mut self, purpose: Purpose, name: Text<'a>, number: f64) {
        self.set(Slot {
            purpose,
            name,
            value: Val::number(number),
            reads: Vec::new(),
        });
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
        let slot = self.find(Purpose::Variable, key);
        if let Some(slot) = slot.or_else(|| self.find(Purpose::Counter, key)) {
            let (value, used) = (slot.value, slot.reads.clone());
            if let Some(reads) = &mut self.reads {
                reads.used.extend(used);
            }
            return Ok(value);
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
