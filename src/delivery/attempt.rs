//! One attempt to make one call: what to do next, whatever happened last.

use super::answer::{Answer, Next, after_call};
use super::ledger::{Caller, Claim, Decision, Ending, OnUncertain, Settled, Settlement};
use super::settle::Outcome;
use super::token::{Token, Unavailable};
use crate::instant::Millis;
use crate::limits::{CLAIM_PATIENCE_MILLIS, LEDGER_TRIES};

/// One attempt to make one call, as a machine without hands.
///
/// It starts with [`Attempt::begin`]; whoever drives it does what a [`Do`] says and tells the machine what came of it, until
/// it says [`Do::End`]. The token comes before the claim, so that without one the ledger is not troubled; the claim comes
/// right before the call, so that no call is made without one.
///
/// ```text
/// begin ─► Token ─► Claim ─► Call ─► Settle ─► End
///            │        │       │ ▲
///            └─► End ◄┘       └─┴─ Renew, once
/// ```
#[derive(Debug)]
pub struct Attempt {
    by: Caller,
    id: String,
    resend: Option<String>,
    on_uncertain: OnUncertain,
    /// When the claim was asked for: its lease began then or later.
    asked_at: Millis,
    claimed: bool,
    renewed: bool,
    token: Option<Token>,
    ledger_tries: u32,
    settlement: Option<Settlement>,
    end: Report,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Do {
    /// Get a token; then [`Attempt::token`].
    Token,
    /// Drop this token and get another one; then [`Attempt::token`].
    Renew(Token),
    /// Ask the ledger; then [`Attempt::claimed`].
    Claim(Claim),
    /// Make the call; then [`Attempt::answered`].
    Call(Token),
    /// Tell the ledger; then [`Attempt::settled`].
    Settle(Settlement),
    /// That was it.
    End(Report),
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What that means for the message.
    pub outcome: Outcome,
    /// How many attempts were allowed to call, as far as the ledger told.
    pub attempts: u32,
    /// How many of those nobody knows the end of.
    pub uncertain: u32,
    /// The status of the answer, of this attempt or the one that settled it.
    pub http_status: Option<u16>,
    /// MAPI's id of the event.
    pub event_id: Option<String>,
    /// The event that was sent in place of this one.
    pub duplicate_of: Option<String>,
    /// This attempt found it out; otherwise it was known before.
    pub fresh: bool,
    /// MAPI took the call a second time.
    pub twice: bool,
    /// The ledger could not be told: it will take this call for one that may have been made.
    pub unsettled: bool,
}

/// The ledger did not answer, or not in words that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerLost;

impl Attempt {
    /// An attempt. `id` is a text no other attempt has.
    pub fn new(by: Caller, id: String, resend: Option<String>, on_uncertain: OnUncertain) -> Self {
        Self {
            by,
            id,
            resend,
            on_uncertain,
            asked_at: 0,
            claimed: false,
            renewed: false,
            token: None,
            ledger_tries: 0,
            settlement: None,
            end: Report::new(Outcome::Retry { at_least: 0 }),
        }
    }

    /// The first thing to do.
    pub const fn begin(&self) -> Do {
        Do::Token
    }

    /// There is a token, or there is none.
    pub fn token(&mut self, token: Result<Token, Unavailable>, now: Millis) -> Do {
        match token {
            Ok(token) => {
                self.token = Some(token);
                if self.claimed {
                    return self.call(now);
                }
                self.asked_at = now;
                Do::Claim(self.claim())
            }
            Err(why) if self.claimed => self.settle(why.into(), Ending::NotSent),
            Err(why) => self.end(why.into()),
        }
    }

    /// The ledger decided.
    pub fn claimed(&mut self, decision: Result<Decision, LedgerLost>, now: Millis) -> Do {
        let Ok(decision) = decision else {
            return if self.ledger_again() {
                Do::Claim(self.claim())
            } else {
                self.end(Outcome::Retry { at_least: 0 })
            };
        };
        let (outcome, attempts, uncertain) = match decision {
            Decision::Go {
                attempts,
                uncertain,
            } => {
                self.claimed = true;
                self.ledger_tries = 0;
                (self.end.attempts, self.end.uncertain) = (attempts, uncertain);
                return self.call(now);
            }
            Decision::Busy { seconds } => (Outcome::Retry { at_least: seconds }, 0, 0),
            Decision::Sent {
                by,
                event_id,
                attempts,
                uncertain,
            } => {
                self.end.event_id = event_id;
                if by == self.by {
                    (Outcome::Sent, attempts, uncertain)
                } else {
                    self.end.duplicate_of = Some(by.message);
                    self.end.fresh = true;
                    (Outcome::Duplicate, 0, 0)
                }
            }
            Decision::Refused { status, attempts } => {
                self.end.http_status = Some(status);
                (Outcome::Refused, attempts, 0)
            }
            Decision::Held {
                attempts,
                uncertain,
            } => (Outcome::Held, attempts, uncertain),
        };
        (self.end.attempts, self.end.uncertain) = (attempts, uncertain);
        self.end(outcome)
    }

    /// MAPI answered, or did not. `event_id` is from the answer's body.
    pub fn answered(&mut self, answer: Answer<'_>, event_id: Option<&str>, now: Millis) -> Do {
        if let Answer::Status { status, .. } = answer {
            self.end.http_status = Some(status);
        }
        match after_call(answer, self.renewed, now) {
            Next::RenewToken => {
                self.renewed = true;
                match self.token.take() {
                    Some(token) => Do::Renew(token),
                    None => Do::Token,
                }
            }
            Next::Sent => {
                self.end.event_id = event_id.map(str::to_owned);
                let event_id = self.end.event_id.clone();
                self.settle(Outcome::Sent, Ending::Sent { event_id })
            }
            Next::Refused => {
                let status = self.end.http_status.unwrap_or_default();
                self.settle(Outcome::Refused, Ending::Refused { status })
            }
            Next::Retry { at_least } => self.settle(Outcome::Retry { at_least }, Ending::NotSent),
            Next::Uncertain { at_least } => {
                self.end.uncertain = self.end.uncertain.saturating_add(1);
                let outcome = match self.on_uncertain {
                    OnUncertain::Resend => Outcome::Retry { at_least },
                    OnUncertain::Hold => Outcome::Held,
                };
                self.settle(outcome, Ending::Uncertain)
            }
            Next::Stop => self.settle(Outcome::Stopped, Ending::NotSent),
        }
    }

    /// The ledger wrote it down, or could not be told.
    ///
    /// When it could not, the claim runs out and counts as uncertain. What MAPI took is done nevertheless: to try again would
    /// be to send twice for certain.
    pub fn settled(&mut self, settled: Result<Settled, LedgerLost>) -> Do {
        if let Ok(settled) = settled {
            self.end.twice = settled == Settled::Twice;
        } else {
            if self.ledger_again()
                && let Some(settlement) = &self.settlement
            {
                return Do::Settle(settlement.clone());
            }
            self.end.unsettled = true;
        }
        Do::End(self.end.clone())
    }

    /// Makes the call, unless so much time has passed since the claim that its lease might end before the answer comes.
    fn call(&mut self, now: Millis) -> Do {
        let age = now.saturating_sub(self.asked_at);
        let Some(token) = &self.token else {
            return Do::Token;
        };
        // A clock that was set back says nothing about the age.
        if (0..=CLAIM_PATIENCE_MILLIS).contains(&age) {
            return Do::Call(token.clone());
        }
        self.settle(Outcome::Retry { at_least: 0 }, Ending::NotSent)
    }

    fn claim(&self) -> Claim {
        Claim {
            by: self.by.clone(),
            attempt: self.id.clone(),
            resend: self.resend.clone(),
            on_uncertain: self.on_uncertain,
        }
    }

    fn settle(&mut self, outcome: Outcome, ending: Ending) -> Do {
        self.end.outcome = outcome;
        let settlement = Settlement {
            by: self.by.clone(),
            attempt: self.id.clone(),
            ending,
        };
        self.settlement = Some(settlement.clone());
        self.end.fresh = true;
        Do::Settle(settlement)
    }

    fn end(&mut self, outcome: Outcome) -> Do {
        self.end.outcome = outcome;
        Do::End(self.end.clone())
    }

    fn ledger_again(&mut self) -> bool {
        self.ledger_tries = self.ledger_tries.saturating_add(1);
        self.ledger_tries < LEDGER_TRIES
    }
}

impl Report {
    /// A report that knows nothing but what it means for the message.
    pub const fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            attempts: 0,
            uncertain: 0,
            http_status: None,
            event_id: None,
            duplicate_of: None,
            fresh: false,
            twice: false,
            unsettled: false,
        }
    }
}
