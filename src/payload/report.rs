//! What is to be said about an event, and whether it is refused.

use super::Rules;
use super::additional::Origin;
use super::build::{ATTRIBUTES_KEY, FIRST_NAME_KEY, Filling, Inner, Request, Spread};
use crate::diagnostic::{Code, Diagnostic, Location, Severity, Source};
use crate::field::{Field, FieldType, Finding, Format, Problem};
use crate::json::{Index, Member, Text, Value};

/// Collects diagnostics about one event and one mapping.
pub(super) struct Report<'r, 'a> {
    pub(super) rules: &'static Rules,
    pub(super) request: Request<'r, 'a>,
    pub(super) inner: Inner<'a>,
    pub(super) refused: bool,
    /// The slots that something else than their field's mapping has filled.
    pub(super) filled: Vec<(usize, Filling<'a>)>,
    diagnostics: &'r mut Vec<Diagnostic>,
    /// The keys of the event properties, once somebody asked for them.
    property_keys: Option<Index<'a>>,
}

impl<'r, 'a> Report<'r, 'a> {
    pub(super) fn new(request: Request<'r, 'a>, diagnostics: &'r mut Vec<Diagnostic>) -> Self {
        Self {
            rules: request.mode.rules(),
            request,
            inner: Inner::default(),
            refused: false,
            filled: Vec::new(),
            diagnostics,
            property_keys: None,
        }
    }

    fn field(&self, slot: usize) -> Option<&'static Field> {
        self.request.action.table().slots().nth(slot)
    }

    fn push(&mut self, slot: usize, location: Option<Location>, diagnostic: Diagnostic) {
        self.refused |= diagnostic.severity == Severity::Error;
        self.diagnostics.push(Diagnostic {
            field: self.field(slot).map(|field| field.key),
            location,
            ..diagnostic
        });
    }

    /// Something that can't be sent: a warning or, where the mode is strict about it, the end of the event.
    fn push_misfit(&mut self, slot: usize, location: Option<Location>, problem: Diagnostic) {
        let severity = if self.rules.misfits_refuse {
            Severity::Error
        } else {
            problem.severity
        };
        self.push(
            slot,
            location,
            Diagnostic {
                severity,
                ..problem
            },
        );
    }

    fn member_location(&self, spread: Spread<'a>, key: Text<'_>) -> Option<Location> {
        let location = (self.request.locate)(spread.slot)?;
        let location = if spread.is_nested {
            location.below(ATTRIBUTES_KEY)
        } else {
            location
        };
        Some(location.below(&key.to_str_lossy()))
    }

    /// What filled a slot, if not its field's mapping.
    pub(super) fn filling(&self, slot: usize) -> Option<Filling<'a>> {
        let mut filled = self.filled.iter();
        filled
            .find(|(filled, _)| *filled == slot)
            .map(|(_, filling)| *filling)
    }

    /// The slot and the place of what became an additional property.
    fn place(&mut self, origin: Origin, key: Text<'a>) -> (usize, Option<Location>) {
        let spread = match origin {
            Origin::Field(slot) => match self.filling(slot) {
                None => return (slot, (self.request.locate)(slot)),
                Some(Filling::Member(spread)) => Some(spread),
                Some(Filling::FullName) => {
                    let first = self.request.action.table().slot(FIRST_NAME_KEY);
                    let location = first.and_then(|(first, _)| {
                        self.place(Origin::Field(first), Text::Str(FIRST_NAME_KEY))
                            .1
                    });
                    return (slot, location);
                }
            },
            Origin::Member => {
                let Inner {
                    properties,
                    attributes,
                } = self.inner;
                properties
                    .filter(|properties| self.is_property(*properties, key))
                    .or(attributes)
            }
        };
        spread.map_or((0, None), |spread| {
            (spread.slot, self.member_location(spread, key))
        })
    }

    /// Whether there is a property with this key. There can be as many questions as properties.
    fn is_property(&mut self, properties: Spread<'a>, key: Text<'a>) -> bool {
        let keys = self.property_keys.get_or_insert_with(|| {
            let mut keys = Index::default();
            for (place, member) in properties.object.members().iter().enumerate() {
                keys.insert(member.key, place);
            }
            keys
        });
        keys.get(key).is_some()
    }

    pub(super) fn misfit(&mut self, origin: Origin, key: Text<'a>, problem: Diagnostic) {
        let (slot, location) = self.place(origin, key);
        self.push_misfit(slot, location, problem);
    }

    pub(super) fn note(&mut self, origin: Origin, key: Text<'a>, note: Diagnostic) {
        let (slot, location) = self.place(origin, key);
        self.push(slot, location, note);
    }

    /// A finding about a field's value; `is_fatal` when the field is required and nothing is left of the value.
    pub(super) fn finding(&mut self, slot: usize, finding: &Finding, is_fatal: bool) {
        let location = (self.request.locate)(slot).map(|location| Location {
            pointer: location.pointer.join(&finding.pointer),
            ..location
        });
        let problem = describe(finding);
        if is_fatal {
            self.push(
                slot,
                location,
                Diagnostic {
                    severity: Severity::Error,
                    ..problem
                },
            );
        } else {
            self.push_misfit(slot, location, problem);
        }
    }

    /// A finding about a member that has a field's name. What the field's own mapping took from there is known already.
    pub(super) fn member_finding(
        &mut self,
        spread: Spread<'a>,
        slot: usize,
        member: Member<'a>,
        finding: &Finding,
    ) {
        let location = self.member_location(spread, member.key);
        if location.is_some() && location == (self.request.locate)(slot) {
            return;
        }
        let location = location.map(|location| Location {
            pointer: location.pointer.join(&finding.pointer),
            ..location
        });
        self.push_misfit(spread.slot, location, describe(finding));
    }

    pub(super) fn missing(&mut self, slot: usize, field: &'static Field) {
        // What was there and could not be used has been reported.
        if self.refused
            && self
                .diagnostics
                .iter()
                .any(|other| other.field == Some(field.key) && other.severity == Severity::Error)
        {
            return;
        }
        let location = (self.request.locate)(slot);
        let message = format!("required field `{}` has no value", field.label);
        let help = match &location {
            Some(Location {
                source: Source::Event,
                pointer,
                ..
            }) => {
                format!("the mapping takes it from `{pointer}`, which is missing, null or empty")
            }
            Some(_) => "what the mapping says here gives no value for this event".to_owned(),
            None => format!("give `{}` a value in the mapping", field.key),
        };
        self.push(
            slot,
            location,
            Diagnostic::new(Code::RequiredMissing, message).help(help),
        );
    }

    pub(super) fn recommended(&mut self, slot: usize, field: &'static Field) {
        if !self.rules.advises {
            return;
        }
        let location = (self.request.locate)(slot);
        let message = format!(
            "`{}` has no value; Friendbuy's documentation requires it for this call",
            field.label
        );
        self.push(
            slot,
            location,
            Diagnostic::new(Code::CustomerIdRecommended, message),
        );
    }

    pub(super) fn never_sent(&mut self, slot: usize, field: &'static Field, value: Value<'a>) {
        if !value.is_nullish() {
            let location = (self.request.locate)(slot);
            self.push(slot, location, never_sent(field.label));
        }
    }

    pub(super) fn never_sent_member(&mut self, spread: Spread<'a>, member: Member<'a>) {
        if self.rules.advises && !member.value.is_nullish() {
            let location = self.member_location(spread, member.key);
            self.push(spread.slot, location, never_sent(&member.key.to_string()));
        }
    }

    /// A member that a value of the mapping replaces. Usually it is the very value the mapping took.
    pub(super) fn shadowed(
        &mut self,
        spread: Spread<'a>,
        slot: usize,
        member: Member<'a>,
        used: Value<'a>,
    ) {
        if !self.rules.advises || member.value == used {
            return;
        }
        let location = self.member_location(spread, member.key);
        if location == (self.request.locate)(slot) {
            return;
        }
        let message = format!(
            "`{}` is not used, the mapping has another value for that field",
            member.key
        );
        self.push(
            spread.slot,
            location,
            Diagnostic::new(Code::Shadowed, message),
        );
    }

    /// A custom attribute that a property of the same name replaces.
    pub(super) fn shadowed_attribute(
        &mut self,
        attributes: Spread<'a>,
        property: Member<'a>,
        replaced: Value<'a>,
    ) {
        if !self.rules.advises || replaced == property.value {
            return;
        }
        let message = format!(
            "custom attribute `{}` is not used, the event has a property of that name",
            property.key
        );
        let location = self.member_location(attributes, property.key);
        self.push(
            attributes.slot,
            location,
            Diagnostic::new(Code::Shadowed, message),
        );
    }

    /// A value for which another one has taken the place in the body.
    pub(super) fn same_name(&mut self, slot: usize, name: &str) {
        let Some(field) = self.field(slot) else {
            return;
        };
        let (inner_slot, location) = self.place(Origin::Field(slot), Text::Str(field.key));
        let message = format!(
            "`{}` is not used, another value is sent as `{name}`",
            field.key
        );
        self.push(
            inner_slot,
            location,
            Diagnostic::new(Code::Shadowed, message),
        );
    }

    /// A value on which Segment's code crashes.
    pub(super) fn unusable(&mut self, slot: usize, field: &'static Field) {
        let message = format!("`{}` has a value that can't be sent", field.label);
        let problem = Diagnostic::new(Code::FieldType, message);
        self.push(
            slot,
            None,
            Diagnostic {
                severity: Severity::Error,
                ..problem
            },
        );
    }

    pub(super) fn empty(&mut self) {
        self.refused = true;
        let message = "there is nothing to send: no field has a value";
        self.diagnostics
            .push(Diagnostic::new(Code::EmptyBody, message));
    }
}

fn never_sent(name: &str) -> Diagnostic {
    // Every browser's event gets two of these: made without the machinery of `format!`.
    let behind = "` is not sent, Friendbuy has no place for it in this call";
    let message = ["`", name, behind].concat();
    Diagnostic::new(Code::NeverSent, message)
}

/// A finding in words.
pub(crate) fn describe(finding: &Finding) -> Diagnostic {
    let label = finding.label;
    match finding.problem {
        Problem::Type { expected, found } => {
            let message = format!(
                "`{label}` must be {}, but it is {found}",
                expected.expected()
            );
            let problem = Diagnostic::new(Code::FieldType, message);
            match (expected, found) {
                (FieldType::Integer, "a string") => problem.help("of texts only digits are taken"),
                (FieldType::Number, "a string") => {
                    problem.help("of texts only digits are taken, with a point before a fraction")
                }
                (FieldType::Boolean, "a string") => {
                    problem.help("of texts only `true` and `false` are taken")
                }
                _ => problem,
            }
        }
        Problem::Format(format) => {
            let code = match format {
                Format::Email => Code::EmailFormat,
                Format::Choice(_) => Code::FieldChoice,
                Format::Date | Format::DateTime | Format::Uri => Code::FieldFormat,
            };
            Diagnostic::new(code, format!("`{label}` is not {}", format.expected()))
        }
        Problem::Missing { key } => {
            Diagnostic::new(Code::RequiredMissing, format!("item has no `{key}`"))
        }
    }
}
