//! Parsing no more of an event than somebody will ask for.
//!
//! A [`Plan`] is the tree of all paths that are ever followed. [`Plan::parse`] reads a text by it: members on no path are
//! checked and passed over, the others are built, and each value on a path is also put into a slot, where
//! [`Planned::get`] finds it without following the path again.

use super::parse::{JsonError, Parser, parse};
use super::{Arena, Mark, Text, TextBuf, Value};

/// Which members of an event are asked for.
#[derive(Debug)]
pub struct Plan {
    /// The first one is the event itself.
    nodes: Vec<Node>,
}

/// The place of a member of the event whose presence means that all others are asked for.
const EVERYTHING: usize = usize::MAX;

/// A place in the event.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The members below that are asked for.
    members: Vec<Asked>,
    /// Whether everything below is asked for.
    is_whole: bool,
}

/// A member that is asked for.
#[derive(Debug)]
struct Asked {
    key: TextBuf,
    mark: Mark,
    /// Its place in the plan.
    place: usize,
}

/// Where a parsed event keeps the value at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    node: usize,
    parent: usize,
}

/// An event that was parsed by a plan.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// The event; members nobody asks for are missing.
    pub root: Value<'a>,
    /// One value for each node of the plan.
    slots: &'a [Value<'a>],
}

impl Plan {
    /// The plan that asks for nothing.
    pub fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }

    /// Asks for the whole event.
    pub fn keep_all(&mut self) {
        self.keep(0);
    }

    /// Asks for the whole event when it has this member.
    pub fn keep_all_with(&mut self, key: &str) {
        if let Some(root) = self.nodes.first_mut() {
            root.ask(Text::Str(key), EVERYTHING);
        }
    }

    /// Asks for the value at the end of a path and everything below it.
    pub fn add<'k>(&mut self, keys: impl IntoIterator<Item = Text<'k>>) -> Option<Slot> {
        let mut slot = None;
        let mut node = 0;
        for key in keys {
            let parent = node;
            node = self.member(parent, key);
            slot = Some(Slot { node, parent });
        }
        self.keep(node);
        slot
    }

    fn keep(&mut self, node: usize) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.is_whole = true;
        }
    }

    fn member(&mut self, parent: usize, key: Text<'_>) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(parent) else {
            return next;
        };
        if let Some(known) = node.member(key) {
            return known;
        }
        node.ask(key, next);
        self.nodes.push(Node::default());
        next
    }

    /// Parses an event.
    ///
    /// # Errors
    ///
    /// The same as those of [`parse`].
    pub fn parse<'a>(&self, text: &'a str, arena: &'a Arena) -> Result<Planned<'a>, JsonError> {
        let mut reader = Reader {
            plan: self,
            slots: vec![Value::Undefined; self.nodes.len()],
            is_rearranged: false,
        };
        let mut parser = Parser::new(text, arena);
        let root = reader.value(&mut parser, 0, false);
        let root = if let Ok(root) = parser.finish(root) {
            root
        } else {
            // As a whole, in the plain way: it also knows what to say about a text that is no JSON.
            reader.is_rearranged = true;
            parse(text, arena)?
        };
        let mut slots = reader.slots;
        if reader.is_rearranged {
            slots.fill(Value::Undefined);
            self.fill(0, root, &mut slots);
        }
        let slots = arena.array(&slots);
        Ok(Planned { root, slots })
    }

    /// Fills the slots from a tree.
    fn fill<'a>(&self, place: usize, value: Value<'a>, slots: &mut [Value<'a>]) {
        let (Some(node), Some(slot)) = (self.nodes.get(place), slots.get_mut(place)) else {
            return;
        };
        *slot = value;
        for asked in &node.members {
            let value = value
                .as_object()
                .and_then(|object| object.get_text(asked.key.as_text()));
            self.fill(asked.place, value.unwrap_or(Value::Undefined), slots);
        }
    }
}

impl Node {
    fn ask(&mut self, key: Text<'_>, place: usize) {
        self.members.push(Asked {
            key: key.into(),
            mark: Mark::of_text(key),
            place,
        });
    }

    fn member(&self, key: Text<'_>) -> Option<usize> {
        let mark = Mark::of_text(key);
        let mut members = self.members.iter();
        members
            .find(|asked| asked.mark == mark && asked.key.as_text() == key)
            .map(|asked| asked.place)
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Planned<'a> {
    /// An event that was parsed as a whole.
    pub const fn whole(root: Value<'a>) -> Self {
        Self { root, slots: &[] }
    }

    /// The value at the end of a path; nothing if its slot can't tell, because something on the way is no object.
    pub fn get(&self, slot: Slot) -> Option<Value<'a>> {
        match self.slots.get(slot.parent)? {
            Value::Object(_) => self.slots.get(slot.node).copied(),
            _ => None,
        }
    }
}

/// Reads a text by a plan.
struct Reader<'p, 'a> {
    plan: &'p Plan,
    slots: Vec<Value<'a>>,
    /// Whether an object was another than its members in a row, so that slots may be wrong.
    is_rearranged: bool,
}

impl<'a> Reader<'_, 'a> {
    /// Parses the value at a place of the plan.
    fn value(
        &mut self,
        parser: &mut Parser<'a>,
        place: usize,
        is_whole: bool,
    ) -> Option<Value<'a>> {
        let node = self.plan.nodes.get(place)?;
        let is_whole = is_whole || node.is_whole;
        let is_partial = !(is_whole && node.members.is_empty());
        let value = if is_partial && parser.next() == b'{' {
            parser.nested(|parser| self.object(parser, node, is_whole))?
        } else {
            parser.value()?
        };
        if let Some(slot) = self.slots.get_mut(place) {
            *slot = value;
        }
        Some(value)
    }

    fn object(
        &mut self,
        parser: &mut Parser<'a>,
        node: &Node,
        is_whole: bool,
    ) -> Option<Value<'a>> {
        let (object, is_rearranged) = parser.members(|parser, key| {
            let value = match node.member(key) {
                Some(place) => self.value(parser, place, is_whole)?,
                None if is_whole => parser.value()?,
                None => return parser.skip(),
            };
            parser.keep(key, value);
            Some(())
        })?;
        self.is_rearranged |= is_rearranged;
        Some(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, Planned};
    use crate::{Arena, Text, Value, parse};

    const PATHS: [&[&str]; 6] = [
        &["type"],
        &["properties", "total"],
        &["properties", "products", "0", "sku"],
        &["context", "page", "url"],
        &["context", "page"],
        &["traits"],
    ];

    fn plan() -> (Plan, Vec<super::Slot>) {
        let mut plan = Plan::new();
        plan.keep_all_with("batch");
        let slots = PATHS.map(|keys| plan.add(keys.iter().map(|key| Text::Str(key))).unwrap());
        (plan, slots.to_vec())
    }

    fn follow<'a>(root: Value<'a>, keys: &[&str]) -> Option<Value<'a>> {
        let (last, way) = keys.split_last().unwrap();
        let parent = way.iter().fold(root, |value, key| value.member(key));
        parent
            .as_object()
            .map(|object| object.get(last).unwrap_or(Value::Undefined))
    }

    #[test]
    fn slots_hold_what_the_paths_lead_to() {
        for text in [
            r#"{"type": "track", "properties": {"total": 5, "x": [1, {"y": "\"\u0041"}]}, "other": {}}"#,
            r#"{"properties": {"total": 5}, "properties": {"products": [{"sku": 1}]}}"#,
            r#"{"properties": {"total": 5, "total": 6}, "traits": {"1": {"a": 1}, "0": 2, "0": 3}}"#,
            r#"{"context": {"page": {"url": "u", "title": "t"}, "ip": "1"}, "traits": {"a": {"b": 1}}}"#,
            r#"{"context": {"page": "u"}, "properties": "", "traits": 5}"#,
            "[1]",
            "null",
            r#""text""#,
            r#"{"type": 1, "batch": [{"other": 1}], "type": 2, "traits": {"x": 1}}"#,
        ] {
            let arena = Arena::new();
            let (plan, slots) = plan();
            let planned = plan.parse(text, &arena).unwrap();
            let whole = parse(text, &arena).unwrap();
            for (slot, keys) in slots.into_iter().zip(PATHS) {
                assert_eq!(planned.get(slot), follow(whole, keys), "{keys:?} {text}");
                if !keys.contains(&"0") {
                    assert_eq!(
                        follow(planned.root, keys),
                        follow(whole, keys),
                        "{keys:?} {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_that_is_no_json_passes() {
        for text in [
            "",
            "{",
            "{}x",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":[1 2]}"#,
            r#"{"a":[1,]}"#,
            r#"{"a":tru}"#,
            r#"{"a":01}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\u12"}"#,
            "{\"a\":\"\n\"}",
            r#"{"a":{"b" 1}}"#,
            r#"{"a":{b:1}}"#,
            r#"{"a":"x}"#,
            r#"{"a":{"b":"c"]}"#,
        ] {
            let arena = Arena::new();
            let planned = plan().0.parse(text, &arena).map(|planned| planned.root);
            assert_eq!(planned, parse(text, &arena), "{text:?}");
            assert!(planned.is_err(), "{text:?}");
        }
        let deep = |levels| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        let arena = Arena::new();
        let max = crate::MAX_DEPTH;
        assert!(plan().0.parse(&deep(max - 1), &arena).is_ok());
        assert!(plan().0.parse(&deep(max), &arena).is_err());
    }

    #[test]
    fn one_member_can_ask_for_all_of_them() {
        let text = r#"{"other": {"a": [1]}, "batch": null}"#;
        let arena = Arena::new();
        let planned = plan().0.parse(text, &arena).unwrap();
        assert_eq!(planned.root, parse(text, &arena).unwrap());
    }

    #[test]
    fn a_whole_event_has_no_slots() {
        let (_, slots) = plan();
        let planned = Planned::whole(Value::Object(crate::Object::EMPTY));
        assert!(slots.into_iter().all(|slot| planned.get(slot).is_none()));
    }
}
