//! The shorter of the two ways in which a document can say the same fields.

use crate::action::Table;
use crate::json::{Arena, Member, Object, ObjectBuilder, Text, Value, parse};

/// The fields of a mapping as a document says them.
pub(super) struct Fields<'a> {
    /// Whether they are a patch over the action's defaults. Otherwise they are all there is.
    pub(super) over_defaults: bool,
    /// The fields.
    pub(super) members: Object<'a>,
}

/// Says the fields of a mapping that has these and no others. At Segment `null` fills no field.
pub(super) fn shortest<'a>(table: &Table, given: &[Member<'a>], arena: &'a Arena) -> Fields<'a> {
    let mut all = ObjectBuilder::new();
    for member in given.iter().filter(|member| member.value != Value::Null) {
        all.set(member.key, member.value);
    }
    let all = all.finish(arena);
    let mut patch = ObjectBuilder::new();
    for member in all.members() {
        if default_of(table, member.key, arena) != Some(member.value) {
            patch.set(member.key, member.value);
        }
    }
    let missing = table
        .fields
        .iter()
        .filter(|field| all.get(field.key).is_none());
    for field in missing.filter(|field| field.default.to_json().is_some()) {
        patch.set(Text::Str(field.key), Value::Null);
    }
    let patch = patch.finish(arena);
    let length = |object: Object<'a>| Value::Object(object).to_json().len();
    let over_defaults = length(patch) <= length(all) + r#""defaults":false,"#.len();
    Fields {
        over_defaults,
        members: if over_defaults { patch } else { all },
    }
}

/// The action's own mapping for a field.
fn default_of<'a>(table: &Table, key: Text<'_>, arena: &'a Arena) -> Option<Value<'a>> {
    let field = table
        .fields
        .iter()
        .find(|field| Text::Str(field.key) == key)?;
    parse(arena.text(&field.default.to_json()?), arena).ok()
}
