//! From an event to calls.

use super::{Destination, FieldMapping, Mapping};
use crate::action::Action;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, Source};
use crate::event::Event;
use crate::json::{Arena, Planned, Value, parse};
use crate::payload::{Body, Mode, Request, build};

/// What a destination makes of one event.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The event. Members are missing that neither a mapping nor a method of [`Event`] asks for.
    pub event: Event<'a>,
    /// The calls, one for each mapping that wants one.
    pub requests: Vec<MappedRequest<'a>>,
    /// The mappings that make no call of the event.
    pub skipped: Vec<Skipped<'a>>,
    /// What is to be said about the event.
    pub diagnostics: Vec<Diagnostic>,
}

/// A call to Friendbuy.
#[derive(Debug)]
pub struct MappedRequest<'a> {
    /// The id of the mapping.
    pub mapping: &'a str,
    /// What the call does.
    pub action: Action,
    /// The body.
    pub body: Body<'a>,
}

/// A mapping that makes no call of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped<'a> {
    /// The id of the mapping.
    pub mapping: &'a str,
    /// Why.
    pub reason: Reason,
}

/// Why a mapping makes no call of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The mapping is switched off.
    Disabled,
    /// The event is none of those the mapping is for.
    NotTriggered,
    /// The event can't be sent; the diagnostics say why.
    Refused,
}

impl Reason {
    /// `disabled`, `not-triggered` or `refused`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::NotTriggered => "not-triggered",
            Self::Refused => "refused",
        }
    }
}

/// An event, read by a [destination](Destination::read) as far as it asks.
#[derive(Clone, Copy, Debug)]
pub struct ReadEvent<'a> {
    /// The event; of a batch, the batch as a whole.
    pub event: Event<'a>,
    planned: Planned<'a>,
}

/// Parses one event.
///
/// # Errors
///
/// What is wrong with the text when it is not a JSON object.
pub fn parse_event<'a>(text: &'a str, arena: &'a Arena) -> Result<Event<'a>, Box<Diagnostic>> {
    match parse(text, arena) {
        Ok(value) => as_event(value),
        Err(error) => Err(Box::new(Diagnostic::not_json(error, text, Source::Event))),
    }
}

/// The event in a value.
///
/// # Errors
///
/// What is wrong with the value when it is not an object.
pub fn as_event(value: Value<'_>) -> Result<Event<'_>, Box<Diagnostic>> {
    if let Value::Object(object) = value {
        return Ok(Event::new(object));
    }
    let message = format!("an event must be an object, but it is {}", value.kind());
    let finding = Diagnostic::new(Code::EventType, message);
    Err(Box::new(finding.at(Location::event(Pointer::root()))))
}

impl Destination {
    /// Maps one event, given as JSON text. One mapping failing never stops another.
    ///
    /// # Errors
    ///
    /// What is wrong with the event when it is not a JSON object.
    pub fn map<'a>(
        &'a self,
        event: &'a str,
        arena: &'a Arena,
    ) -> Result<Outcome<'a>, Vec<Diagnostic>> {
        let read = self.read(event, arena).map_err(|problem| vec![*problem])?;
        Ok(self.map_read(read, arena))
    }

    /// Reads of an event, given as JSON text, what the mappings ask for.
    ///
    /// # Errors
    ///
    /// What is wrong with the event when it is not a JSON object.
    pub fn read<'a>(
        &self,
        event: &'a str,
        arena: &'a Arena,
    ) -> Result<ReadEvent<'a>, Box<Diagnostic>> {
        match self.plan.parse(event, arena) {
            Ok(planned) => Ok(ReadEvent {
                event: as_event(planned.root)?,
                planned,
            }),
            Err(error) => Err(Box::new(Diagnostic::not_json(error, event, Source::Event))),
        }
    }

    /// Maps one event that has been read.
    pub fn map_event<'a>(&'a self, event: Event<'a>, arena: &'a Arena) -> Outcome<'a> {
        let planned = Planned::whole(event.value());
        self.map_read(ReadEvent { event, planned }, arena)
    }

    /// Maps one event that this destination has read.
    pub fn map_read<'a>(&'a self, read: ReadEvent<'a>, arena: &'a Arena) -> Outcome<'a> {
        let ReadEvent { event, planned } = read;
        let mut outcome = Outcome {
            event,
            requests: Vec::new(),
            skipped: Vec::new(),
            diagnostics: Vec::new(),
        };
        for mapping in &self.mappings {
            let first = outcome.diagnostics.len();
            match self.map_one(mapping, planned, arena, &mut outcome.diagnostics) {
                Ok(request) => outcome.requests.push(request),
                Err(reason) => outcome.skipped.push(Skipped {
                    mapping: &mapping.id,
                    reason,
                }),
            }
            for diagnostic in outcome.diagnostics.iter_mut().skip(first) {
                diagnostic.mapping = Some(mapping.id.clone());
            }
        }
        outcome
    }

    fn map_one<'a>(
        &self,
        mapping: &'a Mapping,
        planned: Planned<'a>,
        arena: &'a Arena,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<MappedRequest<'a>, Reason> {
        let event = planned.root;
        if !mapping.enabled {
            return Err(Reason::Disabled);
        }
        if !mapping.trigger.matches(event, arena) {
            return Err(Reason::NotTriggered);
        }
        let values = mapping.resolve(planned, arena, diagnostics)?;
        let body = mapping.with_request(self.mode, &values, event, arena, |request| {
            build(request, diagnostics)
        });
        let body = body.ok_or(Reason::Refused)?;
        Ok(MappedRequest {
            mapping: &mapping.id,
            action: mapping.action,
            body,
        })
    }
}

impl Mapping {
    /// Does something with what the body of a call is made of.
    pub(super) fn with_request<'a, T>(
        &'a self,
        mode: Mode,
        values: &[Value<'a>],
        event: Value<'a>,
        arena: &'a Arena,
        work: impl FnOnce(Request<'_, 'a>) -> T,
    ) -> T {
        work(Request {
            action: self.action,
            mode,
            values,
            is_mapped: &|slot| self.field(slot).is_some(),
            locate: &|slot| self.field(slot)?.locate(event, arena),
            arena,
        })
    }

    /// What the mapping says about a field of its action.
    pub(super) fn field(&self, slot: usize) -> Option<&FieldMapping> {
        self.fields.get(slot).and_then(Option::as_ref)
    }

    /// The value of each field, before anything is checked.
    pub(super) fn resolve<'a>(
        &'a self,
        event: Planned<'a>,
        arena: &'a Arena,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Value<'a>>, Reason> {
        let mut values = Vec::with_capacity(self.fields.len());
        let fields = self.action.table().fields;
        for (mapping, field) in self.fields.iter().zip(fields) {
            let Some(mapping) = mapping else {
                values.push(Value::Undefined);
                continue;
            };
            match mapping.mapping.transform_planned(event, arena) {
                Ok(value) => values.push(value),
                Err(error) => {
                    let pointer = mapping.pointer.clone().unwrap_or_default();
                    diagnostics.push(Diagnostic {
                        field: Some(field.key),
                        ..error.to_diagnostic(&pointer)
                    });
                    return Err(Reason::Refused);
                }
            }
        }
        Ok(values)
    }
}

impl FieldMapping {
    /// Where the field's value came from: a place in the event or, for a fixed or computed value, in the document.
    pub(super) fn locate<'a>(&'a self, event: Value<'a>, arena: &'a Arena) -> Option<Location> {
        let origin = self.mapping.origin(event, arena).map(Location::event);
        origin.or_else(|| self.pointer.clone().map(Location::document))
    }
}
