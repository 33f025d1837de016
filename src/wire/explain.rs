//! The answer of `explain`.
//!
//! What [`map`](super::map) answers, and beside it:
//!
//! ```json
//! {
//!   "mappings": [{
//!     "mapping": "purchase", "action": "trackPurchase", "outcome": "sent",
//!     "trigger": { "condition": "type = \"track\"", "matched": true, "span": { "start": 0, "end": 14 },
//!                  "at": "/type", "saw": "track", "children": [] },
//!     "values": [{
//!       "pointer": "/customerId", "value": "u-1", "field": "customerId", "default": true,
//!       "from": [{ "source": "event", "pointer": "/userId" }],
//!       "decidedBy": ["/properties/customerId"],
//!       "directives": [{ "directive": "@if" }, { "directive": "@path" }],
//!       "changes": [{ "rule": "field-type", "from": 5, "to": "5" }]
//!     }]
//!   }],
//!   "members": [{
//!     "pointer": "/userId", "value": "u-1", "fate": "sent",
//!     "mappings": [{ "mapping": "purchase", "fate": "sent", "to": ["/customerId"] }]
//!   }]
//! }
//! ```
//!
//! `outcome` is `sent` or the reason of a skip. In `trigger`, `span`, `at`, `saw` and `children` are left out where there is
//! nothing to tell, as are `decidedBy`, `directives` and `changes` of a value. A directive has a `pointer` into the document
//! unless it stands in the action's default mapping. A change without `from` made a value where there was none. What was
//! not sent has a `reason`, and where they are known a `field` and the place of its `diagnostic` in `diagnostics`.

use super::{failure, refuse_batch, utf16, write_outcome};
use crate::destination::{
    Destination, EventMember, MappingExplanation, MemberFate, Reason, ValueTrace,
};
use crate::diagnostic::{Location, Pointer};
use crate::json::{Arena, ObjectWriter, Text, Value};
use crate::trigger;

/// Maps one event and explains the result.
pub fn explain(destination: &Destination, event: &str) -> String {
    let arena = Arena::new();
    let explanation = match destination.explain(event, &arena) {
        Ok(explanation) => explanation,
        Err(diagnostics) => return failure(&diagnostics, event),
    };
    if let Some(problem) = refuse_batch(explanation.outcome.event) {
        return failure(&[problem], event);
    }
    super::answer(|answer| {
        write_outcome(&explanation.outcome, event, answer);
        answer.list("mappings", &explanation.mappings, write_mapping);
        answer.list("members", &explanation.members, write_member);
    })
}

fn write_mapping(explained: &MappingExplanation<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("mapping", explained.mapping.id());
    object.text("action", explained.mapping.action().name());
    object.text("outcome", explained.skipped.map_or("sent", Reason::as_str));
    let trigger = explained.mapping.trigger();
    write_trigger(&explained.trigger, trigger, object.member("trigger"));
    object.list("values", &explained.values, write_value);
    object.finish();
}

/// Writes what a trigger came to; `text` is the trigger.
pub(super) fn write_trigger(
    explanation: &trigger::Explanation<'_, '_>,
    text: &str,
    out: &mut String,
) {
    let mut object = ObjectWriter::new(out);
    object.text("condition", &explanation.text());
    object.flag("matched", explanation.matched);
    if let Some(span) = &explanation.span {
        super::write_span(&utf16(span, text), object.member("span"));
    }
    if let Some(at) = &explanation.at {
        object.text("at", at.as_str());
    }
    if explanation.saw != Value::Undefined {
        explanation.saw.write_json(object.member("saw"));
    }
    if !explanation.children.is_empty() {
        object.list("children", &explanation.children, |child, out| {
            write_trigger(child, text, out);
        });
    }
    object.finish();
}

fn write_value(trace: &ValueTrace<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("pointer", trace.pointer.as_str());
    trace.value.write_json(object.member("value"));
    object.text("field", trace.field);
    object.flag("default", trace.is_default);
    object.list("from", &trace.from, write_place);
    if !trace.decided_by.is_empty() {
        object.list("decidedBy", &trace.decided_by, write_pointer);
    }
    if !trace.directives.is_empty() {
        object.list("directives", &trace.directives, |step, out| {
            let mut object = ObjectWriter::new(out);
            object.text("directive", step.directive);
            if let Some(pointer) = &step.pointer {
                object.text("pointer", pointer.as_str());
            }
            object.finish();
        });
    }
    if !trace.changes.is_empty() {
        object.list("changes", &trace.changes, |change, out| {
            let mut object = ObjectWriter::new(out);
            object.text("rule", change.rule.as_str());
            for (name, value) in [("from", change.from), ("to", change.to)] {
                if value != Value::Undefined {
                    value.write_json(object.member(name));
                }
            }
            object.finish();
        });
    }
    object.finish();
}

fn write_pointer(pointer: &Pointer, out: &mut String) {
    Text::Str(pointer.as_str()).write_json(out);
}

fn write_place(location: &Location, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("source", location.source.as_str());
    object.text("pointer", location.pointer.as_str());
    object.finish();
}

fn write_member(member: &EventMember<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("pointer", member.pointer.as_str());
    member.value.write_json(object.member("value"));
    object.text("fate", member.fate.as_str());
    object.list("mappings", &member.mappings, write_fate);
    object.finish();
}

fn write_fate(fate: &MemberFate<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("mapping", fate.mapping);
    object.text("fate", fate.fate.as_str());
    if !fate.to.is_empty() {
        object.list("to", &fate.to, write_pointer);
    }
    for (name, text) in [("reason", fate.reason), ("field", fate.field)] {
        if let Some(text) = text {
            object.text(name, text);
        }
    }
    if let Some(index) = fate.diagnostic {
        object.member("diagnostic").push_str(&index.to_string());
    }
    object.finish();
}
