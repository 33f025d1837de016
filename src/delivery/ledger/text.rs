//! Records, requests and answers as JSON text: what the ledger keeps, and what travels to it and back.

use super::{
    Caller, Claim, Decision, Ending, OnUncertain, Record, Settled, Settlement, State, Wish,
};
use crate::instant::Millis;
use crate::json::{Arena, ObjectWriter, Text, Value, parse};

/// A text that no release of this program wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not one the ledger writes or is asked with")]
pub struct LedgerTextError;

/// Reads a text that is an object.
pub(super) fn read<T>(
    text: &str,
    read: impl FnOnce(Value<'_>) -> Option<T>,
) -> Result<T, LedgerTextError> {
    let arena = Arena::new();
    let value = parse(text, &arena).map_err(|_| LedgerTextError)?;
    read(value).ok_or(LedgerTextError)
}

fn write(write: impl FnOnce(&mut ObjectWriter<'_>)) -> String {
    let mut json = String::new();
    let mut object = ObjectWriter::new(&mut json);
    write(&mut object);
    object.finish();
    json
}

fn optional(object: &mut ObjectWriter<'_>, name: &'static str, value: Option<&str>) {
    if let Some(value) = value {
        object.text(name, value);
    }
}

fn text(object: Value<'_>, name: &str) -> Option<String> {
    // A `messageId` may hold a lone surrogate, which JSON text keeps as an escape.
    match object.member(name) {
        Value::Text(Text::Str(text)) => Some(text.to_owned()),
        _ => None,
    }
}

fn whole<T: TryFrom<i64>>(object: Value<'_>, name: &str) -> Option<T> {
    let Value::Number(number) = object.member(name) else {
        return None;
    };
    let mut text = String::new();
    number.write_text(&mut text);
    T::try_from(text.parse().ok()?).ok()
}

impl Caller {
    fn write(&self, object: &mut ObjectWriter<'_>) {
        object.text("message", &self.message);
        object.text("mapping", &self.mapping);
    }

    fn read(object: Value<'_>) -> Option<Self> {
        Some(Self {
            message: text(object, "message")?,
            mapping: text(object, "mapping")?,
        })
    }
}

impl Wish {
    pub(in crate::delivery) fn write(&self, object: &mut ObjectWriter<'_>) {
        object.text("resend", &self.text);
        if self.force {
            object.flag("force", true);
        }
    }

    /// The wish an object tells of; an error when what it tells can't be read.
    pub(in crate::delivery) fn read(object: Value<'_>) -> Result<Option<Self>, LedgerTextError> {
        let text = match object.member("resend") {
            Value::Undefined => return Ok(None),
            Value::Text(Text::Str(text)) => text.to_owned(),
            _ => return Err(LedgerTextError),
        };
        let force = match object.member("force") {
            Value::Undefined => false,
            Value::Bool(force) => force,
            _ => return Err(LedgerTextError),
        };
        Ok(Some(Self { text, force }))
    }
}

impl Record {
    /// The text that is kept.
    pub fn to_text(&self) -> String {
        write(|object| {
            object.text("state", self.state.name());
            match &self.state {
                State::Open => {}
                State::Claimed { attempt, until } => {
                    object.text("attempt", attempt);
                    object.whole("until", *until);
                }
                State::Uncertain { attempt } => object.text("attempt", attempt),
                State::Sent { event_id } => optional(object, "eventId", event_id.as_deref()),
                State::Refused { status } => object.whole("status", *status),
            }
            self.by.write(object);
            object.whole("at", self.at);
            object.whole("attempts", self.attempts);
            object.whole("uncertain", self.uncertain);
            optional(object, "resend", self.resend.as_deref());
        })
    }

    /// Reads what was kept.
    ///
    /// # Errors
    ///
    /// [`LedgerTextError`] when the text is no record.
    pub fn from_text(kept: &str) -> Result<Self, LedgerTextError> {
        read(kept, |object| {
            let attempt = || text(object, "attempt");
            Some(Self {
                state: match object.member("state").as_str()? {
                    "open" => State::Open,
                    "claimed" => State::Claimed {
                        attempt: attempt()?,
                        until: whole::<Millis>(object, "until")?,
                    },
                    "uncertain" => State::Uncertain {
                        attempt: attempt()?,
                    },
                    "sent" => State::Sent {
                        event_id: text(object, "eventId"),
                    },
                    "refused" => State::Refused {
                        status: whole(object, "status")?,
                    },
                    _ => return None,
                },
                by: Caller::read(object)?,
                at: whole(object, "at")?,
                attempts: whole(object, "attempts")?,
                uncertain: whole(object, "uncertain")?,
                resend: text(object, "resend"),
            })
        })
    }
}

impl State {
    const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed { .. } => "claimed",
            Self::Uncertain { .. } => "uncertain",
            Self::Sent { .. } => "sent",
            Self::Refused { .. } => "refused",
        }
    }
}

impl Claim {
    /// The text the ledger is asked with.
    pub fn to_text(&self) -> String {
        write(|object| {
            object.text("do", "claim");
            self.by.write(object);
            object.text("attempt", &self.attempt);
            if let Some(wish) = &self.wish {
                wish.write(object);
            }
            object.text("uncertain", self.on_uncertain.as_str());
        })
    }

    pub(super) fn read(object: Value<'_>) -> Option<Self> {
        Some(Self {
            by: Caller::read(object)?,
            attempt: text(object, "attempt")?,
            wish: Wish::read(object).ok()?,
            on_uncertain: OnUncertain::from_setting(object.member("uncertain").as_str()?)?,
        })
    }
}

impl Settlement {
    /// The text the ledger is told.
    pub fn to_text(&self) -> String {
        write(|object| {
            object.text("do", "settle");
            self.by.write(object);
            object.text("attempt", &self.attempt);
            match &self.ending {
                Ending::Sent { event_id } => {
                    object.text("ending", "sent");
                    optional(object, "eventId", event_id.as_deref());
                }
                Ending::Refused { status } => {
                    object.text("ending", "refused");
                    object.whole("status", *status);
                }
                Ending::Uncertain => object.text("ending", "uncertain"),
                Ending::NotSent => object.text("ending", "not-sent"),
            }
        })
    }

    pub(super) fn read(object: Value<'_>) -> Option<Self> {
        Some(Self {
            by: Caller::read(object)?,
            attempt: text(object, "attempt")?,
            ending: match object.member("ending").as_str()? {
                "sent" => Ending::Sent {
                    event_id: text(object, "eventId"),
                },
                "refused" => Ending::Refused {
                    status: whole(object, "status")?,
                },
                "uncertain" => Ending::Uncertain,
                "not-sent" => Ending::NotSent,
                _ => return None,
            },
        })
    }
}

impl Decision {
    pub(super) fn to_text(&self) -> String {
        write(|object| match self {
            Self::Go {
                attempts,
                uncertain,
            } => {
                object.text("decision", "go");
                object.whole("attempts", *attempts);
                object.whole("uncertain", *uncertain);
            }
            Self::Busy { seconds } => {
                object.text("decision", "busy");
                object.whole("seconds", *seconds);
            }
            Self::Sent {
                by,
                event_id,
                attempts,
                uncertain,
            } => {
                object.text("decision", "sent");
                by.write(object);
                optional(object, "eventId", event_id.as_deref());
                object.whole("attempts", *attempts);
                object.whole("uncertain", *uncertain);
            }
            Self::Refused { status, attempts } => {
                object.text("decision", "refused");
                object.whole("status", *status);
                object.whole("attempts", *attempts);
            }
            Self::Held {
                attempts,
                uncertain,
            } => {
                object.text("decision", "held");
                object.whole("attempts", *attempts);
                object.whole("uncertain", *uncertain);
            }
        })
    }

    /// Reads the ledger's answer to a claim.
    ///
    /// # Errors
    ///
    /// [`LedgerTextError`] when the text is no decision.
    pub fn from_text(answer: &str) -> Result<Self, LedgerTextError> {
        read(answer, |object| {
            let attempts = || whole(object, "attempts");
            let uncertain = || whole(object, "uncertain");
            Some(match object.member("decision").as_str()? {
                "go" => Self::Go {
                    attempts: attempts()?,
                    uncertain: uncertain()?,
                },
                "busy" => Self::Busy {
                    seconds: whole(object, "seconds")?,
                },
                "sent" => Self::Sent {
                    by: Caller::read(object)?,
                    event_id: text(object, "eventId"),
                    attempts: attempts()?,
                    uncertain: uncertain()?,
                },
                "refused" => Self::Refused {
                    status: whole(object, "status")?,
                    attempts: attempts()?,
                },
                "held" => Self::Held {
                    attempts: attempts()?,
                    uncertain: uncertain()?,
                },
                _ => return None,
            })
        })
    }
}

impl Settled {
    pub(super) fn to_text(self) -> String {
        let name = match self {
            Self::Noted => "noted",
            Self::Twice => "twice",
            Self::TooLate => "too-late",
        };
        write(|object| object.text("settled", name))
    }

    /// Reads the ledger's answer to a settlement.
    ///
    /// # Errors
    ///
    /// [`LedgerTextError`] when the text is none.
    pub fn from_text(answer: &str) -> Result<Self, LedgerTextError> {
        read(answer, |object| {
            Some(match object.member("settled").as_str()? {
                "noted" => Self::Noted,
                "twice" => Self::Twice,
                "too-late" => Self::TooLate,
                _ => return None,
            })
        })
    }
}
