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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;

    /// The fields that a document with these gets, by its own rule.
    fn effective<'a>(table: &Table, fields: &Fields<'a>, arena: &'a Arena) -> Vec<Member<'a>> {
        let value_of = |key| match fields.members.get(key) {
            Some(Value::Null) => None,
            None if fields.over_defaults => default_of(table, Text::Str(key), arena),
            given => given,
        };
        let keys = table.fields.iter().map(|field| field.key);
        let filled = keys.filter_map(|key| Some((key, value_of(key)?)));
        let member = |(key, value)| Member {
            key: Text::Str(key),
            value,
        };
        filled.map(member).collect()
    }

    #[test]
    fn both_ways_say_the_same() {
        let arena = Arena::new();
        let mut ways = [0, 0];
        let mut random = 1_u64;
        for action in Action::ALL.repeat(250) {
            let table = action.table();
            // From all defaults to hardly any.
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let share = random >> 56;
            let mut given = Vec::new();
            for field in table.fields {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let value = match (random >> 33) % 256 {
                    dice if dice < share => default_of(table, Text::Str(field.key), &arena),
                    dice if dice % 3 == 0 => None,
                    dice if dice % 3 == 1 => Some(Value::Null),
                    _ => Some(parse(r#"{"@path": "$.properties.other"}"#, &arena).unwrap()),
                };
                let key = Text::Str(field.key);
                given.extend(value.map(|value| Member { key, value }));
            }
            let fields = shortest(table, &given, &arena);
            given.retain(|member| member.value != Value::Null);
            assert_eq!(effective(table, &fields, &arena), given, "{}", table.name);
            ways[usize::from(fields.over_defaults)] += 1;
        }
        assert!(ways.into_iter().all(|times| times > 100), "{ways:?}");
    }
}
