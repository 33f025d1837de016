//! Query parameters: which are known, and the pages of lists.

use super::refusal::Refusal;
use crate::diagnostic::nearest;
use crate::instant::{Millis, parse_rfc3339};
use crate::limits::{MAX_NOTE_CHARACTERS, MAX_PAGE_ENTRIES, PAGE_ENTRIES};

/// The parameters of a request, each known, there once, and not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    parameters: Vec<(String, String)>,
}

impl Query {
    /// Reads what follows the question mark of a URL; `known` are the names of the parameters there are.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`] for one that is unknown, given twice, or empty.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, Refusal> {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            query.add(&name, &value, known)?;
        }
        Ok(query)
    }

    /// Adds a parameter.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`], as [`Query::parse`].
    pub(super) fn add(&mut self, name: &str, value: &str, known: &[&str]) -> Result<(), Refusal> {
        let refuse = |what: &str, help| {
            Err(Refusal::Parameter {
                message: format!("{what} `{name}`"),
                help: Some(help),
            })
        };
        if !known.contains(&name) {
            let help = match nearest(name, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None if known.is_empty() => "there is none here".to_owned(),
                None => format!("known here: {}", known.join(", ")),
            };
            return refuse("there is no parameter", help);
        }
        if self.get(name).is_some() {
            return refuse("there are two of", "give it once".to_owned());
        }
        if value.is_empty() {
            return refuse("nothing is given for", "leave it out".to_owned());
        }
        self.parameters.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }

    /// A parameter that is a point in time.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`] when it is something else.
    pub fn time(&self, name: &str) -> Result<Option<Millis>, Refusal> {
        self.read(name, "no time, as in `2026-11-22T10:00:00Z`", |value| {
            // A plus sign that was not escaped means a space in a query.
            parse_rfc3339(&value.replace(' ', "+"))
        })
    }

    /// A parameter that is `true` or `false`; without it, it is false.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`] when it is something else.
    pub fn flag(&self, name: &str) -> Result<bool, Refusal> {
        let flag = self.read(name, "neither `true` nor `false`", |value| {
            value.parse().ok()
        })?;
        Ok(flag.unwrap_or(false))
    }

    /// Reads a parameter; `wrong` says what it is when it can't be read.
    pub(super) fn read<'q, T>(
        &'q self,
        name: &str,
        wrong: &str,
        read: impl FnOnce(&'q str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(Refusal::Parameter {
                message: format!("`{name}` is {wrong}"),
                help: None,
            }),
        }
    }
}

/// The note that goes with a publication, if there is one.
///
/// # Errors
///
/// [`Refusal::Parameter`] when it is too long.
pub fn note(query: &Query) -> Result<Option<String>, Refusal> {
    let wrong = format!("longer than {MAX_NOTE_CHARACTERS} characters");
    query.read("note", &wrong, |note| {
        (note.chars().count() <= MAX_NOTE_CHARACTERS).then(|| note.to_owned())
    })
}

/// The number of an entry in a path: digits, without a leading zero.
///
/// ```
/// use friendbuy_edge::admin::number_in_path;
/// assert_eq!(number_in_path("7"), Some(7));
/// assert_eq!(number_in_path("07"), None);
/// ```
pub fn number_in_path(segment: &str) -> Option<i64> {
    digits(segment).filter(|_| !segment.starts_with('0'))
}

/// Which part of a list is asked for: newest first, from behind a place on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many entries.
    pub entries: u32,
    /// The last entry of the page before.
    pub after: Option<Cursor>,
}

impl Page {
    /// The names of the parameters.
    pub const PARAMETERS: [&'static str; 2] = ["limit", "cursor"];

    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`] when one of them can't be used.
    pub fn of(query: &Query) -> Result<Self, Refusal> {
        let wrong = format!("no number from 1 to {MAX_PAGE_ENTRIES}");
        let entries = query.read("limit", &wrong, |value| {
            let number = value.parse().ok()?;
            (1..=MAX_PAGE_ENTRIES).contains(&number).then_some(number)
        })?;
        let wrong = "none that a list gave as `next`";
        Ok(Self {
            entries: entries.unwrap_or(PAGE_ENTRIES),
            after: query.read("cursor", wrong, Cursor::from_text)?,
        })
    }
}

/// A place in a list: the time of an entry, and its number among those of the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The time of the entry.
    pub at: Millis,
    /// Its number.
    pub number: i64,
}

impl Cursor {
    /// The cursor as text, of characters that need no escape in a URL.
    ///
    /// ```
    /// use friendbuy_edge::admin::Cursor;
    /// let cursor = Cursor { at: 1_795_341_600_000, number: 7 };
    /// assert_eq!(cursor.to_text(), "1795341600000.7");
    /// assert_eq!(Cursor::from_text("1795341600000.7"), Some(cursor));
    /// ```
    pub fn to_text(self) -> String {
        format!("{}.{}", self.at, self.number)
    }

    /// Reads a cursor.
    pub fn from_text(text: &str) -> Option<Self> {
        let (at, number) = text.split_once('.')?;
        Some(Self {
            at: digits(at)?,
            number: digits(number)?,
        })
    }
}

fn digits(text: &str) -> Option<i64> {
    let is_plain = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> (String, Option<String>) {
        let error = Query::parse(query, &["status", "limit"]).unwrap_err();
        (error.to_string(), error.help().map(str::to_owned))
    }

    #[test]
    fn parameters_are_known_and_there_once() {
        let query = Query::parse("status=a%20b+c&limit=7", &["status", "limit"]).unwrap();
        assert_eq!(query.get("status"), Some("a b c"));
        assert_eq!(query.get("limit"), Some("7"));
        assert_eq!(query.get("since"), None);
        assert_eq!(Query::parse("", &[]), Ok(Query::default()));
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            refused("statsu=x"),
            (
                "there is no parameter `statsu`".into(),
                text("did you mean `status`?")
            )
        );
        assert_eq!(
            refused("x=1"),
            (
                "there is no parameter `x`".into(),
                text("known here: status, limit")
            )
        );
        assert_eq!(refused("limit=1&limit=2").0, "there are two of `limit`");
        assert_eq!(refused("limit=").0, "nothing is given for `limit`");
        let nowhere = Query::parse("x=1", &[]).unwrap_err();
        assert_eq!(nowhere.help(), Some("there is none here"));
    }

    #[test]
    fn times_may_have_an_unescaped_plus() {
        let known = ["since"];
        for given in [
            "1970-01-01T01:00:00%2B01:00",
            "1970-01-01T01:00:00+01:00",
            "1970-01-01T00:00:00Z",
        ] {
            let query = Query::parse(&format!("since={given}"), &known).unwrap();
            assert_eq!(query.time("since"), Ok(Some(0)), "{given}");
        }
        let query = Query::parse("since=yesterday", &known).unwrap();
        let error = query.time("since").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`since` is no time, as in `2026-11-22T10:00:00Z`"
        );
    }

    fn page(query: &str) -> Result<Page, Refusal> {
        Page::of(&Query::parse(query, &Page::PARAMETERS).unwrap())
    }

    #[test]
    fn pages_have_limits() {
        let first = page("").unwrap();
        assert_eq!((first.entries, first.after), (PAGE_ENTRIES, None));
        let next = page("limit=100&cursor=5.6").unwrap();
        let cursor = Cursor { at: 5, number: 6 };
        assert_eq!((next.entries, next.after), (100, Some(cursor)));
        for wrong in [
            "limit=0",
            "limit=101",
            "limit=ten",
            "limit=-1",
            "limit=99999999999",
        ] {
            assert!(page(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn anything_else_is_no_cursor() {
        for text in [
            "",
            ".",
            "1",
            "1.",
            ".1",
            "1.2.3",
            "-1.2",
            "1.+2",
            "1.x",
            "1.1234567890123456",
        ] {
            assert_eq!(Cursor::from_text(text), None, "{text}");
        }
    }
}
