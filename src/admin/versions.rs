//! The versions of the destination document.

use super::document::etag;
use super::query::Page;
use super::rows::{Column, List, first, number};
use super::sql::{Bound, Select};
use crate::instant::Millis;

const VERSIONS: List = List {
    name: "versions",
    from: "document_versions v",
    time: "v.at",
    number: ("v.version", "version"),
    columns: &[
        Column::plain("v.version", "version"),
        Column::plain("nullif(v.etag, '')", "etag"),
        Column::plain("v.note", "note"),
        Column::plain("v.restored_from", "restoredFrom"),
        Column::json("iif(v.document = '', 'true', NULL)", "withdrawn"),
        Column::plain("nullif(length(CAST(v.document AS BLOB)), 0)", "bytes"),
        Column::time("v.at", "at"),
    ],
};

/// A version of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its number; a later version has a higher one.
    pub version: i64,
    /// The text; empty for a version that withdraws the one before, so that the settings are in force again.
    pub document: String,
}

impl Published {
    /// The query for the latest version, without its text when it is the one that is known already.
    pub fn latest(known: i64) -> Select {
        let text = "SELECT version, CASE WHEN version <> ? THEN document END AS document FROM document_versions";
        let mut select = Select::with(text, [Bound::Number(known)]);
        select.end("ORDER BY version DESC LIMIT 1", []);
        select
    }

    /// The query for a version.
    pub fn numbered(version: i64) -> Select {
        let mut select = Select::new("SELECT version, document FROM document_versions");
        select.when("version = ?", [Bound::Number(version)]);
        select
    }

    /// The version in the answer of one of these queries.
    pub fn read(rows: &str) -> Option<Self> {
        first(rows, |row| Self {
            version: number(row, "version"),
            document: row
                .member("document")
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        })
    }

    /// Whether it withdraws the version before.
    pub fn is_withdrawal(&self) -> bool {
        self.document.is_empty()
    }

    /// The query for a page of the list of versions.
    pub fn list(page: &Page) -> Select {
        VERSIONS.select(page, |_| {})
    }

    /// The answer with a page, from the rows of that query.
    pub fn list_answer(rows: &str, page: &Page) -> String {
        VERSIONS.answer(rows, page)
    }
}

/// A version that is to follow the one that is in force.
#[derive(Clone, Copy, Debug)]
pub struct Successor<'d> {
    /// The number of the version that is in force; 0 when there is none.
    pub follows: i64,
    /// The text; empty to withdraw.
    pub document: &'d str,
    /// Why, for people.
    pub note: Option<&'d str>,
    /// The version whose text it is.
    pub restored_from: Option<i64>,
    /// When.
    pub at: Millis,
}

impl<'d> Successor<'d> {
    /// A document that follows version `follows`.
    pub fn of(follows: i64, document: &'d str, at: Millis) -> Self {
        Self {
            follows,
            document,
            note: None,
            restored_from: None,
            at,
        }
    }

    /// Stores it, and gives its number; gives no row when another version was stored meanwhile.
    pub fn insert(&self) -> Select {
        let etag = match self.document {
            "" => String::new(),
            document => etag(document),
        };
        Select::with(
            "INSERT INTO document_versions (etag, document, note, restored_from, at) SELECT ?, ?, ?, ?, ? \
             WHERE coalesce((SELECT max(version) FROM document_versions), 0) = ? RETURNING version",
            [
                etag.as_str().into(),
                self.document.into(),
                self.note.map_or(Bound::Null, Bound::from),
                self.restored_from.map_or(Bound::Null, Bound::Number),
                Bound::Number(self.at),
                Bound::Number(self.follows),
            ],
        )
    }
}
