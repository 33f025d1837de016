//! Counts, and the state of what delivers.

use super::query::Query;
use super::refusal::Refusal;
use super::rows::{list, number};
use super::sql::{Bound, Select};
use crate::instant::{Millis, format_rfc3339};
use crate::json::{Arena, ObjectWriter, Value, parse};
use crate::limits::{MAX_STATS_DAYS, STATS_DAYS};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Which days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    first: i64,
    last: i64,
}

impl Stats {
    /// Reads `days` from the query of a request: so many, today included, by UTC.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`].
    pub fn of(query: &str, now: Millis) -> Result<Self, Refusal> {
        let query = Query::parse(query, &["days"])?;
        let wrong = format!("no number from 1 to {MAX_STATS_DAYS}");
        let days = query.read("days", &wrong, |days| {
            let days = days.parse().ok()?;
            (1..=MAX_STATS_DAYS).contains(&days).then_some(days)
        })?;
        let last = now.div_euclid(DAY_MILLIS);
        Ok(Self {
            first: last - i64::from(days.unwrap_or(STATS_DAYS)) + 1,
            last,
        })
    }

    /// The queries, in the order in which [`Stats::answer`] wants their rows.
    pub fn selects(self) -> [Select; 4] {
        let mut counts = Select::new("SELECT day, mapping, action, status, count FROM counts");
        counts.when("day >= ?", [Bound::Number(self.first)]);
        counts.when("day <= ?", [Bound::Number(self.last)]);
        counts.end("ORDER BY day, mapping, status", []);
        let mut open = Select::new("SELECT status AS name, count(*) AS count FROM deliveries");
        open.when("status <> 'sent'", []);
        open.when("status IN ('waiting', 'stopped', 'held')", []);
        open.end("GROUP BY status", []);
        let mut failed = Select::new("SELECT reason AS name, count(*) AS count FROM failed_events");
        failed.when("resolved_at IS NULL", []);
        failed.end("GROUP BY reason", []);
        let state =
            Select::new("SELECT name, state, detail, updated_at FROM sender_state ORDER BY name");
        [counts, open, failed, state]
    }

    /// The answer, from the rows of those queries.
    pub fn answer(self, rows: &[String]) -> String {
        let arena = Arena::new();
        let of = |place: usize| {
            let rows = rows.get(place).map_or("[]", String::as_str);
            list(parse(rows, &arena).unwrap_or(Value::Undefined))
        };
        let [counts, open, failed, state] = [0, 1, 2, 3].map(of);
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.text("since", &day(self.first));
        answer.text("until", &day(self.last));
        let mut totals = ObjectWriter::new(answer.member("totals"));
        for status in super::filter::STATUSES {
            let of = |row: &&Value<'_>| row.member("status").as_str() == Some(status);
            let total: i64 = counts
                .iter()
                .filter(of)
                .map(|row| number(*row, "count"))
                .sum();
            totals.member(status).push_str(&total.to_string());
        }
        totals.finish();
        answer.list("counts", counts, |row, out| {
            let mut count = ObjectWriter::new(out);
            count.text("day", &day(number(*row, "day")));
            for name in ["mapping", "action", "status"] {
                if let Some(text) = row.member(name).as_str().filter(|text| !text.is_empty()) {
                    count.text(name, text);
                }
            }
            count
                .member("count")
                .push_str(&number(*row, "count").to_string());
            count.finish();
        });
        let groups: [(_, _, &[&'static str]); 2] = [
            ("open", open, &["waiting", "stopped", "held"]),
            (
                "needsAttention",
                failed,
                &["refused", "held", "failed", "unreadable"],
            ),
        ];
        for (name, rows, known) in groups {
            let mut counts = ObjectWriter::new(answer.member(name));
            for known in known {
                let row = rows
                    .iter()
                    .find(|row| row.member("name").as_str() == Some(known));
                let count = row.map_or(0, |row| number(*row, "count"));
                counts.member(known).push_str(&count.to_string());
            }
            counts.finish();
        }
        answer.list("sender", state, write_sender_state);
        answer.finish();
        json
    }
}

/// Writes what the sender says of itself, from a row of `sender_state`.
pub fn write_sender_state(row: &Value<'_>, out: &mut String) {
    let mut state = ObjectWriter::new(out);
    for name in ["name", "state"] {
        state.text(name, row.member(name).as_str().unwrap_or_default());
    }
    if let Some(detail) = row.member("detail").as_str() {
        let arena = Arena::new();
        if let Ok(detail) = parse(detail, &arena) {
            detail.write_json(state.member("detail"));
        }
    }
    if let Some(at) = format_rfc3339(number(*row, "updated_at")) {
        state.text("updatedAt", &at);
    }
    state.finish();
}

/// A day since 1970 as a date.
fn day(day: i64) -> String {
    let text = format_rfc3339(day.saturating_mul(DAY_MILLIS)).unwrap_or_default();
    text.split('T').next().unwrap_or_default().to_owned()
}
