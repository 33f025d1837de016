//! Which action a mapping is for.

use crate::action::Action;
use crate::diagnostic::nearest;
use crate::json::{Member, Value};

/// The one action of Friendbuy (Web Destination) that its cloud destination does not have.
const WEB_ONLY: &str = "trackPage";

/// The action of Segment's name for it.
///
/// # Errors
///
/// Why there is none.
pub(super) fn by_name(name: &str) -> Result<Action, String> {
    if let Some(action) = Action::from_name(name) {
        return Ok(action);
    }
    let names = Action::ALL.map(Action::name);
    if name == WEB_ONLY {
        let why = "it is for Friendbuy (Web Destination), which runs in the browser: Friendbuy's merchant API has no \
                   call for page views";
        return Err(why.to_owned());
    }
    Err(match nearest(name, names) {
        Some(meant) => {
            format!(
                "Friendbuy (Cloud Destination) has no action `{name}` (did you mean `{meant}`?)"
            )
        }
        None => format!(
            "Friendbuy (Cloud Destination) has no action `{name}`, it has {}; the mapping seems to be for another \
             destination",
            names.join(", ")
        ),
    })
}

/// The one action that has all fields of a mapping, and needs no others.
///
/// # Errors
///
/// Why it is not certain.
pub(super) fn by_fields(settings: &[Member<'_>]) -> Result<Action, String> {
    let is_filled = |key: &str| {
        let mut members = settings.iter();
        members.any(|member| member.key.to_string() == key && member.value != Value::Null)
    };
    let is_possible = |action: &Action| {
        let fields = action.table().fields;
        let mut keys = settings.iter().map(|member| member.key.to_string());
        let has_all =
            keys.all(|key| is_internal(&key) || fields.iter().any(|field| field.key == key));
        let mut required = fields.iter().filter(|field| field.required);
        has_all && required.all(|field| is_filled(field.key))
    };
    let possible: Vec<_> = Action::ALL.into_iter().filter(is_possible).collect();
    match possible.as_slice() {
        [only] => Ok(*only),
        [] => Err(
            "its action has no name here, and its fields are those of no action of Friendbuy"
                .to_owned(),
        ),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|action| format!("`{}`", action.name()))
                .collect();
            Err(format!(
                "its action has no name here, and its fields could be those of {}; add `action_slug`, or import what \
                 `terraform show -json` gives",
                names.join(" or ")
            ))
        }
    }
}

/// Whether a key of a mapping is a setting of Segment's own, which no action sees.
pub(super) fn is_internal(key: &str) -> bool {
    key.starts_with("__segment_internal_")
        || matches!(
            key,
            "_metadata" | "enable_batching" | "batch_size" | "batch_bytes" | "batch_keys"
        )
}
