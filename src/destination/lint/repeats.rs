//! Mappings that get in each other's way.

use super::mapping::Linted;
use crate::action::Action;
use crate::diagnostic::{Code, Diagnostic};
use crate::trigger::{Condition, Connective};

/// What there is to say about a mapping and those before it.
pub(super) fn find(mapping: &Linted<'_>, before: &[Linted<'_>]) -> Option<Diagnostic> {
    let mut same = before.iter().filter(|other| {
        other.mapping.action == mapping.mapping.action && mapping.can_match() && other.can_match()
    });
    same.find_map(|other| duplicate(mapping, other).or_else(|| same_key(mapping, other)))
}

/// A mapping that does what another one does.
fn duplicate(mapping: &Linted<'_>, other: &Linted<'_>) -> Option<Diagnostic> {
    let mut fields = mapping.mapping.action.table().fields.iter();
    let is_same = fields.all(|field| mapping.field(field) == other.field(field))
        && implies(&mapping.condition, &other.condition)
        && implies(&other.condition, &mapping.condition);
    if !is_same {
        return None;
    }
    let message = format!(
        "this mapping does the same as `{}`: action, trigger and fields are equal",
        other.mapping.id
    );
    let finding = mapping.finding(Code::DuplicateMapping, mapping.pointer.clone(), message);
    Some(finding.help("remove one of them: at Segment, both would send every event"))
}

/// A mapping whose calls count as repeats of another one's.
fn same_key(mapping: &Linted<'_>, other: &Linted<'_>) -> Option<Diagnostic> {
    let action = mapping.mapping.action;
    let (keys, what): (&[&str], _) = match action {
        Action::TrackCustomer => (&[], "event"),
        Action::TrackPurchase => (&["orderId"], "order"),
        Action::TrackSignUp => (&["customerId"], "customer"),
        Action::TrackCustomEvent => (&["eventType", "deduplicationId"], "event type and Event ID"),
    };
    let fields = keys.iter().filter_map(|key| action.table().slot(key));
    let is_same_key = fields
        .into_iter()
        .all(|(_, field)| mapping.field(field) == other.field(field));
    let is_covered = implies(&mapping.condition, &other.condition);
    if !is_same_key || !(is_covered || implies(&other.condition, &mapping.condition)) {
        return None;
    }
    let which = if is_covered {
        "every event of this mapping also matches"
    } else {
        "some events of this mapping also match"
    };
    let message = format!(
        "{which} `{}`, and of the two calls one counts as a repeat and is not sent",
        other.mapping.id
    );
    let finding = mapping.finding(Code::SameSendOnceKey, mapping.pointer.clone(), message);
    Some(finding.help(format!(
        "both are of the same {what}; make one mapping of the two, or let their triggers exclude each other"
    )))
}

/// Whether, by its form, whatever fulfils one condition also fulfils the other.
fn implies(one: &Condition, other: &Condition) -> bool {
    let (one, other) = (all_of(one), all_of(other));
    other.iter().all(|wanted| one.contains(wanted))
}

/// The conditions that all have to be true, in a form that tells whether they are the same.
fn all_of(condition: &Condition) -> Vec<String> {
    sorted(condition, Connective::And)
}

/// The members of a group and of the groups of the same kind in it; anything else is alone.
fn sorted(condition: &Condition, connective: Connective) -> Vec<String> {
    let mut forms = Vec::new();
    collect(condition, connective, &mut forms);
    forms
}

fn collect(condition: &Condition, connective: Connective, forms: &mut Vec<String>) {
    match condition {
        Condition::Group(group) if group.connective == connective || group.children.len() == 1 => {
            for child in &group.children {
                collect(child, connective, forms);
            }
        }
        other => {
            let form = form(other);
            let place = forms.partition_point(|before| *before < form);
            if forms.get(place) != Some(&form) {
                forms.insert(place, form);
            }
        }
    }
}

/// A text that is equal for conditions that differ only in their order.
fn form(condition: &Condition) -> String {
    match condition {
        Condition::Group(group) => {
            let forms = sorted(condition, group.connective);
            format!(
                "({})",
                forms.join(&format!(" {} ", group.connective.as_str()))
            )
        }
        Condition::Not(inner) => format!("!{}", form(inner)),
        other => other.to_string(),
    }
}
