//! The last step of a mapping: members without a value go.

use super::error::{Failure, ResolveErrorKind};
use crate::json::{Arena, Member, Object, Text, Value};
use crate::limits::{MAX_MAPPED_BYTES, MAX_MAPPED_DEPTH};

/// The value without members that are [`Value::Undefined`], at every depth. List elements stay.
///
/// Refuses what has become too large or too deep. Values are shared, so a few directives can make a result that is
/// small in memory and endless to write down.
pub(super) fn clean<'a>(value: Value<'a>, arena: &'a Arena) -> Result<Value<'a>, Failure> {
    let mut cleaner = Cleaner {
        arena,
        bytes: 0,
        depth: 0,
    };
    Ok(cleaner.value(value)?.unwrap_or(value))
}

struct Cleaner<'a> {
    arena: &'a Arena,
    /// What the JSON of all that was seen takes, roughly.
    bytes: usize,
    depth: usize,
}

impl<'a> Cleaner<'a> {
    /// The value, if it had to change.
    fn value(&mut self, value: Value<'a>) -> Result<Option<Value<'a>>, Failure> {
        self.count(1)?;
        match value {
            Value::Text(text) => {
                self.count(size(text))?;
                Ok(None)
            }
            Value::Array(values) => self.nested(|cleaner| cleaner.array(values)),
            Value::Object(object) => self.nested(|cleaner| cleaner.object(object)),
            _ => Ok(None),
        }
    }

    fn array(&mut self, values: &'a [Value<'a>]) -> Result<Option<Value<'a>>, Failure> {
        let mut changed: Option<Vec<Value<'a>>> = None;
        for (at, value) in values.iter().enumerate() {
            if let Some(clean) = self.value(*value)? {
                let changed = changed.get_or_insert_with(|| values.to_vec());
                if let Some(value) = changed.get_mut(at) {
                    *value = clean;
                }
            }
        }
        Ok(changed.map(|values| Value::Array(self.arena.array(&values))))
    }

    fn object(&mut self, object: Object<'a>) -> Result<Option<Value<'a>>, Failure> {
        let members = object.members();
        let mut changed: Option<Vec<Member<'a>>> = None;
        for (at, member) in members.iter().enumerate() {
            self.count(size(member.key))?;
            let kept = match self.value(member.value)? {
                Some(value) => Some(Member { value, ..*member }),
                None if matches!(member.value, Value::Undefined) => None,
                None => {
                    if let Some(changed) = &mut changed {
                        changed.push(*member);
                    }
                    continue;
                }
            };
            let before = || members.get(..at).unwrap_or_default().to_vec();
            changed.get_or_insert_with(before).extend(kept);
        }
        Ok(changed.map(|members| Value::Object(Object::from_unique(self.arena.members(&members)))))
    }

    fn nested<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.depth == MAX_MAPPED_DEPTH {
            return Err(ResolveErrorKind::TooDeep.into());
        }
        self.depth += 1;
        let result = work(self)?;
        self.depth -= 1;
        Ok(result)
    }

    fn count(&mut self, bytes: usize) -> Result<(), Failure> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_MAPPED_BYTES {
            return Err(ResolveErrorKind::TooLarge.into());
        }
        Ok(())
    }
}

fn size(text: Text<'_>) -> usize {
    match text {
        Text::Str(text) => text.len(),
        Text::Units(units) => size_of_val(units),
    }
}
