//! Which values of the event a text reads. Only kept for explanations.

use super::value::length;
use crate::json::{Arena, Number, Text, Value};

/// Elements of a list that are named one by one; of a longer one only the list is.
pub(super) const MAX_NAMED: usize = 100;

/// The keys to a value that was read.
pub(super) type Keys<'a> = Vec<Text<'a>>;

/// What a text has read so far.
#[derive(Debug, Default)]
pub(super) struct Reads<'a> {
    /// What went into the text, or into the variable that is being made.
    pub(super) used: Vec<Keys<'a>>,
    /// What decided which parts there are.
    pub(super) decided: Vec<Keys<'a>>,
    /// Where that starts in `used` which the current expression has read.
    start: usize,
}

impl<'a> Reads<'a> {
    /// An expression starts.
    pub(super) fn begin(&mut self) {
        self.start = self.used.len();
    }

    /// Everything since then only decided something.
    pub(super) fn decide(&mut self, since: usize) {
        let used = self.used.split_off(since.min(self.used.len()));
        self.decided.extend(used);
    }

    /// The value decided something.
    pub(super) fn decides(&mut self, event: Value<'a>, value: Value<'a>, arena: &'a Arena) {
        if let Some(way) = way_to(event, value, arena) {
            self.decided.push(way);
        }
    }

    /// A member was read. It counts in place of what it is a member of.
    pub(super) fn member(
        &mut self,
        event: Value<'a>,
        of: Value<'a>,
        key: Text<'a>,
        arena: &'a Arena,
    ) {
        if key != Text::Str("length")
            && let Value::Array(_) | Value::Object(_) = of
            && let Some(mut keys) = way_to(event, of, arena)
        {
            // What comes first out of a list counts in place of the list, and whatever follows beside it.
            let is_outer = |used: &Keys<'a>| keys.starts_with(used);
            let outer = self.used.iter().rposition(is_outer);
            if let Some(outer) = outer.filter(|outer| *outer >= self.start) {
                self.used.remove(outer);
            }
            keys.push(key);
            self.used.push(keys);
        }
    }

    /// A filter made one value of another. What it took out of a list counts in place of the list.
    pub(super) fn filtered(
        &mut self,
        event: Value<'a>,
        before: Value<'a>,
        after: Value<'a>,
        arena: &'a Arena,
    ) {
        let (before, after) = (ways(event, before, arena), ways(event, after, arena));
        if !before.is_empty() && !after.is_empty() {
            let mut recent = self.used.split_off(self.start.min(self.used.len()));
            let count = recent.len();
            recent.retain(|used| !before.contains(used));
            let is_used = recent.len() < count;
            self.used.append(&mut recent);
            if is_used {
                self.used.extend(after);
            }
        }
    }
}

/// The keys to a value, or to each of the values that a list was made of. None if one of them stands nowhere in the event.
fn ways<'a>(event: Value<'a>, value: Value<'a>, arena: &'a Arena) -> Vec<Keys<'a>> {
    if let Some(way) = way_to(event, value, arena) {
        return vec![way];
    }
    match value {
        Value::Array(values) if values.len() <= MAX_NAMED => {
            let mut ways = Vec::new();
            for value in values {
                let Some(way) = way_to(event, *value, arena) else {
                    return Vec::new();
                };
                ways.push(way);
            }
            ways
        }
        _ => Vec::new(),
    }
}

/// The keys to the very value, wherever in the event it stands; of a copy there are none.
fn way_to<'a>(event: Value<'a>, value: Value<'a>, arena: &'a Arena) -> Option<Keys<'a>> {
    let mut way = Vec::new();
    let is_there = find(event, memory(value)?, arena, &mut way);
    way.reverse();
    is_there.then_some(way)
}

/// Finds what is in a place in memory, and adds the keys to it from behind.
fn find<'a>(value: Value<'a>, place: (usize, usize), arena: &'a Arena, way: &mut Keys<'a>) -> bool {
    if memory(value) == Some(place) {
        return true;
    }
    match value {
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                if find(*value, place, arena, way) {
                    way.push(Value::from(length(at)).to_text(arena));
                    return true;
                }
            }
        }
        Value::Object(object) => {
            for member in object.members() {
                if find(member.value, place, arena, way) {
                    way.push(member.key);
                    return true;
                }
            }
        }
        _ => {}
    }
    false
}

/// Where a value lives, and how long it is there: no two values of an event have that in common. What has no content, true
/// and false live nowhere.
fn memory(value: Value<'_>) -> Option<(usize, usize)> {
    let (place, length) = match value {
        Value::Array(values) => (values.as_ptr().addr(), values.len()),
        Value::Object(object) => (object.members().as_ptr().addr(), object.members().len()),
        Value::Text(Text::Str(text)) | Value::Number(Number::Literal(text)) => {
            (text.as_ptr().addr(), text.len())
        }
        Value::Text(Text::Units(units)) => (units.as_ptr().addr(), units.len()),
        _ => return None,
    };
    (length > 0).then_some((place, length))
}
