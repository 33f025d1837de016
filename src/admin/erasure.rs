//! Erasing a person: at Friendbuy, and in our own database.

use super::body::{Body, member};
use super::digest::digest;
use super::query::{Page, Query};
use super::refusal::Refusal;
use super::rows::{Column, List, first, number};
use super::sql::{Bound, Select};
use crate::delivery::{Next, retry_seconds};
use crate::instant::Millis;
use crate::json::{Arena, ObjectWriter, parse};
use crate::limits::{HOLD_SECONDS, MAX_ERASURE_ATTEMPTS, MAX_SUBJECT_CHARACTERS};

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

/// By what a person is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// The merchant's own id of the customer.
    CustomerId,
    /// The email address.
    Email,
}

impl SubjectKind {
    const ALL: [Self; 2] = [Self::CustomerId, Self::Email];

    /// The name, as Friendbuy's query parameter and in our answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CustomerId => "customerId",
            Self::Email => "email",
        }
    }
}

/// Who is to be erased. Its debug output does not say who.
#[derive(Clone, PartialEq, Eq)]
pub struct Subject {
    kind: SubjectKind,
    value: String,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subject({})", self.kind.as_str())
    }
}

impl Subject {
    /// A customer or an address; `None` for what can be neither.
    ///
    /// ```
    /// use friendbuy_edge::admin::{Subject, SubjectKind};
    /// let subject = Subject::new(SubjectKind::Email, "joe+1@example.com").unwrap();
    /// assert_eq!(subject.path(), "/v1/user-data?email=joe%2B1%40example.com");
    /// assert_eq!(Subject::new(SubjectKind::CustomerId, " "), None);
    /// ```
    pub fn new(kind: SubjectKind, value: &str) -> Option<Self> {
        let value = value.trim();
        let is_usable = !value.is_empty()
            && value.chars().count() <= MAX_SUBJECT_CHARACTERS
            && !value.chars().any(char::is_control)
            && (kind == SubjectKind::CustomerId || value.contains('@'));
        is_usable.then(|| Self {
            kind,
            value: value.to_owned(),
        })
    }

    /// Reads the body of a request: `customerId` or `email`.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn of(body: &str) -> Result<Self, Refusal> {
        let arena = Arena::new();
        let names = SubjectKind::ALL.map(SubjectKind::as_str);
        let body = Body::parse(body, &names, &arena)?;
        let (kind, value) = match (body.text("customerId")?, body.text("email")?) {
            (Some(id), None) => (SubjectKind::CustomerId, id),
            (None, Some(email)) => (SubjectKind::Email, email),
            _ => {
                let help = "to erase by both, send two requests";
                let message = "give either `customerId` or `email`";
                return Err(member("", message, Some(help.to_owned())));
            }
        };
        Self::new(kind, value).ok_or_else(|| {
            let name = kind.as_str();
            member(
                &format!("/{name}"),
                format!("`{name}` can be nobody's"),
                None,
            )
        })
    }

    /// Path and query of the call to Friendbuy, whose method is `DELETE`.
    pub fn path(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair(self.kind.as_str(), &self.value);
        // Form encoding writes a space as a plus sign; not every reader of queries knows that.
        format!("/v1/user-data?{}", query.finish().replace('+', "%20"))
    }

    /// What is kept to find an erasure by once the subject itself is forgotten.
    fn digest(&self) -> String {
        let value = match self.kind {
            SubjectKind::CustomerId => self.value.clone(),
            SubjectKind::Email => self.value.to_lowercase(),
        };
        digest(&format!("{}:{value}", self.kind.as_str()), 32)
    }

    /// The person as JSON, as it travels through the queue.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        let mut object = ObjectWriter::new(&mut json);
        object.text(self.kind.as_str(), &self.value);
        object.finish();
        json
    }

    /// Stores the request, unless it is there already, and gives its row. `message_id` is that of the event which asked for
    /// it; the desk's own requests get one.
    ///
    /// Who is to be erased is not stored, only a digest to find the request by.
    pub fn insert(&self, message_id: Option<&str>, now: Millis) -> Select {
        Select::with(
            "INSERT INTO erasures (message_id, subject_kind, subject_hash, status, next_at, at, updated_at) \
             VALUES (coalesce(?1, 'desk-' || lower(hex(randomblob(16)))), ?2, ?3, 'waiting', ?4, ?4, ?4) \
             ON CONFLICT (message_id) DO UPDATE SET updated_at = updated_at \
             RETURNING id, message_id AS messageId, status, attempts",
            [
                message_id.map_or(Bound::Null, Bound::from),
                self.kind.as_str().into(),
                self.digest().as_str().into(),
                Bound::Number(now),
            ],
        )
    }

    /// The statements that erase the person from our own database: kept events and calls, and ids in the log.
    ///
    /// An address is looked for in every text of an event; a customer id only where ids stand, because `1` may be anything.
    pub fn erase(&self, now: Millis) -> Vec<Select> {
        let found = match self.kind {
            SubjectKind::Email => "lower(atom) = lower(?)",
            SubjectKind::CustomerId => {
                "key IN ('userId', 'customerId', 'customer_id', 'user_id', 'previousId') AND CAST(atom AS TEXT) = ?"
            }
        };
        let holds = |column: &str| {
            format!(
                "CASE WHEN json_valid({column}) THEN EXISTS (SELECT 1 FROM json_tree({column}) WHERE {found}) \
                 ELSE instr(lower({column}), lower(?)) > 0 END"
            )
        };
        let value = || Bound::from(self.value.as_str());
        let kept = format!(
            "UPDATE failed_events SET event = '', call_body = NULL, answer_body = NULL, diagnostics = NULL, \
             updated_at = ?, resolved_at = coalesce(resolved_at, ?), resolution = 'erased' \
             WHERE {} OR {}",
            holds("event"),
            holds("call_body"),
        );
        let kept = Select::with(
            &kept,
            [
                Bound::Number(now),
                Bound::Number(now),
                value(),
                value(),
                value(),
                value(),
            ],
        );
        let mut statements = vec![kept];
        if self.kind == SubjectKind::CustomerId {
            let key = crate::delivery::sign_up_key(&self.value);
            let log = "UPDATE deliveries SET send_once_key = NULL WHERE send_once_key = ?";
            statements.push(Select::with(log, [Bound::from(key.as_str())]));
        }
        statements
    }
}

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
            Next::Stop | Next::RenewToken => ("waiting", Some(HOLD_SECONDS)),
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

    #[test]
    fn who_it_is_does_not_get_into_the_database() {
        let subject = Subject::of(r#"{"email": " Joe@example.com "}"#).unwrap();
        let stored = subject.insert(None, 0);
        assert!(
            !format!("{stored:?} {subject:?}")
                .to_lowercase()
                .contains("joe@")
        );
        let same = Subject::new(SubjectKind::Email, "joe@EXAMPLE.com").unwrap();
        assert_eq!(subject.digest(), same.digest());
        let id = Subject::new(SubjectKind::CustomerId, "joe@example.com").unwrap();
        assert_ne!(subject.digest(), id.digest());
        assert_eq!(Subject::of(&subject.to_json()), Ok(subject));
    }

    #[test]
    fn a_person_is_one_person() {
        for body in [
            "{}",
            r#"{"email":"a@b","customerId":"c"}"#,
            r#"{"email":"nobody"}"#,
            r#"{"customerId":""}"#,
            r#"{"customerId":7}"#,
            r#"{"customerId":"a\u0000b"}"#,
        ] {
            assert_eq!(Subject::of(body).unwrap_err().status(), 422, "{body}");
        }
    }
}
