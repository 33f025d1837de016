//! Advice on one mapping by itself.

use super::events::{Events, Kind, place_of};
use super::satisfy::is_possible;
use crate::action::Action;
use crate::destination::Mapping;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, nearest};
use crate::field::Field;
use crate::json::{Arena, Value, parse};
use crate::trigger::{Comparison, Condition, Operand, Operator, Scalar};

/// A mapping that is enabled, and what the document says about it.
pub(super) struct Linted<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) pointer: Pointer,
    /// The trigger's condition in its normal form.
    pub(super) condition: Condition,
    /// The kinds of events that can match.
    kinds: Vec<Kind>,
    value: Value<'a>,
    arena: &'a Arena,
}

impl<'a> Linted<'a> {
    pub(super) fn new(
        mapping: &'a Mapping,
        value: Value<'a>,
        pointer: Pointer,
        arena: &'a Arena,
    ) -> Self {
        let condition = mapping.trigger.condition().normal();
        let is_matched = |kind: &Kind| is_possible(&condition, Events::Of(*kind));
        Self {
            kinds: Kind::ALL.into_iter().filter(is_matched).collect(),
            mapping,
            pointer,
            condition,
            value,
            arena,
        }
    }

    /// Whether an event can match at all.
    pub(super) fn can_match(&self) -> bool {
        !self.kinds.is_empty()
    }

    /// A field's mapping as JSON, the default included. Nothing if the field is left out.
    pub(super) fn field(&self, field: &Field) -> Option<Value<'a>> {
        match self.value.member("fields").member(field.key) {
            Value::Null => None,
            Value::Undefined if self.value.member("defaults") == Value::Bool(false) => None,
            Value::Undefined => self.default_of(field),
            value => Some(value),
        }
    }

    /// What the document itself says about a field, and where.
    pub(super) fn own_field(&self, key: &str) -> Option<(Value<'a>, Pointer)> {
        let value = self.value.member("fields").member(key);
        let place = || self.pointer.key("fields").key(key);
        (!value.is_nullish()).then(|| (value, place()))
    }

    fn default_of(&self, field: &Field) -> Option<Value<'a>> {
        parse(self.arena.text(&field.default.to_json()?), self.arena).ok()
    }

    /// Where the document says something about a field, or the mapping.
    fn place_of_field(&self, key: &str) -> Pointer {
        let fields = self.pointer.key("fields");
        match self.value.member("fields").member(key) {
            Value::Undefined => self.pointer.clone(),
            _ => fields.key(key),
        }
    }

    /// A finding about the mapping.
    pub(super) fn finding(
        &self,
        code: Code,
        pointer: Pointer,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            mapping: Some(self.mapping.id.clone()),
            ..Diagnostic::new(code, message).at(Location::document(pointer))
        }
    }

    /// Adds what there is to say.
    pub(super) fn lint(&self, findings: &mut Vec<Diagnostic>) {
        if !self.can_match() {
            findings.push(self.never_matches());
            return;
        }
        findings.extend(self.double_counting());
        findings.extend(self.event_id());
        findings.extend(
            self.purchase_on_identify()
                .or_else(|| self.field_not_in_events()),
        );
    }

    fn trigger(&self) -> Pointer {
        self.pointer.key("trigger")
    }

    fn never_matches(&self) -> Diagnostic {
        let message = "no event can match this trigger";
        let finding = self.finding(Code::TriggerNeverMatches, self.trigger(), message);
        finding.help(self.why_never())
    }

    fn why_never(&self) -> String {
        let kinds = || listed(Kind::ALL.iter());
        if let Some(found) = unknown_type(&self.condition) {
            let meant = nearest(&found, Kind::ALL.map(Kind::name));
            return match meant {
                Some(meant) => format!("there is no type `{found}`; did you mean `{meant}`?"),
                None => format!("there is no type `{found}`, there are {}", kinds()),
            };
        }
        if !is_possible(&self.condition, Events::Anything) {
            return "its conditions can't be true together; is one of the `and` meant to be an `or`?"
                .to_owned();
        }
        let mut members = Vec::new();
        members_of(&self.condition, &mut members);
        let rules = members.iter().filter_map(|member| {
            let has = Kind::ALL.iter().filter(|kind| kind.has(member));
            let is_rule = has.clone().count() < Kind::ALL.len();
            is_rule.then(|| format!("only {} events have `{member}`", listed(has)))
        });
        let rules: Vec<_> = rules.collect();
        if rules.is_empty() {
            format!("every event is of one of the types {}", kinds())
        } else {
            rules.join(", ")
        }
    }

    fn double_counting(&self) -> Option<Diagnostic> {
        let action = self.mapping.action;
        let what = match action {
            Action::TrackPurchase => "purchases",
            Action::TrackSignUp => "sign-ups",
            Action::TrackCustomer | Action::TrackCustomEvent => return None,
        };
        // The web integration tracks both of `track` events.
        let browser = Events::Browser(Kind::Track, action);
        if !self.kinds.contains(&Kind::Track) || !is_possible(&self.condition, browser) {
            return None;
        }
        let message = "this trigger also matches events from the browser";
        let finding = self.finding(Code::DoubleCounting, self.trigger(), message);
        Some(finding.help(format!(
            "if Friendbuy's web integration already tracks these {what} in the browser, they would count twice: give \
             the events that only your servers send a property `source` with the value `data center`, and add the \
             condition `properties.source = \"data center\"`"
        )))
    }

    fn event_id(&self) -> Option<Diagnostic> {
        let action = self.mapping.action;
        if action != Action::TrackCustomEvent {
            return None;
        }
        let (_, field) = action.table().slot("deduplicationId")?;
        let place = self.place_of_field(field.key);
        let finding = match self.field(field) {
            None => self.finding(
                Code::EventIdMissing,
                place,
                "this mapping sends no Event ID, so Friendbuy can't tell an event that is tracked twice from two events",
            ),
            mapping if mapping == self.default_of(field) => self.finding(
                Code::EventIdDefault,
                place,
                "an event without the property `deduplicationId` can be rewarded every time it is tracked",
            ),
            Some(_) => return None,
        };
        let finding = Diagnostic {
            field: Some(field.key),
            ..finding
        };
        Some(finding.help(
            "make the Event ID of what tells two events apart, as in `\"deduplicationId\": { \"@template\": \
             \"{{userId}}.{{properties.downloadId}}\" }`",
        ))
    }

    fn purchase_on_identify(&self) -> Option<Diagnostic> {
        if self.mapping.action != Action::TrackPurchase || self.kinds != [Kind::Identify] {
            return None;
        }
        let message =
            "this trigger makes a purchase of `identify` events, which say who a customer is";
        let finding = self.finding(Code::PurchaseOnIdentify, self.trigger(), message);
        Some(finding.help("match the `track` event of the purchase: `type = \"track\" and event = \"Order Completed\"`"))
    }

    /// Required fields that are taken from where the matching events have nothing.
    fn field_not_in_events(&self) -> Option<Diagnostic> {
        let required = self
            .mapping
            .action
            .table()
            .fields
            .iter()
            .filter(|field| field.required);
        let taken: Vec<_> = required
            .filter_map(|field| Some((field, member_of(self.field(field)?)?)))
            .filter(|(_, member)| !self.kinds.iter().any(|kind| kind.has(member)))
            .collect();
        let (first, member) = taken.first()?;
        let labels = taken.iter().filter(|(_, other)| other == member);
        let labels: Vec<_> = labels
            .map(|(field, _)| format!("`{}`", field.label))
            .collect();
        let message = format!(
            "required and taken from `{member}`, which {} events don't have: {}",
            listed(self.kinds.iter()),
            labels.join(", ")
        );
        let finding = Diagnostic {
            field: Some(first.key),
            ..self.finding(
                Code::FieldNotInEvents,
                self.place_of_field(first.key),
                message,
            )
        };
        let is_in_properties = self.kinds.iter().any(|kind| kind.has("properties"));
        Some(finding.help(match member.as_str() {
            "traits" if is_in_properties => {
                "every event would be refused; take it from `$.properties` or `$.context.traits`"
            }
            "traits" => "every event would be refused; take it from `$.context.traits`",
            _ => "every event would be refused; take it from a member these events have, or match other events",
        }))
    }
}

/// Kinds of events, for people.
fn listed<'k>(kinds: impl Iterator<Item = &'k Kind>) -> String {
    let names: Vec<_> = kinds.map(|kind| format!("`{}`", kind.name())).collect();
    match names.split_last() {
        Some((last, before @ [_, ..])) => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    }
}

/// The members of the event that a trigger asks for, each once.
fn members_of(condition: &Condition, members: &mut Vec<String>) {
    let field = match condition {
        Condition::Group(group) => {
            for child in &group.children {
                members_of(child, members);
            }
            return;
        }
        Condition::Not(inner) => return members_of(inner, members),
        Condition::Any(any) => &any.list,
        Condition::Comparison(comparison) => &comparison.field,
        Condition::Nothing => return,
    };
    let member = place_of(field).first().map(|key| key.as_text().to_string());
    members.extend(member.filter(|member| !members.contains(member)));
}

/// The member of the event that a plain path starts at.
fn member_of(mapping: Value<'_>) -> Option<String> {
    let [only] = mapping.as_object()?.members() else {
        return None;
    };
    let path = only
        .value
        .as_str()
        .filter(|_| only.key.to_string() == "@path")?;
    let path = path.strip_prefix("$.")?;
    path.split(['.', '[']).next().map(str::to_owned)
}

/// A type that a trigger asks for and that does not exist.
fn unknown_type(condition: &Condition) -> Option<String> {
    match condition {
        Condition::Group(group) => group.children.iter().find_map(unknown_type),
        Condition::Comparison(Comparison {
            field,
            operator: Operator::Equals,
            value: Operand::One(Scalar::Text(text)),
        }) => {
            let text = text.as_text().to_string();
            let is_type =
                matches!(place_of(field).as_slice(), [key] if key.as_text().to_string() == "type");
            let is_known = Kind::ALL.iter().any(|kind| kind.name() == text);
            (is_type && !is_known).then_some(text)
        }
        _ => None,
    }
}
