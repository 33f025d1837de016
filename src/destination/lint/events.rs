//! What is known of an event before a trigger is asked.

use crate::action::Action;
use crate::json::{Arena, TextBuf, Value};
use crate::trigger::{Field, Root};

/// What kind of event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Identify,
    Track,
    Page,
    Screen,
    Group,
    Alias,
}

impl Kind {
    pub(super) const ALL: [Self; 6] = [
        Self::Identify,
        Self::Track,
        Self::Page,
        Self::Screen,
        Self::Group,
        Self::Alias,
    ];

    /// The `type` of such events.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Track => "track",
            Self::Page => "page",
            Self::Screen => "screen",
            Self::Group => "group",
            Self::Alias => "alias",
        }
    }

    /// Whether such events have a member. What not only some kinds have, all have.
    pub(super) fn has(self, member: &str) -> bool {
        let kinds: &[Self] = match member {
            "event" => &[Self::Track],
            "properties" => &[Self::Track, Self::Page, Self::Screen],
            "name" => &[Self::Page, Self::Screen],
            "traits" => &[Self::Identify, Self::Group],
            "groupId" => &[Self::Group],
            "previousId" => &[Self::Alias],
            _ => return true,
        };
        kinds.contains(&self)
    }
}

/// Events of which something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Events {
    /// Anything at all, as an element of a list.
    Anything,
    /// An event of a kind, as Segment specifies it.
    Of(Kind),
    /// Such an event as Segment's library in the browser sends it, with the properties its action usually has.
    Browser(Kind, Action),
}

/// What is known of a value before a trigger is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Nothing,
    Missing,
    /// It is one of these texts, or perhaps missing.
    Texts {
        texts: &'static [&'static str],
        or_missing: bool,
    },
    SomeText,
}

impl Known {
    pub(super) const fn can_be_missing(self) -> bool {
        matches!(
            self,
            Self::Nothing
                | Self::Missing
                | Self::Texts {
                    or_missing: true,
                    ..
                }
        )
    }
}

impl Events {
    /// What is known of the value at a place.
    pub(super) fn known(self, place: &[TextBuf]) -> Known {
        let names: Vec<_> = place.iter().map(|key| key.as_text().to_string()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let (kind, browser) = match self {
            Self::Anything => return Known::Nothing,
            Self::Of(kind) => (kind, None),
            Self::Browser(kind, action) => (kind, Some(action)),
        };
        match names.as_slice() {
            ["type"] => Known::Texts {
                texts: match kind {
                    Kind::Identify => &["identify"],
                    Kind::Track => &["track"],
                    Kind::Page => &["page"],
                    Kind::Screen => &["screen"],
                    Kind::Group => &["group"],
                    Kind::Alias => &["alias"],
                },
                or_missing: false,
            },
            [member, ..] if !kind.has(member) => Known::Missing,
            names => browser.map_or(Known::Nothing, |action| in_browser(names, action)),
        }
    }
}

/// What is known of the value at a place of an event from the browser.
fn in_browser(names: &[&str], action: Action) -> Known {
    match names {
        ["anonymousId" | "messageId" | "timestamp"] => Known::SomeText,
        ["channel"] => Known::Texts {
            texts: &["browser", "client", "web"],
            or_missing: true,
        },
        ["context", "library", "name"] => Known::Texts {
            texts: &[
                "analytics.js",
                "@segment/analytics-next",
                "RudderLabs JavaScript SDK",
            ],
            or_missing: false,
        },
        ["context", member, ..] if !BROWSER_CONTEXT.contains(member) => Known::Missing,
        ["properties", property, ..] if !is_usual(property, action) => Known::Missing,
        _ => Known::Nothing,
    }
}

/// What Segment's library in the browser puts into `context`.
const BROWSER_CONTEXT: [&str; 9] = [
    "campaign",
    "consent",
    "ip",
    "library",
    "locale",
    "page",
    "timezone",
    "userAgent",
    "userAgentData",
];

/// Properties that an event has wherever it comes from, beside those that the action reads: those of
/// [Segment's specification](https://segment.com/docs/connections/spec/ecommerce/v2/) of `Order Completed` and `Signed Up`.
const USUAL_PROPERTIES: [&str; 20] = [
    "affiliation",
    "checkout_id",
    "context",
    "coupon",
    "currency",
    "discount",
    "email",
    "first_name",
    "last_name",
    "name",
    "order_id",
    "products",
    "revenue",
    "shipping",
    "subtotal",
    "tax",
    "title",
    "total",
    "type",
    "value",
];

fn is_usual(property: &str, action: Action) -> bool {
    let reads = |field: &crate::field::Field| {
        let default = field.default.to_json().unwrap_or_default();
        default.contains(&format!(r#""$.properties.{property}""#))
    };
    USUAL_PROPERTIES.contains(&property) || action.table().fields.iter().any(reads)
}

/// The way to the value of a field, from the event or the element of a list.
pub(super) fn place_of(field: &Field) -> Vec<TextBuf> {
    match field {
        Field::Member(member) => vec![TextBuf::from(member.name())],
        Field::Path(Root::It, path) => path.keys(),
        Field::Path(root, path) => {
            let mut keys = vec![TextBuf::from(root.name())];
            keys.extend(path.keys());
            keys
        }
    }
}

/// How many [`samples`] there are.
pub(super) const SAMPLES: usize = 6;

/// A value of each kind but text and number: what is true for one value of a kind is true for all of them.
pub(super) fn samples(arena: &Arena) -> [Value<'_>; SAMPLES] {
    [
        Value::Undefined,
        Value::Null,
        Value::Bool(true),
        Value::Bool(false),
        Value::Array(arena.array(&[])),
        Value::Object(crate::json::Object::EMPTY),
    ]
}
