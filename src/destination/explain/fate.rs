//! What became of each member of an event.

use std::ops::Range;

use super::{EventMember, ValueTrace};
use crate::destination::map::Reason;
use crate::diagnostic::Pointer;
use crate::directive::Trace;
use crate::json::{Arena, Index, Text, Value};
use crate::trigger::{Condition, Explanation};

/// What became of a member of an event, the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// No mapping refers to it.
    Unused,
    /// Only mappings that make no call of the event, as they are not for it or switched off, would take it.
    Skipped,
    /// A trigger or a condition of a mapping looked at it.
    Tested,
    /// A mapping took it and refused the event.
    Refused,
    /// A mapping took it, and it did not get into the body.
    Dropped,
    /// It is in a body.
    Sent,
}

impl Fate {
    /// All fates, the best last.
    pub const ALL: [Self; 6] = [
        Self::Unused,
        Self::Skipped,
        Self::Tested,
        Self::Refused,
        Self::Dropped,
        Self::Sent,
    ];

    /// `unused`, `skipped`, `tested`, `refused`, `dropped` or `sent`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::Skipped => "skipped",
            Self::Tested => "tested",
            Self::Refused => "refused",
            Self::Dropped => "dropped",
            Self::Sent => "sent",
        }
    }
}

/// What became of a member of an event in one mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFate<'a> {
    /// The id of the mapping.
    pub mapping: &'a str,
    /// What became of it.
    pub fate: Fate,
    /// The places in the body, if it was sent.
    pub to: Vec<Pointer>,
    /// Why it was not sent: for what was skipped, the reason; for what was tested, `trigger` or `condition`; for what was
    /// dropped, a diagnostic's code or one of `empty`, `replaced`, `unknown-member`.
    pub reason: Option<&'static str>,
    /// The key of the field that took what was dropped.
    pub field: Option<&'static str>,
    /// The finding about what was dropped, by its place among the diagnostics.
    pub diagnostic: Option<usize>,
}

/// Keeps what becomes of every leaf of an event.
pub(super) struct Fates<'a> {
    leaves: Vec<EventMember<'a>>,
    /// The leaves that are at or in a place, and by pointer which of these it is.
    ranges: Vec<Range<usize>>,
    places: Index<'a>,
    mapping: &'a str,
    /// What became of each leaf in the present mapping.
    present: Vec<Option<MemberFate<'a>>>,
}

impl<'a> Fates<'a> {
    pub(super) fn new(event: Value<'a>, arena: &'a Arena) -> Self {
        let mut fates = Self {
            leaves: Vec::new(),
            places: Index::default(),
            ranges: Vec::new(),
            mapping: "",
            present: Vec::new(),
        };
        fates.add(event, &mut Pointer::root(), arena);
        fates
    }

    /// Adds the leaves at and in a place.
    fn add(&mut self, value: Value<'a>, place: &mut Pointer, arena: &'a Arena) {
        let first = self.leaves.len();
        match value {
            Value::Object(object) if !object.is_empty() => {
                for member in object.members() {
                    let key = member.key.to_str_lossy();
                    place.inside(&key, |place| self.add(member.value, place, arena));
                }
            }
            Value::Array(values) if !values.is_empty() => {
                for (index, value) in values.iter().enumerate() {
                    place.inside(&index.to_string(), |place| self.add(*value, place, arena));
                }
            }
            leaf => self.leaves.push(EventMember {
                pointer: place.clone(),
                value: leaf,
                fate: Fate::Unused,
                mappings: Vec::new(),
            }),
        }
        let place = Text::Str(arena.text(place.as_str()));
        self.places.insert(place, self.ranges.len());
        self.ranges.push(first..self.leaves.len());
    }

    /// A mapping begins.
    pub(super) fn begin(&mut self, mapping: &'a str) {
        self.mapping = mapping;
        self.present = vec![None; self.leaves.len()];
    }

    /// The mapping ends.
    pub(super) fn end(&mut self) {
        for (leaf, fate) in self.leaves.iter_mut().zip(self.present.drain(..)) {
            if let Some(fate) = fate {
                leaf.fate = leaf.fate.max(fate.fate);
                leaf.mappings.push(fate);
            }
        }
    }

    /// The mapping, where nothing is known yet but a fate.
    pub(super) const fn fate(&self, fate: Fate) -> MemberFate<'a> {
        MemberFate {
            mapping: self.mapping,
            fate,
            to: Vec::new(),
            reason: None,
            field: None,
            diagnostic: None,
        }
    }

    /// Notes the fate of everything at and in a place, unless a better one is known.
    pub(super) fn note(&mut self, place: &Pointer, fate: &MemberFate<'a>) {
        let place = self.places.get(Text::Str(place.as_str()));
        let Some(range) = place.and_then(|place| self.ranges.get(place)) else {
            return;
        };
        for known in self.present.get_mut(range.clone()).unwrap_or_default() {
            match known {
                Some(known) if known.fate > fate.fate => {}
                Some(known) if known.fate == Fate::Sent => known.to.extend_from_slice(&fate.to),
                // The first reason counts, but one with a field is better than one without.
                Some(known) if known.fate == fate.fate && known.field.is_some() => {}
                Some(known) if known.fate == fate.fate && fate.field.is_none() => {}
                known => *known = Some(fate.clone()),
            }
        }
    }

    /// What the trigger looks at; that of a mapping that is switched off only would.
    pub(super) fn tested_by_trigger(
        &mut self,
        explanation: &Explanation<'_, 'a>,
        skipped: Option<Reason>,
    ) {
        if let (Condition::Comparison(_), Some(at)) = (explanation.condition, &explanation.at) {
            let (fate, reason) = match skipped {
                Some(reason @ Reason::Disabled) => (Fate::Skipped, reason.as_str()),
                _ => (Fate::Tested, "trigger"),
            };
            let fate = MemberFate {
                reason: Some(reason),
                ..self.fate(fate)
            };
            self.note(at, &fate);
        }
        for child in &explanation.children {
            self.tested_by_trigger(child, skipped);
        }
    }

    /// What a field's mapping looked at, as far as is known before the body is.
    pub(super) fn seen(&mut self, trace: &Trace<'a>, skipped: Option<Reason>) {
        let (fate, reason) = match skipped {
            None => (Fate::Dropped, "replaced"),
            Some(reason @ Reason::Refused) => (Fate::Refused, reason.as_str()),
            Some(reason) => (Fate::Skipped, reason.as_str()),
        };
        let taken = MemberFate {
            reason: Some(reason),
            ..self.fate(fate)
        };
        let tested = MemberFate {
            reason: Some("condition"),
            ..self.fate(Fate::Tested)
        };
        for seen in &trace.seen {
            let fate = match skipped {
                // What a mapping that does nothing would test, it would just use.
                None | Some(Reason::Refused) if seen.decides => &tested,
                _ => &taken,
            };
            self.note(&seen.at, fate);
        }
    }

    /// The values of the body.
    pub(super) fn sent(&mut self, values: &[ValueTrace<'a>]) {
        for value in values {
            let fate = MemberFate {
                to: vec![value.pointer.clone()],
                ..self.fate(Fate::Sent)
            };
            let events = value.from.iter().filter(|from| from.is_event());
            for from in events {
                self.note(&from.pointer, &fate);
            }
        }
    }

    pub(super) fn finish(self) -> Vec<EventMember<'a>> {
        self.leaves
    }
}
