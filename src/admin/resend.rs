//! Sending one delivery again: whether it may be, and as what.

use super::body::{Body, member};
use super::refusal::Refusal;
use super::rows::{first, list, number};
use super::sql::{Bound, Select};
use crate::delivery::{Message, Wish};
use crate::destination::parse_event;
use crate::instant::Millis;
use crate::json::{Arena, Object, ObjectBuilder, ObjectWriter, Text, Value, parse};
use crate::limits::MAX_EVENT_BYTES;

/// What is known about a delivery that is to be sent again.
pub(super) const CANDIDATE: &str = "SELECT d.id AS id, d.status AS status, d.message_id AS messageId, d.mapping AS mapping, \
    d.event_id AS eventId, d.updated_at AS updatedAt, f.event AS event, f.reason AS reason, f.mappings AS mappings \
    FROM deliveries d LEFT JOIN failed_events f ON f.message_id = d.message_id AND f.mapping = d.mapping";

/// A wish to send one delivery again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resend {
    /// The event to send in place of the one that is kept.
    pub(super) event: Option<String>,
    /// Whether somebody decided that it is sent although an earlier call may have been taken.
    pub(super) force: bool,
}

/// A delivery that may be sent again, and the message that does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resent {
    /// The number of the delivery.
    pub id: i64,
    /// What goes into the queue.
    pub message: String,
    /// The statements that say so in the log, unless something else became of the delivery meanwhile.
    pub log: [Select; 2],
}

impl Resent {
    /// The answer: it is in the queue.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.member("id").push_str(&self.id.to_string());
        answer.text("status", "waiting");
        answer.finish();
        json
    }
}

impl Resend {
    /// Reads the body of a request: perhaps an `event`, perhaps `force`.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn of(body: &str) -> Result<Self, Refusal> {
        let arena = Arena::new();
        let body = Body::parse(body, &["event", "force"], &arena)?;
        let event = body
            .object("event")?
            .map(|event| Value::Object(event).to_json());
        if event
            .as_ref()
            .is_some_and(|event| event.len() > MAX_EVENT_BYTES)
        {
            let message = format!("the event has more than {MAX_EVENT_BYTES} bytes");
            return Err(member("/event", message, None));
        }
        Ok(Self {
            event,
            force: body.flag("force")?,
        })
    }

    /// The query for what has to be known about a delivery.
    pub fn select(id: i64) -> Select {
        let mut select = Select::new(CANDIDATE);
        select.when("d.id = ?", [Bound::Number(id)]);
        select
    }

    /// Decides, from the rows of that query.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSuch`] without a row; [`Refusal::Conflict`] when it may not, or can't, be sent again.
    pub fn decide(&self, rows: &str, now: Millis) -> Result<Resent, Refusal> {
        let decided = first(rows, |row| self.decide_row(row, now));
        decided.unwrap_or(Err(Refusal::NoSuch { what: "delivery" }))
    }

    pub(super) fn decide_row(&self, row: Value<'_>, now: Millis) -> Result<Resent, Refusal> {
        let text = |name| row.member(name).as_str();
        self.permit(text("status").unwrap_or_default(), text("eventId"))?;
        let message_id = text("messageId").unwrap_or_default();
        // An erased event is empty.
        let kept = text("event").filter(|event| !event.is_empty());
        let event = match (&self.event, kept) {
            (Some(event), _) => with_message_id(event, message_id)?,
            (None, Some(event)) if text("reason") != Some("unreadable") => event.to_owned(),
            (None, _) => {
                return Err(conflict(
                    "the event is not kept",
                    "give it as `event`; only events that failed are kept, and only for a while",
                ));
            }
        };
        let id = number(row, "id");
        let wish = Wish {
            // Asking twice in a moment is asking once.
            text: format!("desk:{id}:{now}"),
            force: self.force,
        };
        let mut message = Message::new(message_id, &event).resend(wish);
        if let Some(mappings) = mappings(row) {
            message = message.only(mappings);
        }
        let seen = Bound::Number(number(row, "updatedAt"));
        let resolution = if self.event.is_some() {
            "edited"
        } else {
            "resent"
        };
        let resolved = Select::with(
            "UPDATE failed_events SET resolved_at = ?, resolution = ? WHERE resolved_at IS NULL \
             AND (message_id, mapping) = (SELECT message_id, mapping FROM deliveries WHERE id = ? AND updated_at = ?)",
            [
                Bound::Number(now),
                resolution.into(),
                Bound::Number(id),
                seen.clone(),
            ],
        );
        let is_whole = row.member("mapping").as_str() == Some("");
        let line = if is_whole {
            // A line for the whole event gives way to one for each mapping.
            let gone = "DELETE FROM deliveries WHERE id = ? AND updated_at = ?";
            Select::with(gone, [Bound::Number(id), seen])
        } else {
            let waits = "UPDATE deliveries SET status = 'waiting', next_at = ?1, updated_at = ?1 WHERE id = ?2 AND updated_at = ?3";
            Select::with(waits, [Bound::Number(now), Bound::Number(id), seen])
        };
        Ok(Resent {
            id,
            message: message.to_text(),
            log: [resolved, line],
        })
    }

    /// Whether a delivery of this status may be sent again.
    fn permit(&self, status: &str, event_id: Option<&str>) -> Result<(), Refusal> {
        match status {
            "waiting" | "stopped" => Err(conflict(
                "it is on its way",
                "it is tried again by itself, at `nextAttemptAt`",
            )),
            "sent" | "duplicate" => Err(conflict(
                &match event_id {
                    Some(id) => format!("it was sent: Friendbuy's event {id}"),
                    None => "it was sent".to_owned(),
                },
                "what was sent is never sent again: it could reward a second time",
            )),
            "held" if !self.force => Err(conflict(
                "it may have been sent: the answer to a call was lost",
                "look in Friendbuy's account whether it was counted; if not, send it again with `\"force\": true`",
            )),
            _ => Ok(()),
        }
    }
}

/// The mappings a delivery is for; `None` for all of them.
fn mappings(row: Value<'_>) -> Option<Vec<String>> {
    if let Some(mapping) = row
        .member("mapping")
        .as_str()
        .filter(|mapping| !mapping.is_empty())
    {
        return Some(vec![mapping.to_owned()]);
    }
    let arena = Arena::new();
    let ids = parse(row.member("mappings").as_str()?, &arena).ok()?;
    let ids = list(ids).iter().filter_map(|id| id.as_str());
    Some(ids.map(str::to_owned).collect())
}

/// The event with the `messageId` it had: it stays the same event, whatever else was changed in it.
fn with_message_id(event: &str, message_id: &str) -> Result<String, Refusal> {
    let arena = Arena::new();
    let event = parse_event(event, &arena).map_err(|diagnostic| Refusal::Event {
        diagnostics: vec![*diagnostic],
        text: event.to_owned(),
    })?;
    match event.value().member("messageId") {
        Value::Undefined => {
            let mut object = ObjectBuilder::new();
            object.spread(event.value().as_object().unwrap_or(Object::EMPTY));
            object.set(Text::Str("messageId"), Value::text(message_id));
            Ok(Value::Object(object.finish(&arena)).to_json())
        }
        id if id.as_str() == Some(message_id) => Ok(event.value().to_json()),
        _ => {
            let message = format!("`messageId` must stay `{message_id}`");
            let help = "leave it out; another event is for the intake, not for this delivery";
            Err(member("/event/messageId", message, Some(help.to_owned())))
        }
    }
}

fn conflict(message: &str, help: &str) -> Refusal {
    Refusal::Conflict {
        message: message.to_owned(),
        help: help.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"messageId":"m-1","type":"track","properties":{"total":1.50}}"#;

    fn row(status: &str, extra: &str) -> String {
        let event = Value::text(EVENT).to_json();
        format!(
            r#"[{{"id":7,"status":"{status}","messageId":"m-1","mapping":"purchase","updatedAt":5,"event":{event}{extra}}}]"#
        )
    }

    fn decide(body: &str, rows: &str) -> Result<String, Refusal> {
        Ok(Resend::of(body)?.decide(rows, 9)?.message)
    }

    #[test]
    fn what_failed_is_sent_again_for_its_mapping() {
        let head = r#"{"messageId":"m-1","only":["purchase"],"resend":"desk:7:9"}"#;
        for status in ["refused", "failed"] {
            assert_eq!(
                decide("{}", &row(status, "")),
                Ok(format!("{head}\n{EVENT}"))
            );
        }
        let rows = row("failed", "");
        let only = |with: &str| {
            let rows = rows.replace(r#""mapping":"purchase""#, with);
            let message = decide("{}", &rows).unwrap();
            let (head, _) = message.split_once('\n').unwrap();
            head.to_owned()
        };
        let head = r#"{"messageId":"m-1","only":["a","b"],"resend":"desk:7:9"}"#;
        assert_eq!(only(r#""mapping":"","mappings":"[\"a\",\"b\"]""#), head);
        assert_eq!(
            only(r#""mapping":"""#),
            r#"{"messageId":"m-1","resend":"desk:7:9"}"#
        );
    }

    #[test]
    fn what_may_have_been_sent_needs_somebody_who_decides() {
        let force = r#"{"force":true}"#;
        let status = |body, status| decide(body, &row(status, "")).map_err(|error| error.status());
        assert_eq!(status("{}", "held"), Err(409));
        assert!(status(force, "held").is_ok());
        for never in ["sent", "duplicate", "waiting", "stopped"] {
            assert_eq!(status(force, never), Err(409), "{never}");
        }
    }

    #[test]
    fn an_edited_event_stays_the_same_event() {
        let rows = row("refused", "");
        let edited = decide(r#"{"event":{"type":"track","total":10.0}}"#, &rows).unwrap();
        let (_, event) = edited.split_once('\n').unwrap();
        assert_eq!(event, r#"{"type":"track","total":10,"messageId":"m-1"}"#);
        assert!(decide(r#"{"event":{"messageId":"m-1"}}"#, &rows).is_ok());
        let other = decide(r#"{"event":{"messageId":"m-2"}}"#, &rows).unwrap_err();
        assert_eq!(
            (other.status(), other.to_string().as_str()),
            (422, "`messageId` must stay `m-1`")
        );
    }

    #[test]
    fn without_an_event_there_is_nothing_to_send() {
        let gone = row("failed", "").replace(r#""event":"#, r#""gone":"#);
        let unreadable = row("failed", r#","reason":"unreadable""#);
        let erased = gone.replace(r#""gone":"#, r#""event":"","gone":"#);
        for rows in [&gone, &unreadable, &erased] {
            assert_eq!(decide("{}", rows).unwrap_err().status(), 409);
            assert!(decide(r#"{"event":{"type":"track"}}"#, rows).is_ok());
        }
        assert_eq!(
            decide("{}", "[]"),
            Err(Refusal::NoSuch { what: "delivery" })
        );
    }
}
