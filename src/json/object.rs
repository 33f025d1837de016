//! Objects with JavaScript's member order.

use std::collections::BTreeMap;
use std::mem;

use super::{Arena, Text, Value};

/// One member of an [`Object`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member<'a> {
    /// The member's name.
    pub key: Text<'a>,
    /// The member's value.
    pub value: Value<'a>,
}

/// An object: members in JavaScript's order, each key once.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    members: &'a [Member<'a>],
}

impl<'a> Object<'a> {
    /// The object without members.
    pub const EMPTY: Object<'static> = Object { members: &[] };

    /// Members that are known to be in order, each key once.
    pub const fn from_unique(members: &'a [Member<'a>]) -> Self {
        Self { members }
    }

    /// All members, in order.
    pub const fn members(self) -> &'a [Member<'a>] {
        self.members
    }

    /// Whether there is no member.
    pub const fn is_empty(self) -> bool {
        self.members.is_empty()
    }

    /// The value of a member, if it is there.
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        self.get_text(Text::Str(key))
    }

    /// The value of a member, if it is there.
    pub fn get_text(self, key: Text<'_>) -> Option<Value<'a>> {
        self.members
            .iter()
            .find(|member| member.key == key)
            .map(|member| member.value)
    }
}

/// Two objects are equal when they have equal members, in any order.
impl PartialEq for Object<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.members.len() == other.members.len()
            && self
                .members
                .iter()
                .all(|member| other.get_text(member.key) == Some(member.value))
    }
}

/// From this many members on, keys are looked up in an index instead of one by one.
const INDEX_FROM: usize = 16;

/// Finds places by name. Not generic, so that there is one map in the wasm: each further one is some kilobytes more.
#[derive(Debug, Default)]
pub struct Index<'a>(BTreeMap<Text<'a>, usize>);

impl<'a> Index<'a> {
    /// The place of a name.
    pub fn get(&self, name: Text<'a>) -> Option<usize> {
        self.0.get(&name).copied()
    }

    /// Gives a name a place. What it had before.
    pub fn insert(&mut self, name: Text<'a>, place: usize) -> Option<usize> {
        self.0.insert(name, place)
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Builds an object by JavaScript's rules of assignment.
///
/// Assigning a key again changes its value and keeps its place. Keys that are array indexes (`0` to `4294967294`)
/// come first, ascending; the others follow in the order of their first assignment.
#[derive(Debug, Default)]
pub struct ObjectBuilder<'a> {
    members: Vec<Member<'a>>,
    index: Index<'a>,
    has_index_keys: bool,
}

impl<'a> ObjectBuilder<'a> {
    /// A builder without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder with room for some members.
    pub fn with_capacity(members: usize) -> Self {
        Self {
            members: Vec::with_capacity(members),
            ..Self::default()
        }
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no member yet.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Assigns a member. Gives back the value it had before, if it was there.
    pub fn set(&mut self, key: Text<'a>, value: Value<'a>) -> Option<Value<'a>> {
        if let Some(place) = self.place_of(key) {
            let member = self.members.get_mut(place)?;
            return Some(mem::replace(&mut member.value, value));
        }
        if self.members.len() >= INDEX_FROM {
            if self.index.is_empty() {
                for (place, member) in self.members.iter().enumerate() {
                    self.index.insert(member.key, place);
                }
            }
            self.index.insert(key, self.members.len());
        }
        self.has_index_keys |= array_index(key).is_some();
        self.members.push(Member { key, value });
        None
    }

    /// Assigns every member of an object.
    pub fn spread(&mut self, object: Object<'a>) {
        for member in object.members() {
            self.set(member.key, member.value);
        }
    }

    /// Whether a key was assigned.
    pub fn contains(&self, key: Text<'a>) -> bool {
        self.place_of(key).is_some()
    }

    /// The finished object.
    pub fn finish(self, arena: &'a Arena) -> Object<'a> {
        if !self.has_index_keys {
            return Object::from_unique(arena.members(&self.members));
        }
        let mut first = Vec::new();
        let mut others = Vec::new();
        for member in &self.members {
            match array_index(member.key) {
                Some(index) => first.push((index, member)),
                None => others.push(member),
            }
        }
        first.sort_unstable_by_key(|(index, _)| *index);
        let first = first.into_iter().map(|(_, member)| member);
        let members: Vec<_> = first.chain(others).copied().collect();
        Object::from_unique(arena.members(&members))
    }

    fn place_of(&self, key: Text<'a>) -> Option<usize> {
        if self.index.is_empty() {
            self.members.iter().position(|member| member.key == key)
        } else {
            self.index.get(key)
        }
    }
}

/// The array index a key spells canonically, if it spells one.
fn array_index(key: Text<'_>) -> Option<u32> {
    let Text::Str(key) = key else { return None };
    canonical_index(key).filter(|index| *index != u32::MAX)
}

/// The number a key spells in decimal digits without a leading zero.
pub fn canonical_index(key: &str) -> Option<u32> {
    let canonical =
        key.bytes().all(|byte| byte.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    if canonical { key.parse().ok() } else { None }
}
