//! What travels through the queue: one event a message.

use super::ledger::Wish;
use crate::json::{Arena, ObjectWriter, Text, Value, parse};
use crate::limits::{
    MAX_QUEUE_BATCH_BYTES, MAX_QUEUE_BATCH_MESSAGES, QUEUE_MESSAGE_OVERHEAD_BYTES,
};

/// One message: a line of JSON about the event, and a line of JSON that is the event.
///
/// Two lines, so that the event is never printed again on its way. `only` is there once a part of the event's calls is done:
/// then the message stands for the others alone, and nothing is sent twice. A request to erase somebody's data travels the
/// same way; its second line is the person, as [`Erasure::to_json`](crate::intake::Erasure::to_json) writes it.
///
/// ```
/// use friendbuy_edge::delivery::Message;
/// let text = Message::new("m-1", r#"{"type":"track"}"#).to_text();
/// assert_eq!(text, "{\"messageId\":\"m-1\"}\n{\"type\":\"track\"}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<'t> {
    id: String,
    kind: Kind,
    only: Option<Vec<String>>,
    wish: Option<Wish>,
    holds: u32,
    refusal: Option<Refusal>,
    event: &'t str,
}

/// Why the intake did not take an event: a code, and words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refusal {
    code: String,
    why: String,
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An event, to be mapped.
    Event,
    /// A person whose data Friendbuy is to erase.
    Erasure,
    /// An event that the intake did not take, on its way to the desk.
    Refused,
}

/// The `kind` of an erasure; that of an event is left out.
const ERASURE: &str = "erasure";

/// The `kind` of an event that was not taken.
const REFUSED: &str = "refused";

/// A message that no release of this program wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message is not two lines of JSON, one about the event and the event")]
pub struct MessageError;

impl<'t> Message<'t> {
    /// A message for all calls of an event.
    pub fn new(message_id: &str, event: &'t str) -> Self {
        Self {
            id: message_id.to_owned(),
            kind: Kind::Event,
            only: None,
            wish: None,
            holds: 0,
            refusal: None,
            event,
        }
    }

    /// A message about an event that is not taken, and why. What is queued is on the desk some day; what would be written there
    /// at once is lost when the database does not answer.
    pub fn refused(message_id: &str, event: &'t str, code: &str, why: &str) -> Self {
        Self {
            kind: Kind::Refused,
            refusal: Some(Refusal {
                code: code.to_owned(),
                why: why.to_owned(),
            }),
            ..Self::new(message_id, event)
        }
    }

    /// A message about a person whose data is to be erased: `person` is `{"customerId":"…"}` or `{"email":"…"}`.
    ///
    /// ```
    /// use friendbuy_edge::delivery::Message;
    /// let text = Message::erasure("m-1", r#"{"customerId":"u-1"}"#).to_text();
    /// assert_eq!(text, "{\"messageId\":\"m-1\",\"kind\":\"erasure\"}\n{\"customerId\":\"u-1\"}");
    /// ```
    pub fn erasure(message_id: &str, person: &'t str) -> Self {
        Self {
            kind: Kind::Erasure,
            ..Self::new(message_id, person)
        }
    }

    /// Reads a message.
    ///
    /// # Errors
    ///
    /// [`MessageError`] when the text is no message. Whether the event is one shows when it is mapped.
    pub fn from_text(text: &'t str) -> Result<Self, MessageError> {
        let (head, event) = text.split_once('\n').ok_or(MessageError)?;
        let arena = Arena::new();
        let head = parse(head, &arena).map_err(|_| MessageError)?;
        let only = match head.member("only") {
            Value::Undefined => None,
            Value::Array(ids) => Some(
                ids.iter()
                    .map(|id| id_text(*id))
                    .collect::<Result<_, _>>()?,
            ),
            _ => return Err(MessageError),
        };
        let kind = match head.member("kind") {
            Value::Undefined => Kind::Event,
            Value::Text(Text::Str(ERASURE)) => Kind::Erasure,
            Value::Text(Text::Str(REFUSED)) => Kind::Refused,
            _ => return Err(MessageError),
        };
        let refusal = || {
            Ok(Refusal {
                code: id_text(head.member("code"))?,
                why: id_text(head.member("why"))?,
            })
        };
        Ok(Self {
            id: id_text(head.member("messageId"))?,
            kind,
            only,
            wish: Wish::read(head).map_err(|_| MessageError)?,
            holds: match head.member("holds") {
                Value::Undefined => 0,
                Value::Number(number) => number.to_index().ok_or(MessageError)?,
                _ => return Err(MessageError),
            },
            refusal: (kind == Kind::Refused).then(refusal).transpose()?,
            event,
        })
    }

    /// The same event, for the calls of these mappings alone.
    #[must_use]
    pub fn only(&self, mappings: Vec<String>) -> Self {
        Self {
            only: Some(mappings),
            ..self.clone()
        }
    }

    /// The same event, as a person's wish to send it again, which is granted once, however often the queue delivers it.
    #[must_use]
    pub fn resend(&self, wish: Wish) -> Self {
        Self {
            wish: Some(wish),
            ..self.clone()
        }
    }

    /// The message to put in this one's place: for these mappings, or as it is; `held` when it waits for other settings.
    #[must_use]
    pub fn replacement(&self, mappings: Option<Vec<String>>, held: bool) -> Self {
        Self {
            only: mappings.or_else(|| self.only.clone()),
            holds: self.holds.saturating_add(u32::from(held)),
            ..self.clone()
        }
    }

    /// How often it was put back to wait for other settings.
    pub const fn holds(&self) -> u32 {
        self.holds
    }

    /// The person's wish, if there is one.
    pub const fn wish(&self) -> Option<&Wish> {
        self.wish.as_ref()
    }

    /// Code and words of why the intake did not take the event, if it did not.
    pub(super) fn refusal(&self) -> Option<(&str, &str)> {
        let refusal = self.refusal.as_ref();
        refusal.map(|refusal| (refusal.code.as_str(), refusal.why.as_str()))
    }

    /// The mappings the message stands for; `None` for all of them.
    pub fn mappings(&self) -> Option<&[String]> {
        self.only.as_deref()
    }

    /// The text that goes into the queue.
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(self.event.len() + 128);
        let mut head = ObjectWriter::new(&mut out);
        head.text("messageId", &self.id);
        if self.kind == Kind::Erasure {
            head.text("kind", ERASURE);
        }
        if let Some(Refusal { code, why }) = &self.refusal {
            head.text("kind", REFUSED);
            head.text("code", code);
            head.text("why", why);
        }
        if let Some(only) = &self.only {
            head.list("only", only, |id, out| Text::Str(id).write_json(out));
        }
        if let Some(wish) = &self.wish {
            wish.write(&mut head);
        }
        if self.holds > 0 {
            head.whole("holds", self.holds);
        }
        head.finish();
        out.push('\n');
        out.push_str(self.event);
        out
    }

    /// The event's `messageId`.
    pub fn message_id(&self) -> &str {
        &self.id
    }

    /// What it is about.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The event, or the person of an erasure: JSON text.
    pub fn event(&self) -> &'t str {
        self.event
    }

    /// Whether the message stands for the call of this mapping.
    pub fn concerns(&self, mapping: &str) -> bool {
        let only = self.only.as_deref();
        only.is_none_or(|only| only.iter().any(|id| id == mapping))
    }
}

fn id_text(value: Value<'_>) -> Result<String, MessageError> {
    value.as_str().map(str::to_owned).ok_or(MessageError)
}

/// Cuts messages into lists that one write to the queue takes: at most [`MAX_QUEUE_BATCH_MESSAGES`] and
/// [`MAX_QUEUE_BATCH_BYTES`].
pub fn queue_batches(messages: &[String]) -> impl Iterator<Item = &[String]> {
    let mut rest = messages;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = rest
            .iter()
            .take(MAX_QUEUE_BATCH_MESSAGES)
            .take_while(|message| {
                bytes += message.len() + QUEUE_MESSAGE_OVERHEAD_BYTES;
                bytes <= MAX_QUEUE_BATCH_BYTES
            });
        // A message beyond the limit goes alone, for the queue to refuse.
        let count = fits.count().max(1).min(rest.len());
        let (batch, after) = rest.split_at_checked(count)?;
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_there_and_back() {
        let event = r#"{"type":"track","event":"a\nb"}"#;
        let whole = Message::new("m \"1\"\n", event);
        let part = whole.only(vec!["purchase".to_owned()]);
        let erasure = Message::erasure("m-2", r#"{"customerId":"u-1"}"#);
        let wish = Wish {
            text: "w-1".to_owned(),
            force: false,
        };
        let force = Wish {
            force: true,
            ..wish.clone()
        };
        let (forced, wish) = (part.resend(force), part.resend(wish));
        assert_eq!(forced.wish().map(|wish| wish.force), Some(true));
        assert_eq!(part.wish(), None);
        let held = wish.replacement(None, true).replacement(None, false);
        assert_eq!((held.holds(), held.mappings()), (1, part.mappings()));
        let refused = Message::refused("m-3", event, "user-missing", "no \"userId\"");
        assert_eq!(refused.kind(), Kind::Refused);
        for message in [&whole, &part, &wish, &forced, &erasure, &held, &refused] {
            let text = message.to_text();
            assert_eq!(Message::from_text(&text).as_ref(), Ok(message));
        }
        assert!(whole.concerns("purchase") && whole.concerns("customer"));
        assert!(part.concerns("purchase") && !part.concerns("customer"));
        assert_eq!(part.event(), event);
        assert_eq!((part.kind(), erasure.kind()), (Kind::Event, Kind::Erasure));
    }

    #[test]
    fn anything_else_is_no_message() {
        for text in [
            "",
            "{}",
            "{\"type\":\"track\"}",
            "{}\n{}",
            "x\n{}",
            "[]\n{}",
            "{\"messageId\":7}\n{}",
            "{\"messageId\":\"m\",\"kind\":\"other\"}\n{}",
            "{\"messageId\":\"m\",\"kind\":null}\n{}",
            "{\"messageId\":\"m\",\"kind\":\"refused\",\"code\":\"c\"}\n{}",
            "{\"messageId\":\"m\",\"only\":\"a\"}\n{}",
            "{\"messageId\":\"m\",\"only\":[7]}\n{}",
            "{\"messageId\":\"m\",\"resend\":7}\n{}",
            "{\"messageId\":\"m\",\"resend\":\"w\",\"force\":1}\n{}",
            "{\"messageId\":\"m\",\"holds\":\"1\"}\n{}",
            "{\"messageId\":\"m\",\"holds\":-1}\n{}",
        ] {
            assert_eq!(Message::from_text(text), Err(MessageError), "{text}");
        }
    }

    #[test]
    fn batches_keep_both_limits_and_lose_nothing() {
        let of = |sizes: &[usize]| -> Vec<usize> {
            let messages: Vec<_> = sizes.iter().map(|size| "é".repeat(size / 2)).collect();
            let batches = queue_batches(&messages);
            batches.map(<[String]>::len).collect()
        };
        assert_eq!(of(&[]), Vec::<usize>::new());
        assert_eq!(of(&[10; 250]), [100, 100, 50]);
        let third = MAX_QUEUE_BATCH_BYTES / 3 - QUEUE_MESSAGE_OVERHEAD_BYTES;
        assert_eq!(of(&[third & !1; 4]), [3, 1]);
        assert_eq!(of(&[third + 2; 4]), [2, 2]);
        assert_eq!(of(&[2, MAX_QUEUE_BATCH_BYTES, 2]), [1, 1, 1]);
    }
}
