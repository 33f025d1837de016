//! The delivery log as the desk shows it.

use super::filter::Filter;
use super::query::Page;
use super::rows::{Column, List, columns, first, write_members};
use super::sql::{Bound, Select};
use crate::json::ObjectWriter;

/// A line of the log.
const LOG: List = List {
    name: "deliveries",
    from: "deliveries d",
    time: "d.at",
    number: ("d.id", "id"),
    columns: &LINE,
};

const LINE: [Column; 18] = [
    Column::plain("d.id", "id"),
    Column::plain("d.status", "status"),
    Column::plain("d.message_id", "messageId"),
    Column::plain("nullif(d.mapping, '')", "mapping"),
    Column::plain("d.action", "action"),
    Column::plain("d.event", "event"),
    Column::plain("d.send_once_key", "sendOnceKey"),
    Column::plain("d.attempts", "attempts"),
    Column::plain("d.uncertain", "uncertain"),
    Column::plain("d.http_status", "httpStatus"),
    Column::plain("d.event_id", "eventId"),
    Column::plain("d.reference", "reference"),
    Column::plain("d.duplicate_of", "duplicateOf"),
    Column::json("d.codes", "codes"),
    Column::time("d.next_at", "nextAttemptAt"),
    Column::time("d.at", "at"),
    Column::time("d.updated_at", "updatedAt"),
    Column::json(
        "(SELECT 'true' FROM failed_events f WHERE f.message_id = d.message_id AND f.mapping = d.mapping AND f.resolved_at IS NULL)",
        "needsAttention",
    ),
];

impl Filter {
    /// The query for a page of the deliveries this is about.
    pub fn select(&self, page: &Page) -> Select {
        LOG.select(page, |select| self.narrow(select))
    }

    /// The answer with a page, from the rows of that query.
    pub fn answer(rows: &str, page: &Page) -> String {
        LOG.answer(rows, page)
    }
}

/// What is kept about a delivery that failed, beside its line of the log.
const KEPT: [Column; 10] = [
    Column::plain("f.reason", "reason"),
    Column::json("f.mappings", "mappings"),
    Column::json("nullif(f.event, '')", "event"),
    Column::plain("f.call_path", "callPath"),
    Column::json("f.call_body", "callBody"),
    Column::plain("f.answer_status", "answerStatus"),
    Column::plain("f.answer_body", "answerBody"),
    Column::json("f.diagnostics", "diagnostics"),
    Column::time("f.resolved_at", "resolvedAt"),
    Column::plain("f.resolution", "resolution"),
];

/// Line and kept parts both have an `event`.
const KEPT_PREFIX: &str = "kept.";

/// One delivery, whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub id: i64,
}

impl Delivery {
    /// The query for it and what is kept about it.
    pub fn select(self) -> Select {
        let (line, kept) = (columns("", &LINE), columns(KEPT_PREFIX, &KEPT));
        let mut select = Select::new(&format!(
            "SELECT {line}, {kept} FROM deliveries d \
             LEFT JOIN failed_events f ON f.message_id = d.message_id AND f.mapping = d.mapping"
        ));
        select.when("d.id = ?", [Bound::Number(self.id)]);
        select
    }

    /// The answer: the line of the log, and under `kept` the event, the call, the answer and the diagnostics, as far as
    /// they are kept. `None` without a row.
    pub fn answer(rows: &str) -> Option<String> {
        first(rows, |row| {
            let mut json = String::new();
            let mut entry = ObjectWriter::new(&mut json);
            write_members("", &LINE, row, &mut entry);
            if !row.member("kept.reason").is_nullish() {
                let mut kept = ObjectWriter::new(entry.member("kept"));
                write_members(KEPT_PREFIX, &KEPT, row, &mut kept);
                kept.finish();
            }
            entry.finish();
            json
        })
    }
}
