//! What there is to know before any event: the catalogue of actions, the mappings of a destination.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::answer;
use crate::action::{Action, Table};
use crate::destination::Destination;
use crate::field::{Field, FieldType, Format};
use crate::json::{ObjectWriter, Text};

/// A mapping of a destination, in brief: the one answer that crosses as an object.
#[derive(Debug)]
pub struct MappingEntry<'d> {
    id: &'d str,
    name: Option<&'d str>,
    enabled: bool,
    action: &'static str,
    trigger: &'d str,
}

/// As a map: for the keys of a struct, a hash table of JavaScript's strings would come along.
impl Serialize for MappingEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.id)?;
        if let Some(name) = self.name {
            map.serialize_entry("name", name)?;
        }
        map.serialize_entry("enabled", &self.enabled)?;
        map.serialize_entry("action", self.action)?;
        map.serialize_entry("trigger", self.trigger)?;
        map.end()
    }
}

/// The mappings of a destination.
pub fn mappings(destination: &Destination) -> Vec<MappingEntry<'_>> {
    let mappings = destination.mappings().iter();
    let entries = mappings.map(|mapping| MappingEntry {
        id: mapping.id(),
        name: mapping.name(),
        enabled: mapping.enabled(),
        action: mapping.action().name(),
        trigger: mapping.trigger(),
    });
    entries.collect()
}

/// The catalogue: a success with the `actions`, all of them with their fields.
pub fn actions() -> String {
    answer(|answer| {
        let tables = Action::ALL.into_iter().map(Action::table);
        answer.list("actions", tables, write_action);
    })
}

fn write_action(table: &Table, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("name", table.name);
    object.text("title", table.title);
    object.text("description", table.description);
    object.text("method", "POST");
    object.text("path", table.path);
    object.list("fields", table.fields, write_field);
    object.finish();
}

/// Writes a field of an action, or of the items in a list.
fn write_field(field: &Field, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("key", field.key);
    object.text("label", field.label);
    object.text("description", field.description);
    object.text("type", field.kind.as_str());
    object.flag("multiple", field.multiple);
    object.flag("required", field.required);
    if let Some(format) = field.format {
        object.text("format", format.as_str());
        if let Format::Choice(words) = format {
            object.list("choices", words, |word, out| {
                Text::Str(word).write_json(out);
            });
        }
    }
    if let Some(default) = field.default.to_json() {
        object.member("default").push_str(&default);
    }
    if let FieldType::Shape(members) = field.kind {
        object.list("fields", members, write_field);
    }
    object.finish();
}
