//! What a mapping took from an event and did not send, and why.

use super::fate::{Fate, Fates, MemberFate};
use crate::destination::Mapping;
use crate::destination::map::Outcome;
use crate::diagnostic::{Code, Pointer};
use crate::directive::Trace;
use crate::field::{Field, FieldType, Output};
use crate::json::{Arena, Index, Text, Value, canonical_index};
use crate::payload::{Leaf, each_leaf};

/// All that is known about a mapping that made a call.
pub(super) struct Losses<'e, 'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) outcome: &'e Outcome<'a>,
    pub(super) traces: &'e [Option<Trace<'a>>],
    /// The values of the fields.
    pub(super) given: &'e [Value<'a>],
    pub(super) arena: &'a Arena,
}

impl<'a> Losses<'_, 'a> {
    /// Notes everything in the fields' values that is in no value of the body.
    pub(super) fn note(&self, leaves: &[Leaf<'a>], fates: &mut Fates<'a>) {
        let place =
            |slot: usize, way: &[Text<'a>]| format!("{slot}{}", Pointer::to(way.iter().copied()));
        let mut used = Index::default();
        for part in leaves.iter().flat_map(|leaf| &leaf.parts) {
            let place = self.arena.text(&place(part.slot, &part.way));
            used.insert(Text::Str(place), part.slot);
        }
        let is_used = |slot, way: &[Text<'a>]| {
            let mut around = (0..=way.len()).filter_map(|length| way.get(..length));
            around.any(|way| used.get(Text::Str(&place(slot, way))).is_some())
        };
        let fields = self.mapping.action.table().fields.iter();
        for (slot, (field, value)) in fields.zip(self.given).enumerate() {
            let Some(Some(trace)) = self.traces.get(slot) else {
                continue;
            };
            each_leaf(*value, &mut Vec::new(), self.arena, &mut |way, value| {
                if is_used(slot, way) {
                    return;
                }
                let sources = trace.origin.at(way).sources();
                if sources.event.is_empty() {
                    return;
                }
                let (reason, diagnostic) = self.reason(slot, field, way, value);
                let fate = MemberFate {
                    reason: Some(reason),
                    field: Some(field.key),
                    diagnostic,
                    ..fates.fate(Fate::Dropped)
                };
                for place in &sources.event {
                    fates.note(place, &fate);
                }
            });
        }
    }

    fn reason(
        &self,
        slot: usize,
        field: &Field,
        way: &[Text<'a>],
        value: Value<'a>,
    ) -> (&'static str, Option<usize>) {
        if let Some((index, code)) = self.finding(slot, way) {
            return (code.as_str(), Some(index));
        }
        let table = self.mapping.action.table();
        let mut keys = way.iter().take(2).enumerate();
        let named = keys.find_map(|(at, key)| match key {
            Text::Str(key) => Some((at, table.slot(key)?.1)),
            Text::Units(_) => None,
        });
        let reason = match (field.output, field.kind) {
            (Output::Never, _) => Code::NeverSent.as_str(),
            _ if is_nothing(value) => "empty",
            (_, FieldType::Shape(_)) => UNKNOWN_MEMBER,
            (Output::Attributes | Output::Properties, _) => match named {
                Some((at, field)) if is_unknown_member(field, way.get(at + 1..)) => UNKNOWN_MEMBER,
                Some(_) => Code::Shadowed.as_str(),
                None => "replaced",
            },
            _ => "replaced",
        };
        (reason, None)
    }

    /// The finding that says why a value was dropped: the one about the nearest place around it.
    fn finding(&self, slot: usize, way: &[Text<'a>]) -> Option<(usize, Code)> {
        let event = self.outcome.event.value();
        let location = self.mapping.field(slot)?.locate(event, self.arena)?;
        let place = location.pointer.join(&Pointer::to(way.iter().copied()));
        let findings = self.outcome.diagnostics.iter().enumerate();
        let about = findings.filter_map(|(index, finding)| {
            let is_own = finding.mapping.as_deref() == Some(self.mapping.id());
            let at = finding.location.as_ref()?;
            let is_here = at.source == location.source && place.relative_to(&at.pointer).is_some();
            (is_own && is_here && finding.code.drops()).then_some((index, finding, &at.pointer))
        });
        let nearest = about.max_by_key(|(_, _, at): &(_, _, &Pointer)| at.as_str().len())?;
        Some((nearest.0, nearest.1.code))
    }
}

const UNKNOWN_MEMBER: &str = "unknown-member";

/// Whether the way on from a field's value leads to a member that its items do not have.
fn is_unknown_member(field: &Field, way: Option<&[Text<'_>]>) -> bool {
    let FieldType::Shape(members) = field.kind else {
        return false;
    };
    let is_index = |key: &Text<'_>| matches!(key, Text::Str(key) if canonical_index(key).is_some());
    let mut keys = way.unwrap_or_default().iter();
    let key = keys.find(|key| !is_index(key));
    key.is_some_and(|key| !members.iter().any(|member| *key == Text::Str(member.key)))
}

fn is_nothing(value: Value<'_>) -> bool {
    value.is_nullish() || crate::field::is_empty(value)
}
