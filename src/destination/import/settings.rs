//! The settings of a mapping: what fills each field of the action.

use super::action::is_internal;
use super::draft::{Draft, Remark};
use super::{Outcome, because};
use crate::action::Action;
use crate::diagnostic::{Pointer, Severity, nearest};
use crate::directive;
use crate::json::{Arena, Member, Object, ObjectBuilder, Text, Value, parse};
use crate::limits::MAX_IMPORT_REMARKS;

/// The member of Segment's settings that holds a directive for the mapping as a whole.
const ROOT_DIRECTIVE: &str = "__segment_internal_directive";

/// The member beside a directive that holds notes of Segment's editor.
const NOTES: &str = "_metadata";

/// The settings of a mapping.
pub(super) struct Settings<'a> {
    pub(super) members: &'a [Member<'a>],
    pointer: Pointer,
    /// Whether they stand in a string, into which no pointer leads.
    is_text: bool,
}

impl Settings<'_> {
    /// Where a member stands.
    pub(super) fn at(&self, key: &str) -> Pointer {
        if self.is_text {
            self.pointer.clone()
        } else {
            self.pointer.key(key)
        }
    }

    /// Where a place in them is.
    fn within(&self, place: Pointer) -> Pointer {
        if self.is_text {
            self.pointer.clone()
        } else {
            place
        }
    }
}

impl<'a> Draft<'a> {
    pub(super) fn settings(&mut self) -> Result<Settings<'a>, Remark> {
        let settings = self.member(&["settings", "mapping"]);
        let (value, pointer) = settings.unwrap_or((Value::Null, self.found.pointer.clone()));
        let refusal = |why: &str| Err(self.refusal(pointer.clone(), "settings of", why));
        let value = match value {
            Value::Text(text) => match parse(self.arena.text(&text.to_string()), self.arena) {
                Ok(value) => value,
                Err(error) => {
                    return refusal(&format!("they are a string, but not of JSON: {error}"));
                }
            },
            Value::Undefined => return refusal(&self.computed(&pointer)),
            value => value,
        };
        let object = match value {
            Value::Null => Object::EMPTY,
            Value::Object(object) => object,
            other => return refusal(&format!("they must be an object, but are {}", other.kind())),
        };
        let mut has_notes = false;
        let object = without_notes(Value::Object(object), &mut has_notes, self.arena);
        if has_notes {
            let why = "it is of Segment's editor and changes nothing".to_owned();
            self.remark(Outcome::Changed, pointer.clone(), "`_metadata` in", why);
        }
        // What Terraform makes of a string can be an object.
        let written = pointer.as_str().rsplit('/').next();
        let written = written.and_then(|key| self.found.members.get(key));
        Ok(Settings {
            members: object.as_object().unwrap_or(Object::EMPTY).members(),
            pointer,
            is_text: matches!(written, Some(Value::Text(_))),
        })
    }

    /// The mappings of the action's fields.
    pub(super) fn fields(
        &mut self,
        action: Action,
        settings: &Settings<'a>,
    ) -> Result<Vec<Member<'a>>, Remark> {
        let mut apply = None;
        let mut fields = Vec::new();
        for member in settings.members {
            let key = member.key.to_string();
            let pointer = settings.at(&key);
            if key == ROOT_DIRECTIVE {
                apply = Some(self.root_transform(member.value, pointer)?);
            } else if key.starts_with('@') {
                let part = format!("directive `{key}` for all of");
                let why = "a document maps every field by itself";
                return Err(self.refusal(pointer, &part, why));
            } else if action.table().fields.iter().any(|field| field.key == key) {
                match gap(member.value, &pointer) {
                    None => fields.push(*member),
                    Some(gap) => self.leave_open(&key, settings.within(gap)),
                }
            } else {
                self.leave_out(action, member, pointer)?;
            }
        }
        if let Some(apply) = apply {
            for field in &mut fields {
                field.value = self.transformed(apply, field.value);
            }
        }
        Ok(fields)
    }

    /// What the one root directive that can be said field by field makes of the event first.
    fn root_transform(
        &mut self,
        directive: Value<'a>,
        pointer: Pointer,
    ) -> Result<Value<'a>, Remark> {
        const PART: &str = "directive for all of";
        let members = directive.as_object().unwrap_or(Object::EMPTY).members();
        let apply = match members {
            [only] if only.key == Text::Str("@transform") => only.value.member("apply"),
            _ => Value::Undefined,
        };
        if apply == Value::Undefined || gap(directive, &pointer).is_some() {
            let why = "only `@transform` with `apply` can be taken over";
            return Err(self.refusal(pointer, PART, why));
        }
        let why = "it stands in every field now";
        self.remark(Outcome::Changed, pointer, PART, why.to_owned());
        Ok(apply)
    }

    fn transformed(&self, apply: Value<'a>, mapping: Value<'a>) -> Value<'a> {
        let mapping = match mapping {
            Value::Null => return mapping,
            Value::Object(_) => mapping,
            constant => self.object([("@literal", constant)]),
        };
        let options = self.object([("apply", apply), ("mapping", mapping)]);
        self.object([("@transform", options)])
    }

    /// Leaves a field open that Terraform would have to compute.
    fn leave_open(&mut self, key: &str, gap: Pointer) {
        self.enabled = false;
        let why = format!(
            "{}; the field is left out, and the mapping is switched off until somebody fills it",
            self.computed(&gap)
        );
        let part = format!("field `{key}` of");
        self.remark(Outcome::NotUnderstood, gap, &part, why);
    }

    /// Says that a member is no field. Segment computes it before it drops it.
    fn leave_out(
        &mut self,
        action: Action,
        member: &Member<'a>,
        pointer: Pointer,
    ) -> Result<(), Remark> {
        let key = member.key.to_string();
        let part = format!("`{key}` of");
        let mut problems = Vec::new();
        directive::Mapping::compile(member.value, Pointer::root(), &mut problems);
        let mut problems = problems.iter();
        if let Some(problem) = problems.find(|problem| problem.severity == Severity::Error) {
            return Err(self.refusal(pointer, &part, &because(problem)));
        }
        let table = action.table();
        let mut why = if is_internal(&key) {
            "it is a setting of Segment's own and changes nothing in the call".to_owned()
        } else {
            let known = table.fields.iter().map(|field| field.key);
            // Nobody reads the hints of so many.
            let is_read = self.remarks.len() < MAX_IMPORT_REMARKS;
            let meant = is_read.then(|| nearest(&key, known)).flatten();
            let hint = meant.map(|meant| format!(" (did you mean `{meant}`?)"));
            let hint = hint.unwrap_or_default();
            let title = table.title;
            format!("{title} has no such field{hint}, and Segment sends nothing of it")
        };
        if !always_resolves(member.value) {
            why.push_str(
                "; an event for which it can't be computed is refused there, and not here",
            );
        }
        self.remark(Outcome::Changed, pointer, &part, why);
        Ok(())
    }
}

/// The mapping without the notes that Segment's editor keeps beside directives.
fn without_notes<'a>(value: Value<'a>, has_notes: &mut bool, arena: &'a Arena) -> Value<'a> {
    match value {
        Value::Array(values) => {
            let values = values.iter();
            let values: Vec<_> = values
                .map(|value| without_notes(*value, has_notes, arena))
                .collect();
            Value::Array(arena.array(&values))
        }
        Value::Object(object) => {
            let is_note = |member: &&Member<'_>| member.key == Text::Str(NOTES);
            let is_directive = |member: &Member<'_>| member.key.starts_with('@');
            let mut others = object.members().iter().filter(|member| !is_note(member));
            let has_directive =
                object.members().iter().any(is_directive) && others.all(is_directive);
            let mut kept = ObjectBuilder::with_capacity(object.members().len());
            for member in object.members() {
                if has_directive && is_note(&member) {
                    *has_notes = true;
                } else {
                    kept.set(member.key, without_notes(member.value, has_notes, arena));
                }
            }
            Value::Object(kept.finish(arena))
        }
        other => other,
    }
}

/// The first place in a value that Terraform has to compute.
fn gap(value: Value<'_>, pointer: &Pointer) -> Option<Pointer> {
    match value {
        Value::Undefined => Some(pointer.clone()),
        Value::Array(values) => {
            let mut values = values.iter().enumerate();
            values.find_map(|(at, value)| gap(*value, &pointer.index(at)))
        }
        Value::Object(object) => object
            .members()
            .iter()
            .find_map(|member| gap(member.value, &pointer.key(&member.key.to_str_lossy()))),
        _ => None,
    }
}

/// Whether a mapping has a result for every event: constants and plain paths.
fn always_resolves(value: Value<'_>) -> bool {
    match value {
        Value::Array(values) => values.iter().all(|value| always_resolves(*value)),
        Value::Object(object) => match object.members() {
            [only] if only.key == Text::Str("@path") => matches!(only.value, Value::Text(_)),
            members => members
                .iter()
                .all(|member| !member.key.starts_with('@') && always_resolves(member.value)),
        },
        _ => true,
    }
}
