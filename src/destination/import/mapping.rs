//! From one mapping of Segment's to one of a document.

use super::draft::{Draft, Remark};
use super::fields::{Fields, shortest};
use super::settings::Settings;
use super::{Outcome, action, because};
use crate::action::Action;
use crate::destination::config;
use crate::diagnostic::Severity;
use crate::json::{Text, Value};

/// Members of a mapping that are read here, or make no difference outside of Segment.
const KNOWN_MEMBERS: [&str; 28] = [
    "actionSlug",
    "partnerAction",
    "action_slug",
    "actionId",
    "ActionID",
    "action_id",
    "trigger",
    "subscribe",
    "settings",
    "mapping",
    "enabled",
    "name",
    "id",
    "ID",
    "destinationId",
    "destination_id",
    "ConfigID",
    "ProjectID",
    "modelId",
    "model_id",
    "reverseETLModelId",
    "reverseETLSchedule",
    "reverse_etl_schedule",
    "createdAt",
    "updatedAt",
    "provider",
    "depends_on",
    "lifecycle",
];

/// By what Terraform makes several resources of one.
const REPETITIONS: [&str; 2] = ["count", "for_each"];

/// The whole of a mapping, for [`Draft::refusal`] and [`Draft::remark`].
const MAPPING: &str = "mapping";

impl<'a> Draft<'a> {
    /// The action, and the mapping as a document says it when it is given an id.
    pub(super) fn read(&mut self) -> Result<Ready<'a>, Remark> {
        let settings = self.settings()?;
        let action = self.action(&settings)?;
        self.refuse_reverse_etl()?;
        let trigger = self.trigger()?;
        self.read_repetition();
        self.read_enabled();
        self.note_unknown_members();
        let fields = self.fields(action, &settings)?;
        let ready = Ready {
            action,
            trigger,
            fields: shortest(action.table(), &fields, self.arena),
        };
        self.check(&ready, &settings)?;
        Ok(ready)
    }

    fn action(&mut self, settings: &Settings<'a>) -> Result<Action, Remark> {
        let named = self.member(&["actionSlug", "partnerAction", "action_slug"]);
        let named = named.and_then(|(name, pointer)| Some((name.as_str()?, pointer)));
        if let Some((name, pointer)) = named.filter(|(name, _)| !name.is_empty()) {
            return action::by_name(name).map_err(|why| self.refusal(pointer, MAPPING, &why));
        }
        let id = self.member(&["actionId", "action_id", "ActionID"]);
        let pointer = id.map_or_else(|| self.found.pointer.clone(), |(_, pointer)| pointer);
        match action::by_fields(settings.members) {
            Ok(action) => {
                let name = action.name();
                let why = format!("it has no name here; its fields are those of `{name}`");
                self.remark(Outcome::Changed, pointer, "action of", why);
                Ok(action)
            }
            Err(why) => Err(self.refusal(pointer, MAPPING, &why)),
        }
    }

    /// Mappings of reverse ETL are for rows of a warehouse.
    fn refuse_reverse_etl(&self) -> Result<(), Remark> {
        match self.member(&["modelId", "model_id", "reverseETLModelId"]) {
            None | Some((Value::Null, _)) => Ok(()),
            Some((model, _)) if model.as_str() == Some("") => Ok(()),
            Some((_, pointer)) => {
                let why =
                    "Segment runs it over the rows of a reverse ETL model, and not over events";
                Err(self.refusal(pointer, MAPPING, why))
            }
        }
    }

    fn trigger(&self) -> Result<&'a str, Remark> {
        let trigger = self.member(&["trigger", "subscribe"]);
        let (value, pointer) = trigger.unwrap_or((Value::Null, self.found.pointer.clone()));
        let why = match value {
            Value::Text(Text::Str(text)) if !text.is_empty() => return Ok(text),
            Value::Undefined => self.computed(&pointer),
            Value::Null | Value::Text(Text::Str(_)) => {
                "there is none, and Segment never runs a mapping without one".to_owned()
            }
            Value::Text(_) => "it is no well-formed text".to_owned(),
            other => format!(
                "it must be a string, but is {}, and so Segment never runs the mapping",
                other.kind()
            ),
        };
        Err(self.refusal(pointer, "trigger of", &why))
    }

    fn read_repetition(&mut self) {
        for repetition in REPETITIONS {
            if let Some((_, pointer)) = self.member(&[repetition]) {
                let why = "Terraform makes several mappings of it, or none";
                self.switch_off(pointer, &format!("`{repetition}` of"), why);
            }
        }
    }

    fn read_enabled(&mut self) {
        let Some((value, pointer)) = self.member(&["enabled"]) else {
            return;
        };
        match (value, value.as_str()) {
            (Value::Bool(true) | Value::Null, _) | (_, Some("true")) => {}
            (Value::Bool(false), _) | (_, Some("false")) => {
                self.enabled = false;
                self.kept = Some("switched off, as at Segment".to_owned());
            }
            (Value::Undefined, _) => {
                let why = self.computed(&pointer);
                self.switch_off(pointer, "`enabled` of", &why);
            }
            (other, _) => {
                let why = format!("it must be true or false, but is {}", other.kind());
                self.switch_off(pointer, "`enabled` of", &why);
            }
        }
    }

    fn switch_off(&mut self, pointer: crate::diagnostic::Pointer, part: &str, why: &str) {
        self.enabled = false;
        let why = format!("{why}; the mapping is switched off until somebody decides");
        self.remark(Outcome::NotUnderstood, pointer, part, why);
    }

    fn note_unknown_members(&mut self) {
        for member in self.found.members.members() {
            let key = member.key.to_string();
            let is_known = |known: &[&str]| known.contains(&key.as_str());
            if !is_known(&KNOWN_MEMBERS) && !is_known(&REPETITIONS) {
                let why = "nothing is known about it here".to_owned();
                let pointer = self.found.pointer.key(&key);
                self.remark(Outcome::NotUnderstood, pointer, &format!("`{key}` of"), why);
            }
        }
    }

    /// Compiles the mapping as a document has it. What is to be said about it is said of the place it comes from.
    fn check(&mut self, ready: &Ready<'a>, settings: &Settings<'a>) -> Result<(), Remark> {
        let mappings = self.arena.array(&[ready.to_value("m", self)]);
        let mode = ("mode", Value::text("segment"));
        let document = self.object([mode, ("mappings", Value::Array(mappings))]);
        let (_, findings) = config::compile(&document.to_json());
        for finding in findings {
            let at = finding.location.as_ref();
            let at = at.map_or("", |location| location.pointer.as_str());
            let at = at.strip_prefix("/mappings/0/").unwrap_or("");
            let field = at
                .strip_prefix("fields/")
                .and_then(|path| path.split('/').next());
            let trigger = self.member(&["trigger", "subscribe"]);
            let (pointer, part) = match (field, trigger) {
                (Some(field), _) => (settings.at(field), format!("field `{field}` of")),
                (None, Some((_, pointer))) if at == "trigger" => (pointer, "trigger of".to_owned()),
                _ => (self.found.pointer.clone(), MAPPING.to_owned()),
            };
            let why = because(&finding);
            if finding.severity == Severity::Error {
                return Err(self.refusal(pointer, &part, &why));
            }
            self.remark(Outcome::Kept, pointer, &part, why);
        }
        Ok(())
    }
}

/// A mapping that only lacks an id.
pub(super) struct Ready<'a> {
    pub(super) action: Action,
    trigger: &'a str,
    fields: Fields<'a>,
}

impl<'a> Ready<'a> {
    /// The mapping as a document says it.
    pub(super) fn to_value(&self, id: &'a str, draft: &Draft<'a>) -> Value<'a> {
        let Fields {
            over_defaults,
            members,
        } = self.fields;
        let only_if = |condition: bool, value| if condition { value } else { Value::Undefined };
        let has_fields = !over_defaults || !members.is_empty();
        draft.object([
            ("id", Value::text(id)),
            ("name", draft.name.map_or(Value::Undefined, Value::text)),
            ("enabled", only_if(!draft.enabled, Value::Bool(false))),
            ("action", Value::text(self.action.name())),
            ("trigger", Value::text(self.trigger)),
            ("defaults", only_if(!over_defaults, Value::Bool(false))),
            ("fields", only_if(has_fields, Value::Object(members))),
        ])
    }
}
