//! One attempt to make one call: what to do next, whatever happened last.

use super::answer::{Answer, Next, after_call};
use super::ledger::{Caller, Claim, Decision, Ending, OnUncertain, Settled, Settlement, Wish};
use super::settle::Outcome;
use super::token::{Token, Unavailable};
use crate::instant::Millis;
use crate::limits::{CLAIM_PATIENCE_MILLIS, LEDGER_TRIES, MAX_FORBIDDEN_HOLDS};

/// One attempt to make one call, as a machine without hands.
///
/// It starts with [`Attempt::begin`]; whoever drives it does what a [`Do`] says and tells the machine what came of it, until
/// it says [`Do::End`]. The token comes before the claim, so that without one the ledger is not troubled; the claim comes
/// right before the call, so that no call is made without one.
///
/// ```text
/// begin ─► Token ─► Claim ─► Call ─► Settle ─► End
///            │        │       │ ▲
///            └─► End ◄┘       └─┴─ Renew, a few times
/// ```
#[derive(Debug)]
pub struct Attempt {
    by: Caller,
    id: String,
    wish: Option<Wish>,
    on_uncertain: OnUncertain,
    holds: u32,
    /// When the claim was asked for: its lease began then or later.
    asked_at: Millis,
    claimed: bool,
    renewals: u32,
    token: Option<Token>,
    ledger_tries: u32,
    settlement: Option<Settlement>,
    end: Report,
}

const FORBIDDEN: u16 = 403;

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
    pub fn new(by: Caller, id: String, wish: Option<Wish>, on_uncertain: OnUncertain) -> Self {
        Self {
            by,
            id,
            wish,
            on_uncertain,
            holds: 0,
            asked_at: 0,
            claimed: false,
            renewals: 0,
            token: None,
            ledger_tries: 0,
            settlement: None,
            end: Report::new(Outcome::Retry { at_least: 0 }),
        }
    }

    /// The same for a message that was put back so often to wait for other credentials.
    #[must_use]
    pub fn held(self, holds: u32) -> Self {
        Self { holds, ..self }
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
        match after_call(answer, self.renewals, now) {
            Next::RenewToken => {
                self.renewals += 1;
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
            // Credentials that were taken a moment ago, and have been for a day, are not what is forbidden.
            Next::Stop if self.holds >= MAX_FORBIDDEN_HOLDS && self.is_forbidden() => {
                self.settle(Outcome::Refused, Ending::Refused { status: FORBIDDEN })
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

    fn is_forbidden(&self) -> bool {
        self.end.http_status == Some(FORBIDDEN)
    }

    fn claim(&self) -> Claim {
        Claim {
            by: self.by.clone(),
            attempt: self.id.clone(),
            wish: self.wish.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{Credentials, Step, Tokens};

    const NOW: Millis = 1_795_341_600_000;
    const GO: Result<Decision, LedgerLost> = Ok(Decision::Go {
        attempts: 1,
        uncertain: 0,
    });

    fn by(message: &str) -> Caller {
        Caller {
            message: message.to_owned(),
            mapping: "purchase".to_owned(),
        }
    }

    fn attempt(on_uncertain: OnUncertain) -> Attempt {
        Attempt::new(by("m"), "a".to_owned(), None, on_uncertain)
    }

    fn token() -> Token {
        let credentials =
            Credentials::new("00000000-0000-4000-8000-000000000001", "s", None).unwrap();
        let mut tokens = Tokens::default();
        assert_eq!(tokens.step(&credentials, NOW), Step::Ask);
        let body = r#"{"token":"t"}"#;
        tokens.settle(&credentials, status(200), body, NOW).unwrap()
    }

    fn status(status: u16) -> Answer<'static> {
        Answer::Status {
            status,
            retry_after: None,
        }
    }

    /// An attempt that is about to call.
    fn calling(on_uncertain: OnUncertain) -> Attempt {
        let mut attempt = attempt(on_uncertain);
        assert_eq!(attempt.begin(), Do::Token);
        assert!(matches!(attempt.token(Ok(token()), NOW), Do::Claim(_)));
        assert_eq!(attempt.claimed(GO, NOW + 10), Do::Call(token()));
        attempt
    }

    fn settled(step: &Do) -> &Ending {
        match step {
            Do::Settle(settlement) => &settlement.ending,
            other => panic!("{other:?}"),
        }
    }

    fn report(step: Do) -> Report {
        match step {
            Do::End(report) => report,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_taken_call_is_settled_as_sent() {
        let mut attempt = calling(OnUncertain::Resend);
        let step = attempt.answered(status(201), Some("e-1"), NOW + 20);
        let event_id = Some("e-1".to_owned());
        assert_eq!(*settled(&step), Ending::Sent { event_id });
        let end = report(attempt.settled(Ok(Settled::Noted)));
        assert_eq!((end.outcome, end.attempts), (Outcome::Sent, 1));
        assert_eq!(end.http_status, Some(201));
        assert!(end.fresh && !end.twice && !end.unsettled);
    }

    #[test]
    fn without_a_token_the_ledger_is_not_asked() {
        let mut attempt = attempt(OnUncertain::Resend);
        let end = report(attempt.token(Err(Unavailable::Refused), NOW));
        assert_eq!(end.outcome, Outcome::Stopped);
    }

    #[test]
    fn a_token_is_renewed_and_the_claim_kept() {
        let mut attempt = calling(OnUncertain::Resend);
        let renew = attempt.answered(status(401), None, NOW + 20);
        assert_eq!(renew, Do::Renew(token()));
        assert_eq!(attempt.token(Ok(token()), NOW + 30), Do::Call(token()));
        let step = attempt.answered(status(403), None, NOW + 40);
        assert_eq!(*settled(&step), Ending::NotSent);
        let end = report(attempt.settled(Ok(Settled::Noted)));
        assert_eq!(end.outcome, Outcome::Stopped);
    }

    #[test]
    fn when_no_token_follows_the_first_the_claim_is_given_back() {
        let mut attempt = calling(OnUncertain::Hold);
        attempt.answered(status(401), None, NOW + 20);
        let step = attempt.token(Err(Unavailable::ForNow { at_least: 7 }), NOW + 30);
        assert_eq!(*settled(&step), Ending::NotSent);
        let end = report(attempt.settled(Ok(Settled::Noted)));
        assert_eq!(end.outcome, Outcome::Retry { at_least: 7 });
    }

    #[test]
    fn no_call_begins_on_an_old_claim() {
        for late in [CLAIM_PATIENCE_MILLIS + 1, -1] {
            let mut attempt = attempt(OnUncertain::Resend);
            attempt.token(Ok(token()), NOW);
            let step = attempt.claimed(GO, NOW + late);
            assert_eq!(*settled(&step), Ending::NotSent, "{late}");
        }
        let mut attempt = calling(OnUncertain::Resend);
        attempt.answered(status(401), None, NOW + 20);
        let step = attempt.token(Ok(token()), NOW + CLAIM_PATIENCE_MILLIS + 1);
        assert_eq!(*settled(&step), Ending::NotSent);
    }

    #[test]
    fn a_lost_answer_is_uncertain_and_the_setting_decides() {
        for (setting, outcome) in [
            (OnUncertain::Resend, Outcome::Retry { at_least: 0 }),
            (OnUncertain::Hold, Outcome::Held),
        ] {
            for answer in [Answer::Lost, status(500)] {
                let mut attempt = calling(setting);
                let step = attempt.answered(answer, None, NOW + 20);
                assert_eq!(*settled(&step), Ending::Uncertain);
                let end = report(attempt.settled(Ok(Settled::Noted)));
                assert_eq!((end.outcome, end.uncertain), (outcome, 1));
            }
        }
    }

    #[test]
    fn the_ledger_is_asked_and_told_a_few_times() {
        let mut attempt = attempt(OnUncertain::Resend);
        attempt.token(Ok(token()), NOW);
        for _ in 1..LEDGER_TRIES {
            let step = attempt.claimed(Err(LedgerLost), NOW);
            assert!(matches!(step, Do::Claim(claim) if claim.attempt == "a"));
        }
        let end = report(attempt.claimed(Err(LedgerLost), NOW));
        assert_eq!(end.outcome, Outcome::Retry { at_least: 0 });

        let mut attempt = calling(OnUncertain::Resend);
        attempt.answered(status(201), None, NOW + 20);
        for _ in 1..LEDGER_TRIES {
            assert!(matches!(attempt.settled(Err(LedgerLost)), Do::Settle(_)));
        }
        // It is sent, whether the ledger knows or not: trying again would send it twice for certain.
        let end = report(attempt.settled(Err(LedgerLost)));
        assert_eq!((end.outcome, end.unsettled), (Outcome::Sent, true));
    }

    #[test]
    fn what_is_forbidden_for_a_day_is_the_event() {
        for (holds, code, outcome) in [
            (MAX_FORBIDDEN_HOLDS - 1, FORBIDDEN, Outcome::Stopped),
            (MAX_FORBIDDEN_HOLDS, FORBIDDEN, Outcome::Refused),
            (MAX_FORBIDDEN_HOLDS, 401, Outcome::Stopped),
        ] {
            let mut attempt = calling(OnUncertain::Resend).held(holds);
            let mut step = attempt.answered(status(code), None, NOW + 20);
            while let Do::Renew(_) = step {
                attempt.token(Ok(token()), NOW + 30);
                step = attempt.answered(status(code), None, NOW + 40);
            }
            let is_refused = matches!(settled(&step), Ending::Refused { status: FORBIDDEN });
            assert_eq!(is_refused, outcome == Outcome::Refused);
            assert_eq!(report(attempt.settled(Ok(Settled::Noted))).outcome, outcome);
        }
    }

    #[test]
    fn what_the_ledger_knows_needs_no_call() {
        let sent = |message: &str| Decision::Sent {
            by: by(message),
            event_id: Some("e-1".to_owned()),
            attempts: 2,
            uncertain: 1,
        };
        let duplicate_of = Some("other".to_owned());
        for (decision, outcome, duplicate_of) in [
            (sent("m"), Outcome::Sent, None),
            (sent("other"), Outcome::Duplicate, duplicate_of),
            (
                Decision::Busy { seconds: 7 },
                Outcome::Retry { at_least: 7 },
                None,
            ),
            (
                Decision::Refused {
                    status: 422,
                    attempts: 1,
                },
                Outcome::Refused,
                None,
            ),
            (
                Decision::Held {
                    attempts: 1,
                    uncertain: 1,
                },
                Outcome::Held,
                None,
            ),
        ] {
            let mut attempt = attempt(OnUncertain::Hold);
            attempt.token(Ok(token()), NOW);
            let end = report(attempt.claimed(Ok(decision), NOW));
            assert_eq!((end.outcome, end.duplicate_of), (outcome, duplicate_of));
        }
    }
}
