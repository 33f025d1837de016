//! Which deliveries are asked for.

use super::query::{Page, Query};
use super::refusal::Refusal;
use super::sql::{Bound, Select};
use crate::action::Action;
use crate::diagnostic::nearest;
use crate::instant::Millis;
use crate::json::Object;

/// What became of a delivery, as the log names it.
pub const STATUSES: [&str; 7] = [
    "sent",
    "duplicate",
    "refused",
    "held",
    "waiting",
    "stopped",
    "failed",
];

/// Which deliveries are asked for; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    statuses: Vec<&'static str>,
    mapping: Option<String>,
    action: Option<Action>,
    event: Option<String>,
    message_id: Option<String>,
    key: Option<String>,
    since: Option<Millis>,
    until: Option<Millis>,
}

impl Filter {
    /// The names of the parameters.
    pub const PARAMETERS: [&'static str; 8] = [
        "status",
        "mapping",
        "action",
        "event",
        "messageId",
        "key",
        "since",
        "until",
    ];

    /// Reads a filter and a page from the query of a request.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`].
    ///
    /// ```
    /// use friendbuy_edge::admin::Filter;
    /// let (filter, page) = Filter::of("status=refused,held&limit=10").unwrap();
    /// assert_eq!(page.entries, 10);
    /// assert!(Filter::of("status=lost").is_err());
    /// ```
    pub fn of(query: &str) -> Result<(Self, Page), Refusal> {
        let known = [Self::PARAMETERS.as_slice(), &Page::PARAMETERS].concat();
        let query = Query::parse(query, &known)?;
        Ok((Self::read(&query)?, Page::of(&query)?))
    }

    /// Reads a filter from an object whose members are named like the parameters.
    ///
    /// # Errors
    ///
    /// [`Refusal::Member`].
    pub fn of_object(object: Object<'_>, pointer: &str) -> Result<Self, Refusal> {
        let mut query = Query::default();
        let at = |name: &str, error: Refusal| Refusal::Member {
            pointer: format!("{pointer}/{name}"),
            help: error.help().map(str::to_owned),
            message: error.to_string(),
        };
        for member in object.members() {
            let name = member.key.to_string();
            let Some(text) = member.value.as_str() else {
                return Err(Refusal::Member {
                    pointer: format!("{pointer}/{name}"),
                    message: format!("`{name}` must be text, not {}", member.value.kind()),
                    help: None,
                });
            };
            let added = query.add(&name, text, &Self::PARAMETERS);
            added.map_err(|error| at(&name, error))?;
        }
        Self::read(&query).map_err(|error| Refusal::Member {
            pointer: pointer.to_owned(),
            help: error.help().map(str::to_owned),
            message: error.to_string(),
        })
    }

    fn read(query: &Query) -> Result<Self, Refusal> {
        let text = |name| query.get(name).map(str::to_owned);
        Ok(Self {
            statuses: match query.get("status") {
                None => Vec::new(),
                Some(list) => statuses(list)?,
            },
            mapping: text("mapping"),
            action: query.get("action").map(action).transpose()?,
            event: text("event"),
            message_id: text("messageId"),
            key: text("key"),
            since: query.time("since")?,
            until: query.time("until")?,
        })
    }

    /// Whether nothing is asked for in particular.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether deliveries of this status are asked for by name.
    pub(super) fn asks_for(&self, status: &str) -> bool {
        self.statuses.contains(&status)
    }

    /// Adds the conditions to a query of the table `deliveries`.
    pub(super) fn narrow(&self, select: &mut Select) {
        if !self.statuses.is_empty() {
            let statuses = self.statuses.iter();
            select.any_of("d.status", statuses.map(|status| Bound::from(*status)));
            if !self.statuses.contains(&"sent") {
                // The database can't tell by itself that the index of what was not sent is enough.
                select.when("d.status <> 'sent'", []);
            }
        }
        let mut equal = |condition, value: &Option<String>| {
            if let Some(value) = value {
                select.when(condition, [Bound::from(value.as_str())]);
            }
        };
        equal("d.mapping = ?", &self.mapping);
        equal("d.message_id = ?", &self.message_id);
        equal("d.send_once_key = ?", &self.key);
        if let Some(action) = self.action {
            select.when("d.action = ?", [Bound::from(action.name())]);
        }
        if let Some(event) = &self.event {
            // A type, or the name of a track event.
            let named = format!("track {event}");
            select.any_of("d.event", [event.as_str().into(), named.as_str().into()]);
        }
        if let Some(since) = self.since {
            select.when("d.at >= ?", [Bound::Number(since)]);
        }
        if let Some(until) = self.until {
            select.when("d.at < ?", [Bound::Number(until)]);
        }
    }
}

/// Statuses between commas, each once, however often it is named: the database takes only so many values.
fn statuses(list: &str) -> Result<Vec<&'static str>, Refusal> {
    let mut statuses = Vec::new();
    for name in list.split(',') {
        let status = status(name)?;
        if !statuses.contains(&status) {
            statuses.push(status);
        }
    }
    Ok(statuses)
}

fn status(name: &str) -> Result<&'static str, Refusal> {
    let known = STATUSES.into_iter().find(|status| *status == name);
    known.ok_or_else(|| unknown("status", name, &STATUSES))
}

fn action(name: &str) -> Result<Action, Refusal> {
    let names = Action::ALL.map(Action::name);
    Action::from_name(name).ok_or_else(|| unknown("action", name, &names))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Refusal {
    Refusal::Parameter {
        message: format!("`{name}` is no {what}"),
        help: Some(match nearest(name, known.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("one of: {}", known.join(", ")),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(query: &str) -> (String, Vec<Bound>) {
        let (filter, page) = Filter::of(query).unwrap();
        let select = filter.select(&page);
        let (_, conditions) = select.sql().rsplit_once(" WHERE ").unwrap_or(("", ""));
        (conditions.to_owned(), select.values().to_vec())
    }

    #[test]
    fn values_are_bound_and_never_part_of_the_query() {
        let hostile = "x'%3B%20DROP%20TABLE%20deliveries%3B--";
        for name in ["mapping", "messageId", "key", "event"] {
            let (conditions, values) = select(&format!("{name}={hostile}"));
            assert!(!conditions.contains("DROP"), "{conditions}");
            assert!(
                values.contains(&Bound::from("x'; DROP TABLE deliveries;--")) || name == "event"
            );
        }
    }

    #[test]
    fn the_index_of_what_was_not_sent_is_named() {
        let (conditions, _) = select("status=refused,held,refused");
        assert!(
            conditions.starts_with("d.status IN (?, ?) AND d.status <> 'sent' ORDER"),
            "{conditions}"
        );
        let (conditions, _) = select("status=sent,held");
        assert!(
            conditions.starts_with("d.status IN (?, ?) ORDER"),
            "{conditions}"
        );
    }

    #[test]
    fn a_page_begins_behind_the_cursor() {
        let (conditions, values) = select("cursor=7.8&limit=2");
        assert_eq!(
            conditions,
            "(d.at, d.id) < (?, ?) ORDER BY d.at DESC, d.id DESC LIMIT ?"
        );
        assert_eq!(values, [7, 8, 3].map(Bound::Number));
    }

    #[test]
    fn a_filter_may_be_an_object() {
        let arena = crate::Arena::new();
        let of = |json: &str| {
            let value = crate::json::parse(arena.text(json), &arena).unwrap();
            Filter::of_object(value.as_object().unwrap(), "/filter")
        };
        let (filter, _) = Filter::of("status=held&mapping=a").unwrap();
        assert_eq!(of(r#"{"status": "held", "mapping": "a"}"#), Ok(filter));
        assert!(of("{}").unwrap().is_empty());
        for (json, pointer) in [
            (r#"{"mapping": 7}"#, "/filter/mapping"),
            (r#"{"limit": "7"}"#, "/filter/limit"),
            (r#"{"status": "lost"}"#, "/filter"),
        ] {
            let Err(Refusal::Member { pointer: found, .. }) = of(json) else {
                panic!("{json}");
            };
            assert_eq!(found, pointer);
        }
    }
}
