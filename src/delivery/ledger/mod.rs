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
mod rules;
mod serve;
mod text;

pub use key::{LedgerKey, text_id};
pub use rules::claim;
pub use serve::{Served, serve};
pub use text::LedgerTextError;

use crate::instant::Millis;

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
    /// The text of the last [`Wish`] that opened it again, so that each opens it once.
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

/// A person's wish to send again what was refused, or held. The claim decides, with the record as it is then: what was sent
/// stays sent, whoever wishes, and each wish opens a record once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// A text that no other wish has.
    pub text: String,
    /// Whether it is for a call that may have been carried out, too. Under [`OnUncertain::Hold`] nothing else opens one.
    pub force: bool,
}

/// A wish to make a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose call.
    pub by: Caller,
    /// This attempt; no other one has this text. Asking twice with the same text is asking once.
    pub attempt: String,
    /// A person's wish to send it again.
    pub wish: Option<Wish>,
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

#[cfg(test)]
mod tests;
