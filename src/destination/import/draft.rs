//! A mapping on its way from Segment's form to a document's, and what there is to say about it.

use super::source::{Found, Input};
use super::{Outcome, hcl};
use crate::diagnostic::Pointer;
use crate::json::{Arena, ObjectBuilder, Text, Value};

/// A mapping on its way.
pub(super) struct Draft<'a> {
    pub(super) arena: &'a Arena,
    pub(super) found: &'a Found<'a>,
    pub(super) name: Option<&'a str>,
    /// How people know it.
    pub(super) title: String,
    pub(super) enabled: bool,
    /// What there is to say about keeping it.
    pub(super) kept: Option<String>,
    pub(super) remarks: Vec<Remark>,
    input: &'a Input<'a>,
}

/// What there is to say about a mapping, or a part of it.
pub(super) struct Remark {
    pub(super) outcome: Outcome,
    pub(super) pointer: Pointer,
    pub(super) what: String,
    pub(super) why: String,
}

impl<'a> Draft<'a> {
    /// The `number`th mapping of the input.
    pub(super) fn new(
        found: &'a Found<'a>,
        number: usize,
        input: &'a Input<'a>,
        arena: &'a Arena,
    ) -> Self {
        let mut draft = Self {
            arena,
            found,
            name: None,
            title: match found.label {
                Some(label) => format!("`{label}`"),
                None => format!("number {number}"),
            },
            enabled: true,
            kept: None,
            remarks: Vec::new(),
            input,
        };
        match draft.member(&["name"]) {
            Some((Value::Undefined, pointer)) => {
                let why = draft.computed(&pointer);
                draft.remark(Outcome::Changed, pointer, "name of", why);
            }
            Some((Value::Text(Text::Str(name)), _)) if !name.trim().is_empty() => {
                draft.name = Some(name);
                draft.title = format!("`{name}`");
            }
            _ => {}
        }
        draft
    }

    /// The first member there is with one of these names.
    pub(super) fn member(&self, names: &[&str]) -> Option<(Value<'a>, Pointer)> {
        let members = self.found.members;
        let (name, value) = names
            .iter()
            .find_map(|name| Some((name, members.get(name)?)))?;
        let value = match value {
            Value::Text(Text::Str(text)) if self.found.has_templates => {
                hcl::template(text, self.arena)
            }
            value => value,
        };
        Some((value, self.found.pointer.key(name)))
    }

    /// An object of what has a value.
    pub(super) fn object<const N: usize>(
        &self,
        members: [(&'static str, Value<'a>); N],
    ) -> Value<'a> {
        let mut object = ObjectBuilder::with_capacity(N);
        for (key, value) in members {
            if value != Value::Undefined {
                object.set(Text::Str(key), value);
            }
        }
        Value::Object(object.finish(self.arena))
    }

    /// Why a value is not there.
    pub(super) fn computed(&self, pointer: &Pointer) -> String {
        match self.input.expression(pointer) {
            Some(expression) => format!("only Terraform can compute `{expression}`"),
            None => "only Terraform can compute it".to_owned(),
        }
    }

    /// The destination the mapping belongs to.
    pub(super) fn destination(&self) -> Option<String> {
        let (value, pointer) = self.member(&["destinationId", "destination_id", "ConfigID"])?;
        let destination = match value {
            Value::Undefined => self.input.expression(&pointer),
            other => other.as_str().map(str::to_owned),
        };
        destination.map(|destination| format!("`{destination}`"))
    }

    /// Says something about a part of the mapping: `part` of it.
    pub(super) fn remark(&mut self, outcome: Outcome, pointer: Pointer, part: &str, why: String) {
        let what = format!("{part} {}", self.title);
        self.remarks.push(Remark {
            outcome,
            pointer,
            what,
            why,
        });
    }

    /// Says why the mapping can't be in the document.
    pub(super) fn refusal(&self, pointer: Pointer, part: &str, why: &str) -> Remark {
        Remark {
            outcome: Outcome::NotUnderstood,
            pointer,
            what: format!("{part} {}", self.title),
            why: format!("{why}; the mapping is left out"),
        }
    }
}
