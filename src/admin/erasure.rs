//! Erasing a person: how far Friendbuy is with it.

use super::query::{Page, Query};
use super::refusal::Refusal;
use super::rows::{Column, List, first, number};
use super::sql::{Bound, Select};
use super::subject::{Subject, SubjectKind};
use crate::delivery::{Next, hold_seconds, retry_seconds};
use crate::instant::Millis;
use crate::json::{Arena, parse};
use crate::limits::MAX_ERASURE_ATTEMPTS;

const ERASURES: List = List {
    name: "erasures",
    from: "erasures e",
    time: "e.at",
    number: ("e.id", "id"),
    columns: &[
        Column::plain("e.id", "id"),
        Column::plain("e.status", "status"),
        Column::plain("e.subject_kind", "kind"),
        Column::plain("e.message_id", "messageId"),
        Column::plain("e.job_id", "jobId"),
        Column::plain("e.http_status", "httpStatus"),
        Column::plain("e.reference", "reference"),
        Column::plain("e.attempts", "attempts"),
        Column::time("e.next_at", "nextAttemptAt"),
        Column::time("e.at", "at"),
        Column::time("e.updated_at", "updatedAt"),
    ],
};

/// A request to erase somebody, as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its number.
    pub id: i64,
    /// The id of its message in the queue.
    pub message_id: String,
    /// Whether there is still something to do.
    pub is_waiting: bool,
    /// Calls made for it so far.
    attempts: u32,
}

/// How a call to Friendbuy went.
#[derive(Clone, Copy, Debug)]
pub struct ErasureAnswer<'a> {
    /// What to do next.
    pub next: Next,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The body.
    pub body: &'a str,
}

impl Erasure {
    /// Reads the row that [`Subject::insert`] gives.
    pub fn read(rows: &str) -> Option<Self> {
        first(rows, |row| {
            let text = |name| row.member(name).as_str().unwrap_or_default();
            Self {
                id: number(row, "id"),
                message_id: text("messageId").to_owned(),
                is_waiting: text("status") == "waiting",
                attempts: u32::try_from(number(row, "attempts")).unwrap_or(u32::MAX),
            }
        })
    }

    /// After a call: the statement that says how far it is, and in how many seconds to try again, if at all.
    ///
    /// Friendbuy's two pages on erasing disagree, so any 2xx counts, with `jobId`, `task_id` or neither. `random` is from 0
    /// up to, not including, 1.
    pub fn settle(
        &self,
        answer: ErasureAnswer<'_>,
        now: Millis,
        random: f64,
    ) -> (Select, Option<u32>) {
        let arena = Arena::new();
        let body = parse(answer.body, &arena).ok();
        let text = |name: &str| {
            let text = body.and_then(|body| body.member(name).as_str());
            text.map_or(Bound::Null, Bound::from)
        };
        let job = match text("jobId") {
            Bound::Null => text("task_id"),
            job => job,
        };
        let attempts = self.attempts.saturating_add(1);
        let (status, delay) = match answer.next {
            Next::Sent => ("accepted", None),
            Next::Refused => ("refused", None),
            _ if attempts >= MAX_ERASURE_ATTEMPTS => ("failed", None),
            Next::Retry { at_least } | Next::Uncertain { at_least } => {
                ("waiting", Some(retry_seconds(attempts, random, at_least)))
            }
            Next::Stop | Next::RenewToken => ("waiting", Some(hold_seconds(self.attempts))),
        };
        let next_at = delay.map_or(Bound::Null, |seconds| {
            Bound::Number(now.saturating_add(i64::from(seconds) * 1000))
        });
        let statement = Select::with(
            "UPDATE erasures SET status = ?, job_id = ?, http_status = ?, reference = ?, attempts = ?, next_at = ?, \
             updated_at = ? WHERE id = ? AND status = 'waiting'",
            [
                status.into(),
                job,
                answer
                    .status
                    .map_or(Bound::Null, |status| Bound::Number(status.into())),
                text("reference"),
                Bound::Number(attempts.into()),
                next_at,
                Bound::Number(now),
                Bound::Number(self.id),
            ],
        );
        (statement, delay)
    }

    /// The query for one request, as it is shown.
    pub fn show(id: i64) -> Select {
        ERASURES.one(id)
    }

    /// The answer with one request; `None` without a row.
    pub fn answer(rows: &str) -> Option<String> {
        ERASURES.entry(rows)
    }
}

/// Which requests are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasures {
    /// Whose; with none, anybody's.
    subjects: Vec<Subject>,
    page: Page,
}

impl Erasures {
    /// Reads the query of a request: a page, and perhaps whose, by either of their names.
    ///
    /// # Errors
    ///
    /// [`Refusal::Parameter`].
    pub fn of(query: &str) -> Result<Self, Refusal> {
        let names = SubjectKind::ALL.map(SubjectKind::as_str);
        let query = Query::parse(query, &[names.as_slice(), &Page::PARAMETERS].concat())?;
        let mut subjects = Vec::new();
        for kind in SubjectKind::ALL {
            let subject =
                query.read(kind.as_str(), "nobody's", |value| Subject::new(kind, value))?;
            subjects.extend(subject);
        }
        Ok(Self {
            subjects,
            page: Page::of(&query)?,
        })
    }

    /// The query of the database.
    pub fn select(&self) -> Select {
        ERASURES.select(&self.page, |select| {
            if !self.subjects.is_empty() {
                let digests = self
                    .subjects
                    .iter()
                    .map(|subject| Bound::from(subject.digest().as_str()));
                select.any_of("e.subject_hash", digests);
            }
        })
    }

    /// The answer, from the rows of that query.
    pub fn answer(&self, rows: &str) -> String {
        ERASURES.answer(rows, &self.page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::HOLD_SECONDS;

    fn settle(attempts: u32, next: Next, body: &str) -> (Vec<Bound>, Option<u32>) {
        let erasure = Erasure {
            id: 7,
            message_id: "m".to_owned(),
            is_waiting: true,
            attempts,
        };
        let answer = ErasureAnswer {
            next,
            status: Some(200),
            body,
        };
        let (select, delay) = erasure.settle(answer, 1000, 0.0);
        (select.values().to_vec(), delay)
    }

    #[test]
    fn both_documented_answers_count_and_so_does_none() {
        for (body, job) in [
            (r#"{"jobId":"j"}"#, Bound::from("j")),
            (r#"{"task_id":"t"}"#, Bound::from("t")),
            ("", Bound::Null),
            ("[]", Bound::Null),
        ] {
            let (values, delay) = settle(0, Next::Sent, body);
            assert_eq!(
                (&values[..2], delay),
                (&[Bound::from("accepted"), job][..], None),
                "{body}"
            );
        }
    }

    #[test]
    fn trouble_is_tried_again_but_not_for_ever() {
        let later = Next::Retry { at_least: 30 };
        let (values, delay) = settle(0, later, "");
        assert_eq!((&values[0], delay), (&Bound::from("waiting"), Some(31)));
        assert_eq!(settle(0, Next::Stop, "").1, Some(HOLD_SECONDS));
        for next in [later, Next::Stop] {
            let (values, delay) = settle(MAX_ERASURE_ATTEMPTS - 1, next, "");
            assert_eq!((&values[0], delay), (&Bound::from("failed"), None));
        }
        assert_eq!(settle(0, Next::Refused, "").0[0], Bound::from("refused"));
    }
}
