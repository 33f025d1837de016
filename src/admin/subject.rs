//! Who is to be erased, and where that person is in our own database.

use super::body::{Body, member};
use super::digest::digest;
use super::refusal::Refusal;
use super::sql::{Bound, Select};
use crate::instant::Millis;
use crate::json::{Arena, ObjectWriter};
use crate::letters::to_lowercase;
use crate::limits::MAX_SUBJECT_CHARACTERS;

/// By what a person is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// The merchant's own id of the customer.
    CustomerId,
    /// The email address.
    Email,
}

impl SubjectKind {
    pub(super) const ALL: [Self; 2] = [Self::CustomerId, Self::Email];

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
    pub(super) fn digest(&self) -> String {
        let value = match self.kind {
            SubjectKind::CustomerId => self.value.clone(),
            SubjectKind::Email => to_lowercase(&self.value),
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

    /// Stores the request, unless it is there already, and gives its row. `message_id` is that of its message in the queue.
    ///
    /// Who is to be erased is not stored, only a digest to find the request by.
    pub fn insert(&self, message_id: &str, now: Millis) -> Select {
        Select::with(
            "INSERT INTO erasures (message_id, subject_kind, subject_hash, status, next_at, at, updated_at) \
             VALUES (?1, ?2, ?3, 'waiting', ?4, ?4, ?4) \
             ON CONFLICT (message_id) DO UPDATE SET updated_at = updated_at \
             RETURNING id, message_id AS messageId, status, attempts",
            [
                message_id.into(),
                self.kind.as_str().into(),
                self.digest().as_str().into(),
                Bound::Number(now),
            ],
        )
    }

    /// The statements that erase the person from our own database: kept events and calls, and ids in the log.
    ///
    /// An address is looked for in every text of an event; a customer id only where ids stand, because `1` may be anything.
    pub fn erase(&self, now: Millis) -> [Select; 2] {
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
        // Many shops take the address for the customer's id.
        let key = crate::delivery::sign_up_key(&self.value);
        let log = "UPDATE deliveries SET send_once_key = NULL WHERE send_once_key = ?";
        [kept, Select::with(log, [Bound::from(key.as_str())])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_it_is_does_not_get_into_the_database() {
        let subject = Subject::of(r#"{"email": " Joe@example.com "}"#).unwrap();
        let stored = subject.insert("desk-1", 0);
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
