//! Who may make a call, and what is known of it: the rules of the ledger.
//!
//! Between a queue that delivers at least once and an API that promises no idempotency stands one [`Record`] for each
//! send-once key. Whoever wants to make the call *claims* it first, and *settles* the claim with what became of the call:
//!
//! ```text
//!                    ┌────────────── not carried out ──────────────┐
//!                    ▼                                             │
//!   (none) ──────► Open ──── claim ────► Claimed ── taken ──► Sent │   never called again
//!                    ▲                    │ │ │                    │
//!                    │                    │ │ └─────── refused ────┼──► Refused     open to other messages
//!        claim, if   │                    │ └──────────────────────┘
//!        UNCERTAIN = │     answer lost, or│
//!        resend      │   claim not settled│
//!                    └──────────────── Uncertain                       for a person, if UNCERTAIN = hold
//! ```
//!
//! A claim is a lease: an attempt that dies with its claim does not hold the key for ever. Nobody knows whether it made its
//! call, so an expired lease is the same as a lost answer. Two calls under one key are therefore made only after an answer
//! that nobody saw, and [`Record::uncertain`] counts those.
//!
//! The rules are functions of a record, a request and the time; whoever keeps records has to read, decide and write without
//! anything in between. The Worker does in a Durable Object, the simulation in a map.

mod key;
mod serve;
mod text;

pub use key::{LedgerKey, text_id};
pub use serve::{Served, serve};
pub use text::LedgerTextError;

use crate::instant::Millis;
use crate::limits::CLAIM_LEASE_MILLIS;

/// What is known of the calls under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub state: State,
    /// Whose call it is, or was last.
    pub by: Caller,
    /// When the state was reached.
    pub at: Millis,
    /// How many attempts were allowed to call.
    pub attempts: u32,
    /// How many of those nobody knows the end of.
    pub uncertain: u32,
    /// The last wish of a person that opened it again, so that each opens it once.
    pub resend: Option<String>,
}

/// An event and the mapping that made a call of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The event's `messageId`.
    pub message: String,
    /// The mapping's id.
    pub mapping: String,
}

/// Where a call stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody is calling, and no call was carried out.
    Open,
    /// Somebody is calling.
    Claimed {
        /// Which attempt.
        attempt: String,
        /// When the lease ends.
        until: Millis,
    },
    /// A call was made, or may have been, and nobody saw the answer.
    Uncertain {
        /// Which attempt's, in case it can still tell.
        attempt: String,
    },
    /// MAPI took it.
    Sent {
        /// MAPI's id of the event, if it told one.
        event_id: Option<String>,
    },
    /// MAPI will never take it.
    Refused {
        /// The status of the answer.
        status: u16,
    },
}

/// What to do about a call that may have been carried out: the setting `UNCERTAIN`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnUncertain {
    /// Make it again: better twice than never.
    #[default]
    Resend,
    /// Leave it to a person: better never than twice.
    Hold,
}

impl OnUncertain {
    /// Reads the setting.
    pub fn from_setting(text: &str) -> Option<Self> {
        match text.trim() {
            "resend" => Some(Self::Resend),
            "hold" => Some(Self::Hold),
            _ => None,
        }
    }

    /// The setting's text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Hold => "hold",
        }
    }
}

/// A wish to make a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose call.
    pub by: Caller,
    /// This attempt; no other one has this text. Asking twice with the same text is asking once.
    pub attempt: String,
    /// A person's wish to send again what was refused or held; each wish has a text of its own.
    pub resend: Option<String>,
    /// What to do when an earlier call may have been carried out.
    pub on_uncertain: OnUncertain,
}

/// What the ledger says to a [`Claim`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Make the call, and settle it.
    Go {
        /// How many attempts were allowed to, this one included.
        attempts: u32,
        /// How many of those nobody knows the end of.
        uncertain: u32,
    },
    /// Somebody else is calling: look again after so many seconds.
    Busy {
        /// At least 1.
        seconds: u32,
    },
    /// It was sent.
    Sent {
        /// Whose call it was.
        by: Caller,
        /// MAPI's id of the event.
        event_id: Option<String>,
        /// How many attempts it took.
        attempts: u32,
        /// How many of those nobody knows the end of.
        uncertain: u32,
    },
    /// MAPI refused this very call.
    Refused {
        /// The status of the answer.
        status: u16,
        /// How many attempts it took.
        attempts: u32,
    },
    /// It may have been sent, and a person is to decide.
    Held {
        /// How many attempts there were.
        attempts: u32,
        /// How many of those nobody knows the end of.
        uncertain: u32,
    },
}

/// How a claim ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Whose call.
    pub by: Caller,
    /// The attempt that claimed it.
    pub attempt: String,
    /// What became of the call.
    pub ending: Ending,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// MAPI took it.
    Sent {
        /// MAPI's id of the event, if it told one.
        event_id: Option<String>,
    },
    /// MAPI will never take it.
    Refused {
        /// The status of the answer.
        status: u16,
    },
    /// It may have been carried out.
    Uncertain,
    /// It was not carried out.
    NotSent,
}

/// What the ledger says to a [`Settlement`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is written down.
    Noted,
    /// It is written down, and another attempt's call had been taken before: the call was made twice.
    Twice,
    /// The claim had expired and others decided since; nothing is changed.
    TooLate,
}

/// Decides about a claim, and returns the record to keep when it changes.
///
/// The order of the questions matters: what was sent stays sent, whoever asks; a live lease is waited for; a lease that
/// ended unsettled becomes an uncertain call first, and is decided about as one.
pub fn claim(record: Option<&Record>, claim: &Claim, now: Millis) -> (Decision, Option<Record>) {
    let Some(record) = record else {
        return go(None, claim, now);
    };
    match &record.state {
        State::Open => go(Some(record), claim, now),
        // It did not call yet, or it would not ask; its first answer got lost.
        State::Claimed { attempt, .. } if *attempt == claim.attempt => {
            let again = Record {
                attempts: record.attempts.saturating_sub(1),
                ..record.clone()
            };
            go(Some(&again), claim, now)
        }
        State::Claimed { attempt, until } => {
            let left = until.saturating_sub(now);
            if left > CLAIM_LEASE_MILLIS {
                // The clock was set back. Nobody is to wait for longer than a lease.
                let until = now.saturating_add(CLAIM_LEASE_MILLIS);
                let attempt = attempt.clone();
                let shortened = record.with(State::Claimed { attempt, until }, now);
                return (busy(CLAIM_LEASE_MILLIS), Some(shortened));
            }
            if left > 0 {
                return (busy(left), None);
            }
            uncertain_claim(&record.expired(attempt, now), claim, now, true)
        }
        State::Uncertain { .. } => uncertain_claim(record, claim, now, false),
        State::Sent { event_id } => {
            let sent = Decision::Sent {
                by: record.by.clone(),
                event_id: event_id.clone(),
                attempts: record.attempts,
                uncertain: record.uncertain,
            };
            (sent, None)
        }
        // Another event with the same key is another call: the order may be right now.
        State::Refused { .. } if record.by != claim.by || record.is_reopened_by(claim) => {
            go(Some(record), claim, now)
        }
        State::Refused { status } => {
            let refused = Decision::Refused {
                status: *status,
                attempts: record.attempts,
            };
            (refused, None)
        }
    }
}

/// Writes down how a claim ended, and returns the record to keep when it changes.
///
/// What MAPI took is written down whoever holds the claim by now. Everything else counts only while the attempt holds it, or
/// while the record is uncertain because of this very attempt.
fn settle(
    record: Option<&Record>,
    settlement: &Settlement,
    now: Millis,
) -> (Settled, Option<Record>) {
    let nothing_known = Record::new(settlement.by.clone(), now);
    let record = record.unwrap_or(&nothing_known);
    let (holds, doubted) = match &record.state {
        State::Claimed { attempt, .. } => (*attempt == settlement.attempt, false),
        State::Uncertain { attempt } => (false, *attempt == settlement.attempt),
        _ => (false, false),
    };
    let is_mine = holds || doubted;
    let own = |state| Record {
        by: settlement.by.clone(),
        // It can tell after all.
        uncertain: record.uncertain.saturating_sub(u32::from(doubted)),
        ..record.with(state, now)
    };
    match (&settlement.ending, &record.state) {
        // Told a second time: the first answer got lost.
        (Ending::Sent { event_id }, State::Sent { event_id: known })
            if event_id == known && record.by == settlement.by =>
        {
            (Settled::Noted, None)
        }
        (Ending::Sent { .. }, State::Sent { .. }) => (Settled::Twice, None),
        (Ending::Sent { event_id }, _) => {
            let event_id = event_id.clone();
            (Settled::Noted, Some(own(State::Sent { event_id })))
        }
        _ if !is_mine => (Settled::TooLate, None),
        (Ending::Refused { status }, _) => {
            let status = *status;
            (Settled::Noted, Some(own(State::Refused { status })))
        }
        (Ending::Uncertain, _) if doubted => (Settled::Noted, None),
        (Ending::Uncertain, _) => {
            let uncertain = record.expired(&settlement.attempt, now);
            (Settled::Noted, Some(uncertain))
        }
        (Ending::NotSent, _) => {
            let mut open = own(State::Open);
            if open.uncertain > 0 {
                // An earlier call is still in doubt; this one's answer tells nothing about that.
                open.state = State::Uncertain {
                    attempt: String::new(),
                };
            }
            (Settled::Noted, Some(open))
        }
    }
}

/// What would become of a person's wish to send a call again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resend {
    /// It may be sent.
    Allowed,
    /// It may be sent, and MAPI may have it already: an earlier call's answer was lost.
    MayDouble {
        /// How many calls nobody knows the end of.
        uncertain: u32,
    },
    /// MAPI has it. It is not sent again, whoever wishes it.
    AlreadySent {
        /// The event it was sent for.
        by: Caller,
        /// MAPI's id of it.
        event_id: Option<String>,
        /// When.
        at: Millis,
    },
    /// Somebody is calling just now.
    InFlight {
        /// Look again after so many seconds.
        seconds: u32,
    },
}

/// Whether a person may have a call sent again: the guard of the desk's `resend`.
///
/// It changes nothing. To resend, put a message with [`Message::resend`](crate::delivery::Message::resend) into the queue:
/// its claim opens what was refused or held, once for each wish, and nothing else. So what this says is a forecast for the
/// person; the claim decides, with the record as it is then, and two people who press the button send once.
///
/// ```
/// use friendbuy_edge::delivery::{Resend, resend};
/// assert_eq!(resend(None, 0), Resend::Allowed);
/// ```
pub fn resend(record: Option<&Record>, now: Millis) -> Resend {
    let Some(record) = record else {
        return Resend::Allowed;
    };
    match &record.state {
        State::Sent { event_id } => Resend::AlreadySent {
            by: record.by.clone(),
            event_id: event_id.clone(),
            at: record.at,
        },
        State::Claimed { until, .. } if *until > now => Resend::InFlight {
            seconds: seconds(until.saturating_sub(now).min(CLAIM_LEASE_MILLIS)),
        },
        State::Claimed { .. } => Resend::MayDouble {
            uncertain: record.uncertain.saturating_add(1),
        },
        State::Open | State::Uncertain { .. } | State::Refused { .. } if record.uncertain > 0 => {
            Resend::MayDouble {
                uncertain: record.uncertain,
            }
        }
        State::Open | State::Uncertain { .. } | State::Refused { .. } => Resend::Allowed,
    }
}

/// A claim on a call that may have been carried out. `changed`: the record is not yet written down as it is.
fn uncertain_claim(
    record: &Record,
    claim: &Claim,
    now: Millis,
    changed: bool,
) -> (Decision, Option<Record>) {
    if claim.on_uncertain == OnUncertain::Resend || record.is_reopened_by(claim) {
        return go(Some(record), claim, now);
    }
    let held = Decision::Held {
        attempts: record.attempts,
        uncertain: record.uncertain,
    };
    (held, changed.then(|| record.clone()))
}

fn go(record: Option<&Record>, claim: &Claim, now: Millis) -> (Decision, Option<Record>) {
    let known = record.map(|record| (record.attempts, record.uncertain, &record.resend));
    let (attempts, uncertain, resend) = known.unwrap_or((0, 0, &None));
    let record = Record {
        state: State::Claimed {
            attempt: claim.attempt.clone(),
            until: now.saturating_add(CLAIM_LEASE_MILLIS),
        },
        by: claim.by.clone(),
        at: now,
        attempts: attempts.saturating_add(1),
        uncertain,
        resend: claim.resend.clone().or_else(|| resend.clone()),
    };
    let go = Decision::Go {
        attempts: record.attempts,
        uncertain,
    };
    (go, Some(record))
}

fn busy(millis: Millis) -> Decision {
    Decision::Busy {
        seconds: seconds(millis),
    }
}

/// Whole seconds, rounded up, at least 1.
fn seconds(millis: Millis) -> u32 {
    u32::try_from(millis.saturating_add(999) / 1000)
        .unwrap_or(u32::MAX)
        .max(1)
}

impl Record {
    fn new(by: Caller, now: Millis) -> Self {
        Self {
            state: State::Open,
            by,
            at: now,
            attempts: 0,
            uncertain: 0,
            resend: None,
        }
    }

    fn with(&self, state: State, now: Millis) -> Self {
        Self {
            state,
            at: now,
            ..self.clone()
        }
    }

    /// The same after an attempt whose end nobody knows.
    fn expired(&self, attempt: &str, now: Millis) -> Self {
        let attempt = attempt.to_owned();
        Self {
            uncertain: self.uncertain.saturating_add(1),
            ..self.with(State::Uncertain { attempt }, now)
        }
    }

    fn is_reopened_by(&self, claim: &Claim) -> bool {
        claim.resend.is_some() && claim.resend != self.resend
    }
}

#[cfg(test)]
mod tests;
