//! Where a condition looks: a member of the event, or a path below one.

use super::units;
use crate::diagnostic::Pointer;
use crate::json::{Arena, Plan, Text, TextBuf, Value};
use crate::path::Path;

/// Where a condition looks.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// A member of the event that is a text.
    Member(Member),
    /// A value of any kind below one of the event's objects.
    Path(Root, FieldPath),
}

/// Declares the members of one kind once: variant, name in triggers, name in the tree's JSON form, documentation.
macro_rules! names {
    ($(#[doc = $about:literal])+ $kind:ident { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $wire:literal;)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $kind {
            /// All of them.
            pub const ALL: &[$kind] = &[$(Self::$variant),+];

            /// The name in triggers.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The `type` in the tree's JSON form.
            pub const fn wire_name(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)+
                }
            }

            /// What it is, as the documentation says it.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+),)+
                }
            }

            /// The one with a name in triggers.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

names! {
    /// A member of the event that is a text, as [Segment's specification](https://segment.com/docs/connections/spec/common/)
    /// lists them.
    Member {
        /// The kind of event: `track`, `identify`, ….
        Type = "type", "event-type";
        /// The name of a `track` event.
        Event = "event", "event";
        /// The name of a `page` or `screen` event.
        Name = "name", "name";
        /// Who did it, in the sender's own terms.
        UserId = "userId", "userId";
        /// Who did it, before they were known.
        AnonymousId = "anonymousId", "anonymousId";
        /// The event's own id.
        MessageId = "messageId", "messageId";
        /// The group of a `group` event.
        GroupId = "groupId", "groupId";
        /// The former id of an `alias` event.
        PreviousId = "previousId", "previousId";
        /// Where the event was sent from: `browser`, `server`, `mobile`.
        Channel = "channel", "channel";
        /// When it happened.
        Timestamp = "timestamp", "timestamp";
    }
}

names! {
    /// Where a [`FieldPath`] starts.
    Root {
        /// `properties` of the event.
        Properties = "properties", "event-property";
        /// `traits` of the event.
        Traits = "traits", "event-trait";
        /// `context` of the event.
        Context = "context", "event-context";
        /// `integrations` of the event.
        Integrations = "integrations", "event-integration";
        /// The event itself, or the element inside of `any`.
        It = "it", "member";
    }
}

/// What bare names refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Members of the event.
    Event,
    /// Members of the element inside of `any`.
    Element,
}

/// A path below a [`Root`].
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPath {
    spelling: Spelling,
    path: Path,
}

/// How the tree's JSON form spells a path.
#[derive(Clone, Debug, PartialEq)]
enum Spelling {
    /// As in Segment: one text, split at `.`, `[` and `]`.
    Name(TextBuf),
    /// Key by key, where Segment's form can't tell the keys.
    Keys(Box<[TextBuf]>),
}

impl FieldPath {
    /// The path Segment reads from a name: keys parted by `.`, `[` and `]`.
    pub fn from_name(name: impl Into<TextBuf>) -> Self {
        let name = name.into();
        let keys = units::split_name(name.as_text());
        Self {
            path: Path::from_keys(keys.iter().map(TextBuf::as_text)),
            spelling: Spelling::Name(name),
        }
    }

    /// The path along some keys.
    pub fn from_keys(keys: Vec<TextBuf>) -> Self {
        let name = units::join_name(&keys);
        Self {
            path: Path::from_keys(keys.iter().map(TextBuf::as_text)),
            spelling: name.map_or_else(|| Spelling::Keys(keys.into()), Spelling::Name),
        }
    }

    /// The name, where Segment has one for the path.
    pub fn name(&self) -> Option<Text<'_>> {
        match &self.spelling {
            Spelling::Name(name) => Some(name.as_text()),
            Spelling::Keys(_) => None,
        }
    }

    /// The keys that a name can't tell; none if it can.
    pub(super) fn unnamed_keys(&self) -> &[TextBuf] {
        match &self.spelling {
            Spelling::Name(_) => &[],
            Spelling::Keys(keys) => keys,
        }
    }

    /// The keys along the path.
    pub fn keys(&self) -> Vec<TextBuf> {
        match &self.spelling {
            Spelling::Name(name) => units::split_name(name.as_text()),
            Spelling::Keys(keys) => keys.to_vec(),
        }
    }

    /// What kind of path Segment makes of the name.
    pub(super) fn reach(&self) -> Reach {
        match &self.spelling {
            Spelling::Name(name) if name.as_text().is_empty() => Reach::Nowhere,
            Spelling::Name(_) if self.path.is_root() => Reach::Crash,
            _ => Reach::Path,
        }
    }
}

/// What kind of path Segment makes of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// An ordinary path.
    Path,
    /// An empty name, which leads to no value.
    Nowhere,
    /// A name of nothing but separators, as in `properties.\. = "x"`.
    ///
    /// DIFFERENCE: Segment's evaluation crashes here. Here the trigger does not match.
    Crash,
}

impl Field {
    /// The member of the event it is, or starts at.
    pub(super) const fn start(&self) -> &'static str {
        match self {
            Self::Member(member) => member.name(),
            Self::Path(root, _) => root.name(),
        }
    }

    /// The value there; nothing if Segment's evaluation would crash. `here` is the event, or the element inside of
    /// `any`.
    pub(super) fn read<'a>(&self, here: Value<'a>, arena: &'a Arena) -> Option<Value<'a>> {
        match self {
            Self::Member(member) => Some(here.member(member.name())),
            Self::Path(root, path) => match path.reach() {
                Reach::Path => Some(path.path.get(root.value(here), arena)),
                Reach::Nowhere => Some(Value::Undefined),
                Reach::Crash => None,
            },
        }
    }

    /// Asks a plan for the value, as seen from the event.
    pub(super) fn ask(&self, plan: &mut Plan) {
        let (start, path) = match self {
            Self::Member(member) => (Some(member.name()), None),
            Self::Path(Root::It, path) => (None, Some(path)),
            Self::Path(root, path) => (Some(root.name()), Some(path)),
        };
        let below = path.into_iter().flat_map(|path| path.path.keys());
        plan.add(start.map(Text::Str).into_iter().chain(below));
    }

    /// Where that value is, as seen from a place.
    pub(super) fn pointer(&self, here: &Pointer) -> Pointer {
        match self {
            Self::Member(member) => here.key(member.name()),
            Self::Path(Root::It, path) => here.join(&path.path.pointer()),
            Self::Path(root, path) => here.key(root.name()).join(&path.path.pointer()),
        }
    }
}

impl Root {
    fn value(self, here: Value<'_>) -> Value<'_> {
        match self {
            Self::It => here,
            _ => here.member(self.name()),
        }
    }
}
