//! Sending many deliveries again: those a filter finds, each by the rules for one.

use super::body::{Body, member};
use super::filter::Filter;
use super::refusal::Refusal;
use super::resend::{CANDIDATE, Resend, Resent};
use super::rows::{list, number};
use super::sql::{Bound, Select};
use crate::instant::Millis;
use crate::json::{Arena, ObjectWriter, Value, parse};
use crate::limits::MAX_RESENT;

/// A wish to send many deliveries again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResendMany {
    filter: Filter,
    how: Resend,
    limit: u32,
}

/// What became of such a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManyResent {
    /// Those that go into the queue.
    pub resent: Vec<Resent>,
    /// Those that may not be sent again, with the reason.
    skipped: Vec<(i64, Refusal)>,
    /// Whether the filter finds more.
    has_more: bool,
}

impl ResendMany {
    /// Reads the body of a request: a `filter`, perhaps `force` and a `limit`.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn of(body: &str) -> Result<Self, Refusal> {
        let arena = Arena::new();
        let body = Body::parse(body, &["filter", "force", "limit"], &arena)?;
        let filter = match body.object("filter")? {
            Some(filter) => Filter::of_object(filter, "/filter")?,
            None => Filter::default(),
        };
        if filter.is_empty() {
            let help = "as in {\"filter\": {\"status\": \"refused\"}}; it takes the parameters of the list";
            let message = "`filter` must say which deliveries";
            return Err(member("/filter", message, Some(help.to_owned())));
        }
        let limit = match body.value("limit") {
            None => MAX_RESENT,
            Some(Value::Number(number)) => {
                let limit = number
                    .to_index()
                    .filter(|limit| (1..=MAX_RESENT).contains(limit));
                limit.ok_or_else(bad_limit)?
            }
            Some(_) => return Err(bad_limit()),
        };
        let how = Resend {
            event: None,
            force: body.flag("force")?,
        };
        Ok(Self { filter, how, limit })
    }

    /// The query for the deliveries it is about: of those the filter finds, the ones whose event is kept, oldest first.
    pub fn select(&self) -> Select {
        let mut select = Select::new(CANDIDATE);
        self.filter.narrow(&mut select);
        // What may have been sent is for a person to look at, one by one, unless it is asked for.
        select.when(
            if self.how.force || self.filter.asks_for("held") {
                "d.status IN ('refused', 'failed', 'held')"
            } else {
                "d.status IN ('refused', 'failed')"
            },
            [],
        );
        select.when("d.status <> 'sent'", []);
        select.when("f.resolved_at IS NULL", []);
        select.when("f.event <> ''", []);
        select.end(
            "ORDER BY d.at, d.id LIMIT ?",
            [Bound::Number(i64::from(self.limit) + 1)],
        );
        select
    }

    /// Decides, from the rows of that query.
    pub fn decide(&self, rows: &str, now: Millis) -> ManyResent {
        let arena = Arena::new();
        let rows = list(parse(rows, &arena).unwrap_or(Value::Undefined));
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let mut many = ManyResent {
            has_more: rows.len() > limit,
            ..ManyResent::default()
        };
        for row in rows.iter().take(limit) {
            match self.how.decide_row(*row, now) {
                Ok(resent) => many.resent.push(resent),
                Err(refusal) => many.skipped.push((number(*row, "id"), refusal)),
            }
        }
        many
    }
}

fn bad_limit() -> Refusal {
    let message = format!("`limit` must be a whole number from 1 to {MAX_RESENT}");
    member("/limit", message, None)
}

impl ManyResent {
    /// The answer: what is in the queue, what was skipped and why, and whether there is more.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.list("queued", &self.resent, |resent, out| {
            out.push_str(&resent.id.to_string());
        });
        answer.list("skipped", &self.skipped, |(id, refusal), out| {
            let mut skipped = ObjectWriter::new(out);
            skipped.member("id").push_str(&id.to_string());
            skipped.text("message", &refusal.to_string());
            if let Some(help) = refusal.help() {
                skipped.text("help", help);
            }
            skipped.finish();
        });
        answer.flag("more", self.has_more);
        answer.finish();
        json
    }
}
