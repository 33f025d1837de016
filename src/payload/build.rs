//! Building the body of a call.

use super::additional::{self, Candidate, Origin};
use super::report::Report;
use super::{Mode, Rules};
use crate::action::Action;
use crate::diagnostic::{Diagnostic, Location};
use crate::field::{Fallback, Field, Output, convert, is_empty, read};
use crate::json::{Arena, Member, Object, ObjectBuilder, ObjectWriter, Text, TextBuilder, Value};

/// What an action's body is made of.
#[derive(Clone, Copy)]
pub struct Request<'r, 'a> {
    /// The action.
    pub action: Action,
    /// The mode.
    pub mode: Mode,
    /// The values the mapping gave, one for each field of the action; [`Value::Undefined`] where it gave none.
    pub values: &'r [Value<'a>],
    /// Whether the mapping has an entry for a field.
    pub is_mapped: &'r dyn Fn(usize) -> bool,
    /// Where a field's value came from. Only asked for messages.
    pub locate: &'r dyn Fn(usize) -> Option<Location>,
    /// Where new values live.
    pub arena: &'a Arena,
}

/// The body of a call.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    root: Vec<(&'static str, Value<'a>)>,
    additional: Vec<(Text<'a>, Text<'a>)>,
}

impl<'a> Inner<'a> {
    /// The object that gives the additional property of a key.
    pub(super) fn giving(self, action: Action, mode: Mode, key: Text<'_>) -> Option<Spread<'a>> {
        let gives = |spread: &Spread<'a>| {
            let mut members = spread.object.members().iter();
            members.any(|member| member.key == key && !is_taken(action, mode.rules(), *member))
        };
        self.properties.filter(gives).or(self.attributes)
    }
}

impl<'a> Body<'a> {
    /// The values at the root, in their order.
    pub(super) fn root(&self) -> &[(&'static str, Value<'a>)] {
        &self.root
    }

    /// The additional properties, in their order.
    pub(super) fn additional(&self) -> &[(Text<'a>, Text<'a>)] {
        &self.additional
    }

    /// A value at the root.
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        let mut root = self.root.iter();
        root.find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    /// The body as a value.
    pub fn to_value(&self, arena: &'a Arena) -> Value<'a> {
        let mut body = ObjectBuilder::with_capacity(self.root.len() + 1);
        for (name, value) in &self.root {
            body.set(Text::Str(name), *value);
        }
        if !self.additional.is_empty() {
            let mut additional = ObjectBuilder::with_capacity(self.additional.len());
            for (key, text) in &self.additional {
                additional.set(*key, Value::Text(*text));
            }
            let additional = Value::Object(additional.finish(arena));
            body.set(Text::Str("additionalProperties"), additional);
        }
        Value::Object(body.finish(arena))
    }

    /// Writes the body as JSON: the root in the order of the action's fields, the additional properties last.
    pub fn write_json(&self, out: &mut String) {
        let mut body = ObjectWriter::new(out);
        for (name, value) in &self.root {
            value.write_json(body.member(name));
        }
        if !self.additional.is_empty() {
            let out = body.member("additionalProperties");
            let mut separator = '{';
            for (key, value) in &self.additional {
                out.push(separator);
                key.write_json(out);
                out.push(':');
                value.write_json(out);
                separator = ',';
            }
            out.push('}');
        }
        body.finish();
    }
}

/// Builds the body, or refuses the event. Either way `diagnostics` gets what is to be said.
pub fn build<'a>(request: Request<'_, 'a>, diagnostics: &mut Vec<Diagnostic>) -> Option<Body<'a>> {
    let mut builder = Builder::new(request, diagnostics);
    builder.read_fields();
    builder.check_required();
    if builder.report.refused {
        return None;
    }
    builder.report.inner = builder.take_inner();
    builder.fill_slots();
    builder.fill_fallbacks();
    let body = builder.write();
    (!builder.report.refused).then_some(body)
}

pub(super) struct Builder<'r, 'a> {
    pub(super) report: Report<'r, 'a>,
    /// One value for each of the table's slots.
    pub(super) slots: Vec<Value<'a>>,
}

/// The objects whose members stand beside the mapped fields: mapped fields win, then properties, then attributes.
#[derive(Clone, Copy, Default)]
pub(super) struct Inner<'a> {
    pub(super) properties: Option<Spread<'a>>,
    pub(super) attributes: Option<Spread<'a>>,
}

/// What gave a slot the value that its field's mapping did not give.
#[derive(Clone, Copy)]
pub(super) enum Filling<'a> {
    /// A member of this object, under the field's name.
    Member(Spread<'a>),
    /// First and last name.
    FullName,
}

/// One such object.
#[derive(Clone, Copy)]
pub(super) struct Spread<'a> {
    /// The field it came through.
    pub(super) slot: usize,
    /// Whether it is the `friendbuyAttributes` of that field's object, not the object itself.
    pub(super) is_nested: bool,
    pub(super) object: Object<'a>,
}

pub(super) const ATTRIBUTES_KEY: &str = "friendbuyAttributes";
pub(super) const FIRST_NAME_KEY: &str = "firstName";
const PROPERTIES_KEY: &str = "eventProperties";

impl<'r, 'a> Builder<'r, 'a> {
    pub(super) fn new(request: Request<'r, 'a>, diagnostics: &'r mut Vec<Diagnostic>) -> Self {
        Self {
            slots: Vec::with_capacity(request.action.table().slots().count()),
            report: Report::new(request, diagnostics),
        }
    }

    pub(super) fn read_fields(&mut self) {
        let request = self.report.request;
        let table = request.action.table();
        let rules = self.report.rules;
        let mut findings = Vec::new();
        for (slot, field) in table.fields.iter().enumerate() {
            let value = request
                .values
                .get(slot)
                .copied()
                .unwrap_or(Value::Undefined);
            if field.output == Output::Never && !rules.checks_what_is_never_sent {
                self.report.never_sent(slot, field, value);
                self.slots.push(Value::Undefined);
                continue;
            }
            let value = read(field, value, rules.reading, request.arena, &mut findings);
            // Seldom: emptying the list is dearer than looking.
            if !findings.is_empty() {
                let is_fatal = field.required && value.is_undefined();
                for finding in findings.drain(..) {
                    self.report.finding(slot, &finding, is_fatal);
                }
            }
            self.slots.push(value);
        }
        self.slots
            .extend(table.inner.iter().map(|_| Value::Undefined));
    }

    pub(super) fn check_required(&mut self) {
        let table = self.report.request.action.table();
        for (slot, (field, value)) in table.fields.iter().zip(&self.slots).enumerate() {
            if value.is_undefined() && field.required {
                self.report.missing(slot, field);
            } else if value.is_undefined() && field.recommended {
                self.report.recommended(slot, field);
            }
        }
    }

    /// Takes the objects whose members are to stand beside the fields.
    pub(super) fn take_inner(&mut self) -> Inner<'a> {
        let arena = self.report.request.arena;
        let table = self.report.request.action.table();
        let mut inner = Inner::default();
        for (slot, (field, value)) in table.fields.iter().zip(&mut self.slots).enumerate() {
            let spread = |object, is_nested| Spread {
                slot,
                is_nested,
                object,
            };
            let own = value.as_object().map(|object| spread(object, false));
            match field.output {
                Output::Attributes => inner.attributes = own,
                Output::Properties => {
                    inner.properties = own;
                    let nested = as_members(value.member(ATTRIBUTES_KEY), arena);
                    inner.attributes = nested.map(|object| spread(object, true));
                }
                _ => continue,
            }
            *value = Value::Undefined;
        }
        inner
    }

    /// Fills what the mapping left open with members that have a field's name.
    pub(super) fn fill_slots(&mut self) {
        let Request { action, arena, .. } = self.report.request;
        let rules = self.report.rules;
        let inner = self.report.inner;
        let mut findings = Vec::new();
        for spread in [inner.properties, inner.attributes].into_iter().flatten() {
            for member in spread.object.members() {
                let Some((slot, field)) = known(action, *member) else {
                    continue;
                };
                let Some(value) = self.slots.get_mut(slot) else {
                    continue;
                };
                if !value.is_undefined() {
                    let used = *value;
                    self.report.shadowed(spread, slot, *member, used);
                    continue;
                }
                let given = match field.output {
                    Output::Never => {
                        self.report.never_sent_member(spread, *member);
                        Value::Undefined
                    }
                    _ if rules.reads_inner_values => {
                        read(field, member.value, rules.reading, arena, &mut findings)
                    }
                    _ => member.value,
                };
                *value = given;
                if !given.is_undefined() {
                    self.report.filled.push((slot, Filling::Member(spread)));
                }
                for finding in findings.drain(..) {
                    self.report.member_finding(spread, slot, *member, &finding);
                }
            }
        }
    }

    pub(super) fn fill_fallbacks(&mut self) {
        let Request {
            action,
            arena,
            is_mapped,
            ..
        } = self.report.request;
        if !self.report.rules.uses_fallbacks {
            return;
        }
        let table = action.table();
        let text_of = |slots: &[Value<'a>], key| {
            let (slot, _) = table.slot(key)?;
            slots.get(slot)?.as_str().filter(|text| !text.is_empty())
        };
        for (slot, field) in table.fields.iter().enumerate() {
            let Some(Fallback::FullName) = field.fallback else {
                continue;
            };
            let names = (
                text_of(&self.slots, FIRST_NAME_KEY),
                text_of(&self.slots, "lastName"),
            );
            let is_open = self.slots.get(slot).is_none_or(|value| is_empty(*value));
            if let ((Some(first), Some(last)), true) = (names, is_open && is_mapped(slot)) {
                let mut name = TextBuilder::new();
                name.push_str(first);
                name.push_char(' ');
                name.push_str(last);
                if let Some(value) = self.slots.get_mut(slot) {
                    *value = Value::Text(name.finish(arena));
                    self.report.filled.push((slot, Filling::FullName));
                }
            }
        }
    }

    pub(super) fn write(&mut self) -> Body<'a> {
        let Request { action, arena, .. } = self.report.request;
        let mut root = Vec::with_capacity(self.slots.len());
        let mut candidates = unknown_members(&mut self.report);
        for (slot, (field, value)) in action.table().slots().zip(&self.slots).enumerate() {
            if value.is_undefined() {
                continue;
            }
            let name = field.output.root(self.report.rules.uses_documented_roots);
            match (name, field.output) {
                (Some(name), _) => match convert(field.convert, *value, arena) {
                    Some(value) if is_empty(value) => {}
                    Some(_) if has_name(&root, name) => {
                        self.report.same_name(slot, name);
                    }
                    Some(value) => root.push((name, value)),
                    None => self.report.unusable(slot, field),
                },
                (None, Output::Additional | Output::RootUnlessSegment(_)) => {
                    candidates.push(Candidate {
                        key: Text::Str(field.key),
                        value: *value,
                        is_attribute: false,
                        origin: Origin::Field(slot),
                    });
                }
                (None, _) => {}
            }
        }
        let additional = additional::choose(&candidates, &mut self.report, arena);
        if root.is_empty() && additional.is_empty() && !self.report.refused {
            self.report.empty();
        }
        Body { root, additional }
    }
}

fn has_name(root: &[(&'static str, Value<'_>)], name: &str) -> bool {
    // Comparing texts is a call; most differ in length.
    let mut others = root.iter();
    others.any(|(other, _)| other.len() == name.len() && *other == name)
}

/// The slot and the field of a member that is more than an additional property.
fn known(action: Action, member: Member<'_>) -> Option<(usize, &'static Field)> {
    match member.key {
        Text::Str(ATTRIBUTES_KEY | PROPERTIES_KEY) | Text::Units(_) => None,
        Text::Str(key) => action.table().slot(key),
    }
}

/// Whether a property is more than an additional property.
fn is_taken(action: Action, rules: &Rules, member: Member<'_>) -> bool {
    match member.key {
        Text::Str(PROPERTIES_KEY) => !rules.reads_inner_values,
        // What is no object of attributes is an ordinary property, in Segment if it is false in JavaScript's eyes.
        Text::Str(ATTRIBUTES_KEY) if rules.reads_inner_values => {
            matches!(member.value, Value::Object(_) | Value::Array(_))
        }
        Text::Str(ATTRIBUTES_KEY) => member.value.is_truthy(),
        _ => known(action, member).is_some(),
    }
}

/// Members under no field's name, attributes first. A property replaces an attribute of the same name.
fn unknown_members<'a>(report: &mut Report<'_, 'a>) -> Vec<Candidate<'a>> {
    let Request { action, arena, .. } = report.request;
    let (rules, inner) = (report.rules, report.inner);
    let mut members = ObjectBuilder::new();
    if let Some(attributes) = inner.attributes {
        for member in attributes.object.members() {
            let is_lost = member.key == Text::Str(ATTRIBUTES_KEY) && !rules.reads_inner_values;
            if !is_lost && known(action, *member).is_none() {
                members.set(member.key, member.value);
            }
        }
    }
    if let Some(properties) = inner.properties {
        for member in properties.object.members() {
            if is_taken(action, rules, *member) {
                continue;
            }
            let replaced = members.set(member.key, member.value);
            if let (Some(attributes), Some(replaced)) = (inner.attributes, replaced) {
                report.shadowed_attribute(attributes, *member, replaced);
            }
        }
    }
    // In a custom event attributes are properties too: all of them are passed on.
    let is_attribute = inner.properties.is_none();
    let members = members.finish(arena);
    members
        .members()
        .iter()
        .map(|member| Candidate {
            key: member.key,
            value: member.value,
            is_attribute,
            origin: Origin::Member,
        })
        .collect()
}

/// The members of an object; those of a list under their indexes.
fn as_members<'a>(value: Value<'a>, arena: &'a Arena) -> Option<Object<'a>> {
    match value {
        Value::Object(object) => Some(object),
        Value::Array(values) => {
            let mut members = ObjectBuilder::with_capacity(values.len());
            for (index, value) in values.iter().enumerate() {
                members.set(Text::Str(arena.text(&index.to_string())), *value);
            }
            Some(members.finish(arena))
        }
        _ => None,
    }
}
