//! Why an event becomes the calls it becomes: where each value came from, what became of each member.

mod fate;
mod loss;

pub use fate::{Fate, MemberFate};

use super::map::{Outcome, Reason, parse_event};
use super::{Destination, Mapping};
use crate::diagnostic::{Diagnostic, Location, Pointer};
use crate::directive::Trace;
use crate::json::{Arena, Planned, Value};
use crate::payload::{self, Change, Leaf};
use crate::trigger;
use fate::Fates;
use loss::Losses;

/// What a destination makes of one event, and why.
#[derive(Debug)]
pub struct Explanation<'a> {
    /// What [`Destination::map`] says.
    pub outcome: Outcome<'a>,
    /// Every mapping, in the document's order.
    pub mappings: Vec<MappingExplanation<'a>>,
    /// Everything in the event that has nothing more in it, in its order, and what became of it.
    pub members: Vec<EventMember<'a>>,
}

/// What one mapping makes of an event, and why.
#[derive(Debug)]
pub struct MappingExplanation<'a> {
    /// The mapping.
    pub mapping: &'a Mapping,
    /// Why it makes no call, if it makes none.
    pub skipped: Option<Reason>,
    /// What its trigger came to.
    pub trigger: trigger::Explanation<'a, 'a>,
    /// Every value of the body that has nothing more in it, in the body's order.
    pub values: Vec<ValueTrace<'a>>,
}

/// Where one value of a body came from.
#[derive(Debug)]
pub struct ValueTrace<'a> {
    /// The place in the body.
    pub pointer: Pointer,
    /// The value.
    pub value: Value<'a>,
    /// The key of the field it came through.
    pub field: &'static str,
    /// Whether the action's default mapping made it: the document says nothing about the field.
    pub is_default: bool,
    /// The places whose values are in it: of the event, or of the document for what is fixed there.
    pub from: Vec<Location>,
    /// The places of the event that only decided which value it is.
    pub decided_by: Vec<Pointer>,
    /// The directives that made it, from the outside in.
    pub directives: Vec<TracedStep>,
    /// How it changed between the mapping and the body.
    pub changes: Vec<Change<'a>>,
}

/// A directive on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedStep {
    /// The directive's name.
    pub directive: &'static str,
    /// Where in the document; `None` in the action's default mapping.
    pub pointer: Option<Pointer>,
}

/// A value of the event that has nothing more in it.
#[derive(Debug)]
pub struct EventMember<'a> {
    /// The place in the event.
    pub pointer: Pointer,
    /// The value.
    pub value: Value<'a>,
    /// What became of it, all in all: the best of what became of it in each mapping.
    pub fate: Fate,
    /// What became of it in each mapping that has to do with it.
    pub mappings: Vec<MemberFate<'a>>,
}

impl Destination {
    /// Maps one event, given as JSON text, and explains every value of the calls and every member of the event.
    ///
    /// # Errors
    ///
    /// What is wrong with the event when it is not a JSON object.
    ///
    /// ```
    /// use friendbuy_edge::{Arena, Destination};
    ///
    /// let destination = Destination::standard();
    /// let arena = Arena::new();
    /// let event = r#"{"type": "identify", "userId": "u-1", "traits": {"email": "joe@example.com", "plan": "gold"}}"#;
    /// let explanation = destination.explain(event, &arena).unwrap();
    /// let email = &explanation.mappings[0].values[1];
    /// assert_eq!(email.pointer.as_str(), "/email");
    /// assert_eq!(email.from[0].pointer.as_str(), "/traits/email");
    /// let fates = explanation.members.iter().map(|member| (member.pointer.as_str(), member.fate.as_str()));
    /// assert_eq!(fates.collect::<Vec<_>>(),
    ///     [("/type", "tested"), ("/userId", "sent"), ("/traits/email", "sent"), ("/traits/plan", "unused")]);
    /// ```
    pub fn explain<'a>(
        &'a self,
        event: &'a str,
        arena: &'a Arena,
    ) -> Result<Explanation<'a>, Vec<Diagnostic>> {
        let event = parse_event(event, arena).map_err(|problem| vec![*problem])?;
        let outcome = self.map_event(event, arena);
        let mut fates = Fates::new(outcome.event.value(), arena);
        let mappings = self.mappings.iter();
        let mappings = mappings
            .map(|mapping| self.explain_mapping(mapping, &outcome, arena, &mut fates))
            .collect();
        Ok(Explanation {
            mappings,
            members: fates.finish(),
            outcome,
        })
    }

    fn explain_mapping<'a>(
        &'a self,
        mapping: &'a Mapping,
        outcome: &Outcome<'a>,
        arena: &'a Arena,
        fates: &mut Fates<'a>,
    ) -> MappingExplanation<'a> {
        let event = outcome.event.value();
        let mut skipped = outcome.skipped.iter();
        let skipped = skipped.find(|skipped| skipped.mapping == mapping.id());
        let skipped = skipped.map(|skipped| skipped.reason);
        let trigger = mapping.trigger.explain(event, arena);
        let traces = mapping.traces(event, arena);
        fates.begin(mapping.id());
        fates.tested_by_trigger(&trigger, skipped);
        for trace in traces.iter().flatten() {
            fates.seen(trace, skipped);
        }
        let mut values = Vec::new();
        if skipped.is_none() {
            let given = mapping.resolve(Planned::whole(event), arena, &mut Vec::new());
            let given = given.unwrap_or_default();
            let leaves = mapping.with_request(self.mode, &given, event, arena, payload::explain);
            Losses {
                mapping,
                outcome,
                traces: &traces,
                given: &given,
                arena,
            }
            .note(&leaves, fates);
            let leaves = leaves.into_iter();
            values.extend(leaves.map(|leaf| mapping.value_trace(leaf, &traces)));
            fates.sent(&values);
        }
        fates.end();
        MappingExplanation {
            mapping,
            skipped,
            trigger,
            values,
        }
    }
}

impl Mapping {
    /// What each field's value is made of, whether or not the mapping is for the event.
    fn traces<'a>(&'a self, event: Value<'a>, arena: &'a Arena) -> Vec<Option<Trace<'a>>> {
        let fields = self.fields.iter();
        let traces = fields.map(|field| {
            let field = field.as_ref()?;
            let at = field.pointer.clone().unwrap_or_default();
            Some(field.mapping.trace(event, &at, arena))
        });
        traces.collect()
    }

    fn value_trace<'a>(&self, leaf: Leaf<'a>, traces: &[Option<Trace<'a>>]) -> ValueTrace<'a> {
        let slot = self.action.table().slot(leaf.field.key);
        let is_default = |slot| self.field(slot).is_none_or(|field| field.pointer.is_none());
        let mut trace = ValueTrace {
            pointer: leaf.pointer(),
            value: leaf.value,
            field: leaf.field.key,
            is_default: slot.is_none_or(|(slot, _)| is_default(slot)),
            from: Vec::new(),
            decided_by: Vec::new(),
            directives: Vec::new(),
            changes: leaf.changes,
        };
        for part in &leaf.parts {
            let Some(Some(found)) = traces.get(part.slot) else {
                continue;
            };
            let is_default = is_default(part.slot);
            let sources = found.origin.at(&part.way).sources();
            let event = sources.event.into_iter().map(Location::event);
            let fixed = sources.fixed.into_iter().map(Location::document);
            trace.is_default &= is_default;
            trace.from.extend(event.chain(fixed));
            trace.decided_by.extend(sources.decided_by);
            let steps = sources.steps.into_iter().map(|step| TracedStep {
                directive: step.directive,
                pointer: (!is_default).then_some(step.at),
            });
            trace.directives.extend(steps);
        }
        trace
    }
}
