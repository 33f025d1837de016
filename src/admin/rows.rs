//! From rows of the database to entries of answers. One table says both which columns are asked for and how they are shown.

use super::query::{Cursor, Page};
use super::sql::{Bound, Select};
use crate::instant::format_rfc3339;
use crate::json::{Arena, ObjectWriter, Value, parse};

/// A column, and the member it becomes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its name in the database, or an expression.
    pub(super) sql: &'static str,
    /// The member.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text or a number.
    Plain,
    /// Milliseconds since 1970.
    Time,
    /// JSON text.
    Json,
}

impl Column {
    pub(super) const fn plain(sql: &'static str, name: &'static str) -> Self {
        Self {
            sql,
            name,
            kind: Kind::Plain,
        }
    }

    pub(super) const fn time(sql: &'static str, name: &'static str) -> Self {
        Self {
            sql,
            name,
            kind: Kind::Time,
        }
    }

    pub(super) const fn json(sql: &'static str, name: &'static str) -> Self {
        Self {
            sql,
            name,
            kind: Kind::Json,
        }
    }
}

/// What stands behind `SELECT`: each column under the name of its member. `prefix` tells apart those of the same name.
pub(super) fn columns(prefix: &str, columns: &[Column]) -> String {
    let column = |column: &Column| format!("{} AS \"{prefix}{}\"", column.sql, column.name);
    columns.iter().map(column).collect::<Vec<_>>().join(", ")
}

/// Writes the members of a row; what is null in it is left out.
pub(super) fn write_members(
    prefix: &str,
    columns: &[Column],
    row: Value<'_>,
    object: &mut ObjectWriter<'_>,
) {
    for column in columns {
        let value = match prefix {
            "" => row.member(column.name),
            prefix => row.member(&[prefix, column.name].concat()),
        };
        if value.is_nullish() {
            continue;
        }
        match (column.kind, value) {
            (Kind::Time, Value::Number(at)) => {
                if let Some(time) = format_rfc3339(millis(at.to_f64())) {
                    object.text(column.name, &time);
                }
            }
            (Kind::Json, Value::Text(_)) => {
                let text = value.as_str().unwrap_or_default();
                let arena = Arena::new();
                // What is no JSON, such as a message nobody could read, is shown as the text it is.
                let value = parse(text, &arena).unwrap_or(value);
                value.write_json(object.member(column.name));
            }
            _ => value.write_json(object.member(column.name)),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "times are whole numbers, and the cast saturates"
)]
const fn millis(number: f64) -> i64 {
    number as i64
}

/// A list: what it is called in answers, where it is in the database, and the columns that are shown of an entry. Entries
/// are ordered by time and number.
#[derive(Debug)]
pub(super) struct List {
    /// The member of the answer.
    pub(super) name: &'static str,
    /// What stands behind `FROM`.
    pub(super) from: &'static str,
    /// The column of the time; shown as `at`.
    pub(super) time: &'static str,
    /// The column of the number, and the member it is shown as.
    pub(super) number: (&'static str, &'static str),
    /// All columns, those two among them.
    pub(super) columns: &'static [Column],
}

impl List {
    /// The query for a page of it, and for one row more, which tells whether there is another page.
    pub(super) fn select(&self, page: &Page, narrow: impl FnOnce(&mut Select)) -> Select {
        let mut select = Select::new(&format!(
            "SELECT {} FROM {}",
            columns("", self.columns),
            self.from
        ));
        narrow(&mut select);
        let (time, number) = (self.time, self.number.0);
        if let Some(Cursor { at, number: last }) = page.after {
            let values = [Bound::Number(at), Bound::Number(last)];
            select.when(&format!("({time}, {number}) < (?, ?)"), values);
        }
        let order = format!("ORDER BY {time} DESC, {number} DESC LIMIT ?");
        select.end(&order, [Bound::Number(i64::from(page.entries) + 1)]);
        select
    }

    /// The query for the entry of a number.
    pub(super) fn one(&self, number: i64) -> Select {
        let mut select = Select::new(&format!(
            "SELECT {} FROM {}",
            columns("", self.columns),
            self.from
        ));
        select.when(&format!("{} = ?", self.number.0), [Bound::Number(number)]);
        select
    }

    /// The answer with a page: its entries, and `next` when there are more. `rows` is what the database gave.
    pub(super) fn answer(&self, rows: &str, page: &Page) -> String {
        let arena = Arena::new();
        let rows = list(parse(rows, &arena).unwrap_or(Value::Undefined));
        let entries = usize::try_from(page.entries).unwrap_or(usize::MAX);
        let shown = rows.get(..entries).unwrap_or(rows);
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.list(self.name, shown, |row, out| {
            let mut entry = ObjectWriter::new(out);
            write_members("", self.columns, *row, &mut entry);
            entry.finish();
        });
        if rows.len() > shown.len()
            && let Some(last) = shown.last()
        {
            let cursor = Cursor {
                at: number(*last, "at"),
                number: number(*last, self.number.1),
            };
            answer.text("next", &cursor.to_text());
        }
        answer.finish();
        json
    }

    /// The answer with one entry; `None` when the database gave no row.
    pub(super) fn entry(&self, rows: &str) -> Option<String> {
        first(rows, |row| {
            let mut json = String::new();
            let mut entry = ObjectWriter::new(&mut json);
            write_members("", self.columns, row, &mut entry);
            entry.finish();
            json
        })
    }
}

/// The first of the rows the database gave, if there is one.
pub(super) fn first<T>(rows: &str, read: impl FnOnce(Value<'_>) -> T) -> Option<T> {
    let arena = Arena::new();
    let rows = parse(rows, &arena).ok()?;
    list(rows).first().map(|row| read(*row))
}

/// The elements of a list.
pub(super) fn list(value: Value<'_>) -> &[Value<'_>] {
    match value {
        Value::Array(list) => list,
        _ => &[],
    }
}

/// A member that is a whole number.
pub(super) fn number(row: Value<'_>, name: &str) -> i64 {
    match row.member(name) {
        Value::Number(number) => millis(number.to_f64()),
        _ => 0,
    }
}
