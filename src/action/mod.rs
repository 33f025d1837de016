//! Friendbuy's four actions, as tables.
//!
//! Source: Segment's "Friendbuy (Cloud Destination)" page for names, types and requirements of the fields, Friendbuy's
//! Merchant API documentation for the names in the body.

mod custom_event;
mod customer;
mod purchase;
mod shared;
mod sign_up;

use crate::field::Field;
use crate::json::{Mark, Marks};

/// What a mapping makes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Create or update a customer.
    TrackCustomer,
    /// Record a purchase.
    TrackPurchase,
    /// Record the creation of an account.
    TrackSignUp,
    /// Record any other event.
    TrackCustomEvent,
}

/// The table of one action.
#[derive(Debug)]
pub struct Table {
    /// The action's name, Segment's slug.
    pub name: &'static str,
    /// The action's title.
    pub title: &'static str,
    /// What the action is for.
    pub description: &'static str,
    /// The path of the call; the method is always `POST`.
    pub path: &'static str,
    /// The fields a mapping can fill, in Segment's order.
    pub fields: &'static [Field],
    /// Further names that custom attributes or event properties can have and that are more than that.
    pub inner: &'static [Field],
    /// Of all keys. Most keys of events have none of them, and need not be looked for.
    marks: Marks,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 4] = [
        Self::TrackCustomer,
        Self::TrackPurchase,
        Self::TrackSignUp,
        Self::TrackCustomEvent,
    ];

    /// The action's table.
    pub const fn table(self) -> &'static Table {
        match self {
            Self::TrackCustomer => &customer::TABLE,
            Self::TrackPurchase => &purchase::TABLE,
            Self::TrackSignUp => &sign_up::TABLE,
            Self::TrackCustomEvent => &custom_event::TABLE,
        }
    }

    /// The action's name: `trackPurchase`.
    pub const fn name(self) -> &'static str {
        self.table().name
    }

    /// The action of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

impl Table {
    /// The fields and the inner names, in this order. A field's index in it is its slot.
    pub fn slots(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().chain(self.inner)
    }

    /// The same table, in which [`Self::slot`] finds what there is.
    const fn indexed(self) -> Self {
        let marks = with_keys(with_keys(Marks::NONE, self.fields), self.inner);
        Self { marks, ..self }
    }

    /// The slot of a key.
    pub fn slot(&self, key: &str) -> Option<(usize, &'static Field)> {
        if !self.marks.may_have(Mark::of(key)) {
            return None;
        }
        let mut slot = 0;
        for fields in [self.fields, self.inner] {
            for field in fields {
                // Comparing texts is a call; most differ in length.
                if field.key.len() == key.len() && field.key == key {
                    return Some((slot, field));
                }
                slot += 1;
            }
        }
        None
    }
}

const fn with_keys(marks: Marks, fields: &[Field]) -> Marks {
    let mut marks = marks;
    let mut rest = fields;
    while let Some((field, further)) = rest.split_first() {
        marks = marks.with(Mark::of(field.key));
        rest = further;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Default, FieldType, Output};
    use crate::json::{Arena, parse};

    #[test]
    fn names_lead_back_to_actions() {
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.name()), Some(action));
        }
        assert_eq!(Action::from_name("trackpurchase"), None);
    }

    #[test]
    fn tables_are_complete() {
        for action in Action::ALL {
            let table = action.table();
            let mut keys: Vec<_> = table.slots().map(|field| field.key).collect();
            keys.sort_unstable();
            let count = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), count, "{}: a key twice", table.name);
            for field in table.slots() {
                assert!(
                    !field.label.is_empty() && !field.description.is_empty(),
                    "{}",
                    field.key
                );
                if let FieldType::Shape(members) = field.kind {
                    assert!(members.iter().all(|member| !member.description.is_empty()));
                }
                if let Some(default) = field.default.to_json() {
                    assert!(parse(&default, &Arena::new()).is_ok(), "{default}");
                }
            }
            for field in table.fields {
                assert!(
                    !matches!(field.default, Default::None),
                    "{} has no default",
                    field.key
                );
            }
            let mut names: Vec<_> = table
                .fields
                .iter()
                .filter_map(|field| match field.output {
                    Output::Root(name) => Some(name),
                    _ => None,
                })
                .collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{}: a root name twice", table.name);
        }
    }
}
