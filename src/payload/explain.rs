//! Where each value of a body came from.
//!
//! The body is built once more, by the same code, with a look at the slots in between.

use super::build::{ATTRIBUTES_KEY, Builder, FIRST_NAME_KEY, Filling, Request, Spread};
use super::report::Report;
use crate::diagnostic::Pointer;
use crate::field::{Field, before_convert, before_read, convert, is_empty};
use crate::json::{Arena, Text, Value};

/// The keys from a value to a place in it.
pub type Way<'a> = Vec<Text<'a>>;

/// A value of a body that has nothing more in it.
#[derive(Clone, Debug)]
pub struct Leaf<'a> {
    /// The keys from the body to it.
    pub way: Way<'a>,
    /// The value.
    pub value: Value<'a>,
    /// The field through which it came.
    pub field: &'static Field,
    /// The values of fields that it came from. None at all for what Friendbuy's destination fills in by itself.
    pub parts: Vec<Part<'a>>,
    /// How it changed on the way, in order.
    pub changes: Vec<Change<'a>>,
}

/// A place in the value that a mapping gave for a field.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The index of the field.
    pub slot: usize,
    /// The keys from the field's value.
    pub way: Way<'a>,
}

/// A change of a value between the mapping and the body.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// What happened.
    pub rule: Rule,
    /// The value before; [`Value::Undefined`] if there was none.
    pub from: Value<'a>,
    /// The value after.
    pub to: Value<'a>,
}

/// Why a value changed between the mapping and the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The field takes another type.
    Type,
    /// Friendbuy's API takes another type or form.
    Convert,
    /// Additional properties are texts.
    AdditionalText,
    /// Made of first and last name.
    FullName,
    /// An item without a value has this one.
    ItemDefault,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 5] = [
        Self::Type,
        Self::Convert,
        Self::AdditionalText,
        Self::FullName,
        Self::ItemDefault,
    ];

    /// `field-type`, `api-form`, `additional-text`, `full-name` or `item-default`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "field-type",
            Self::Convert => "api-form",
            Self::AdditionalText => "additional-text",
            Self::FullName => "full-name",
            Self::ItemDefault => "item-default",
        }
    }
}

/// Says where each value of the body of a request came from. Nothing when the event is refused.
pub fn explain<'a>(request: Request<'_, 'a>) -> Vec<Leaf<'a>> {
    let mut ignored = Vec::new();
    let mut builder = Builder::new(request, &mut ignored);
    builder.read_fields();
    builder.check_required();
    builder.report.inner = builder.take_inner();
    builder.fill_slots();
    builder.fill_fallbacks();
    let body = builder.write();
    let Builder { report, slots } = builder;
    if report.refused {
        return Vec::new();
    }
    let explainer = Explainer {
        request,
        report,
        slots,
    };
    let mut leaves = Vec::new();
    for (name, value) in body.root() {
        if let Some(slot) = explainer.slot_at_root(name) {
            explainer.root(slot, name, *value, &mut leaves);
        }
    }
    for (key, text) in body.additional() {
        leaves.extend(explainer.additional(*key, *text));
    }
    leaves
}

struct Explainer<'r, 'a> {
    request: Request<'r, 'a>,
    report: Report<'r, 'a>,
    /// The slots as they are in the end.
    slots: Vec<Value<'a>>,
}

impl<'a> Explainer<'_, 'a> {
    fn value(values: &[Value<'a>], slot: usize) -> Value<'a> {
        values.get(slot).copied().unwrap_or(Value::Undefined)
    }

    fn field(&self, slot: usize) -> Option<&'static Field> {
        self.request.action.table().slots().nth(slot)
    }

    /// The slot whose value is at the root under a name: the first that has one.
    fn slot_at_root(&self, name: &str) -> Option<usize> {
        let rules = self.request.mode.rules();
        let fields = self.request.action.table().slots();
        let mut slots = fields.zip(&self.slots).enumerate();
        let found = slots.find(|(_, (field, value))| {
            field.output.root(rules.uses_documented_roots) == Some(name)
                && **value != Value::Undefined
                && convert(field.convert, **value, self.request.arena)
                    .is_some_and(|value| !is_empty(value))
        });
        found.map(|(slot, _)| slot)
    }

    /// The leaves of a value at the root.
    fn root(&self, slot: usize, name: &'static str, value: Value<'a>, leaves: &mut Vec<Leaf<'a>>) {
        let Some(field) = self.field(slot) else {
            return;
        };
        let arena = self.request.arena;
        let read = Self::value(&self.slots, slot);
        let filling = self.report.filling(slot);
        each_leaf(value, &mut Vec::new(), arena, &mut |way, value| {
            let mut body_way = vec![Text::Str(name)];
            body_way.extend_from_slice(way);
            let mut leaf = Leaf {
                way: body_way,
                value,
                field,
                parts: Vec::new(),
                changes: Vec::new(),
            };
            match before_convert(field.convert, read, way, arena) {
                Some(read_way) => {
                    self.trace_back(slot, field, filling, &read_way, &mut leaf);
                    let before = at(read, &read_way);
                    leaf.change(Rule::Convert, before, value);
                }
                None => leaf.change(Rule::ItemDefault, Value::Undefined, value),
            }
            leaf.field = self.through(slot, field, filling);
            leaves.push(leaf);
        });
    }

    /// The leaf that is an additional property.
    fn additional(&self, key: Text<'a>, text: Text<'a>) -> Option<Leaf<'a>> {
        let value = Value::Text(text);
        let slot = match key {
            Text::Str(key) => self.request.action.table().slot(key),
            Text::Units(_) => None,
        };
        let slot = slot.filter(|(slot, _)| Self::value(&self.slots, *slot) != Value::Undefined);
        let mut leaf = Leaf {
            way: vec![Text::Str("additionalProperties"), key],
            value,
            field: self.request.action.table().fields.first()?,
            parts: Vec::new(),
            changes: Vec::new(),
        };
        let before = if let Some((slot, field)) = slot {
            let filling = self.report.filling(slot);
            leaf.field = self.through(slot, field, filling);
            self.trace_back(slot, field, filling, &[], &mut leaf);
            Self::value(&self.slots, slot)
        } else {
            let Request { action, mode, .. } = self.request;
            let spread = self.report.inner.giving(action, mode, key)?;
            leaf.field = self.field(spread.slot)?;
            leaf.parts.push(part(spread, key, &[]));
            spread.object.get_text(key)?
        };
        leaf.change(Rule::AdditionalText, before, value);
        Some(leaf)
    }

    /// The field a slot's value came through.
    fn through(
        &self,
        slot: usize,
        field: &'static Field,
        filling: Option<Filling<'a>>,
    ) -> &'static Field {
        let slot = match filling {
            Some(Filling::Member(spread)) => spread.slot,
            _ => slot,
        };
        self.request
            .action
            .table()
            .fields
            .get(slot)
            .unwrap_or(field)
    }

    /// From a place in a slot's value back to what the mapping gave.
    fn trace_back(
        &self,
        slot: usize,
        field: &'static Field,
        filling: Option<Filling<'a>>,
        way: &[Text<'a>],
        leaf: &mut Leaf<'a>,
    ) {
        let Request { arena, values, .. } = self.request;
        let rules = self.request.mode.rules();
        let (raw, is_read) = match filling {
            None => (Self::value(values, slot), true),
            Some(Filling::Member(spread)) => (
                spread.object.get(field.key).unwrap_or(Value::Undefined),
                rules.reads_inner_values,
            ),
            Some(Filling::FullName) => {
                let table = self.request.action.table();
                for key in [FIRST_NAME_KEY, "lastName"] {
                    let Some((slot, field)) = table.slot(key) else {
                        continue;
                    };
                    let filling = self.report.filling(slot);
                    self.trace_back(slot, field, filling, &[], leaf);
                }
                leaf.change(Rule::FullName, Value::Undefined, leaf.value);
                return;
            }
        };
        let done = Self::value(&self.slots, slot);
        let raw_way = if is_read {
            before_read(field, (raw, done), rules.reading, way, arena)
        } else {
            way.to_vec()
        };
        leaf.change(Rule::Type, at(raw, &raw_way), at(done, way));
        leaf.parts.push(match filling {
            Some(Filling::Member(spread)) => part(spread, Text::Str(field.key), &raw_way),
            _ => Part { slot, way: raw_way },
        });
    }
}

/// A place in a member of a spread object.
fn part<'a>(spread: Spread<'a>, key: Text<'a>, way: &[Text<'a>]) -> Part<'a> {
    let nested = spread.is_nested.then_some(Text::Str(ATTRIBUTES_KEY));
    let keys = nested.into_iter().chain([key]);
    Part {
        slot: spread.slot,
        way: keys.chain(way.iter().copied()).collect(),
    }
}

impl<'a> Leaf<'a> {
    fn change(&mut self, rule: Rule, from: Value<'a>, to: Value<'a>) {
        if from != to {
            self.changes.push(Change { rule, from, to });
        }
    }

    /// The place in the body.
    pub fn pointer(&self) -> Pointer {
        Pointer::to(self.way.iter().copied())
    }
}

/// The value at the end of some keys.
pub fn at<'a>(value: Value<'a>, way: &[Text<'_>]) -> Value<'a> {
    way.iter().fold(value, |value, key| value.child(*key))
}

/// Visits everything in a value that has nothing more in it, empty lists and objects included.
pub fn each_leaf<'a>(
    value: Value<'a>,
    way: &mut Way<'a>,
    arena: &'a Arena,
    visit: &mut dyn FnMut(&[Text<'a>], Value<'a>),
) {
    match value {
        Value::Undefined => {}
        Value::Object(object) if !object.is_empty() => {
            for member in object.members() {
                way.push(member.key);
                each_leaf(member.value, way, arena, visit);
                way.pop();
            }
        }
        Value::Array(values) if !values.is_empty() => {
            for (index, value) in values.iter().enumerate() {
                way.push(Text::Str(arena.text(&index.to_string())));
                each_leaf(*value, way, arena, visit);
                way.pop();
            }
        }
        leaf => visit(way, leaf),
    }
}
