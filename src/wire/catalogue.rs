//! Small typed answers, which cross as objects: the catalogue of actions, the mappings of a destination.

use serde::Serialize;

use crate::action::Action;
use crate::destination::Destination;
use crate::field::{Default, Field, FieldType, Format};

/// A mapping of a destination, in brief.
#[derive(Debug, Serialize)]
pub struct MappingEntry<'d> {
    id: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'d str>,
    enabled: bool,
    action: &'static str,
    trigger: &'d str,
}

/// An action.
#[derive(Debug, Serialize)]
pub struct ActionEntry {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    method: &'static str,
    path: &'static str,
    fields: Vec<FieldEntry>,
}

/// A field of an action, or of the items in a list.
#[derive(Debug, Serialize)]
pub struct FieldEntry {
    key: &'static str,
    label: &'static str,
    description: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    multiple: bool,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<&'static [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<DefaultMapping>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldEntry>,
}

/// The mapping a field has when the document says nothing.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum DefaultMapping {
    Path(PathMapping),
    FirstOf {
        #[serde(rename = "@if")]
        first_of: FirstOf,
    },
}

#[derive(Debug, Serialize)]
struct PathMapping {
    #[serde(rename = "@path")]
    path: &'static str,
}

#[derive(Debug, Serialize)]
struct FirstOf {
    exists: PathMapping,
    then: PathMapping,
    #[serde(rename = "else")]
    otherwise: PathMapping,
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

/// The catalogue: all actions with their fields.
pub fn actions() -> Vec<ActionEntry> {
    let entries = Action::ALL.into_iter().map(Action::table);
    let entries = entries.map(|table| ActionEntry {
        name: table.name,
        title: table.title,
        description: table.description,
        method: "POST",
        path: table.path,
        fields: table.fields.iter().map(FieldEntry::from).collect(),
    });
    entries.collect()
}

impl From<&'static Field> for FieldEntry {
    fn from(field: &'static Field) -> Self {
        let members = match field.kind {
            FieldType::Shape(members) => members,
            _ => &[],
        };
        Self {
            key: field.key,
            label: field.label,
            description: field.description,
            kind: field.kind.as_str(),
            multiple: field.multiple,
            required: field.required,
            format: field.format.map(Format::as_str),
            choices: match field.format {
                Some(Format::Choice(words)) => Some(words),
                _ => None,
            },
            default: DefaultMapping::of(field.default),
            fields: members.iter().map(Self::from).collect(),
        }
    }
}

impl DefaultMapping {
    fn of(default: Default) -> Option<Self> {
        let path = |path| PathMapping { path };
        match default {
            Default::None => None,
            Default::Path(only) => Some(Self::Path(path(only))),
            Default::FirstOf(first, second) => Some(Self::FirstOf {
                first_of: FirstOf {
                    exists: path(first),
                    then: path(first),
                    otherwise: path(second),
                },
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The catalogue must say what compiling a document does.
    #[test]
    fn defaults_are_those_of_the_tables() {
        for action in Action::ALL {
            for field in action.table().fields {
                let entry = FieldEntry::from(field);
                let said = entry.default.map(|it| serde_json::to_string(&it).unwrap());
                assert_eq!(said, field.default.to_json(), "{}", field.key);
            }
        }
    }
}
