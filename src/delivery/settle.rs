//! What becomes of a message after its calls.

use super::answer::Next;
use super::retry::{hold_seconds, retry_seconds};
use super::token::Unavailable;

/// Deliveries after which a message that stays is put into the queue anew: far fewer than the queue grants.
const MAX_STAY_ATTEMPTS: u32 = 10;

/// How one call of an event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// MAPI took it.
    Sent,
    /// MAPI took the same call for another event; this one was not made.
    Duplicate,
    /// MAPI will never take it.
    Refused,
    /// It may have been carried out, and a person is to decide whether it is made again.
    Held,
    /// It has to be made again.
    Retry {
        /// Not before so many seconds, as MAPI asked; else 0.
        at_least: u32,
    },
    /// Nothing but other credentials help.
    Stopped,
}

/// What to do with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Acknowledge it.
    Done,
    /// Have the queue deliver it again. The queue counts, and moves it to the dead letters when it was enough.
    Retry {
        /// Not before so many seconds.
        delay_seconds: u32,
    },
    /// Put another message into its place: write that one, then acknowledge this one. The queue counts it from the start.
    Replace {
        /// The ids of the mappings it is for; without them it is the same message.
        mappings: Option<Vec<String>>,
        /// Whether it waits for other settings.
        held: bool,
        /// Not before so many seconds.
        delay_seconds: u32,
    },
}

/// What to do with a message, given what each of its mappings came to: how its call ended, or that it refuses the event.
///
/// What MAPI took or refused is never called again: when that is a part of the mappings, the message is replaced by one for the
/// others. Otherwise it stays as it is, for whatever document is in force when it comes back. Every replacement is for fewer
/// mappings, so that attempts stay bounded. A message that waits for other credentials is replaced too: waiting uses up no
/// attempts, and the event can't end among the dead letters for it.
///
/// `attempts` is how often the queue delivered the message, this time included; `holds` how often it was put back to wait for
/// credentials; `random` is from 0 up to, not including, 1.
pub fn settle(outcomes: &[(&str, Outcome)], attempts: u32, holds: u32, random: f64) -> Verdict {
    let open = outcomes.iter().filter(|(_, outcome)| outcome.is_open());
    let mappings: Vec<_> = open.map(|(mapping, _)| (*mapping).to_owned()).collect();
    let is_stopped = outcomes
        .iter()
        .any(|(_, outcome)| *outcome == Outcome::Stopped);
    let at_least = outcomes.iter().map(|(_, outcome)| outcome.at_least()).max();
    let delay_seconds = if is_stopped {
        hold_seconds(holds)
    } else {
        retry_seconds(attempts, random, at_least.unwrap_or(0))
    };
    let is_whole = mappings.len() == outcomes.len();
    if mappings.is_empty() {
        Verdict::Done
    } else if is_whole && !is_stopped {
        Verdict::Retry { delay_seconds }
    } else {
        Verdict::Replace {
            mappings: (!is_whole).then_some(mappings),
            held: is_stopped,
            delay_seconds,
        }
    }
}

impl Verdict {
    /// What to do with a message that can't be worked on before somebody changes the settings; it was put back so often
    /// before.
    pub fn hold(holds: u32) -> Self {
        Self::Replace {
            mappings: None,
            held: true,
            delay_seconds: hold_seconds(holds),
        }
    }

    /// The same, once it is known whether the delivery log holds what it has to: `needed` says that a person has to look at
    /// some of it. Without the log the message comes back whole. No call is made for it: the mapping, or the ledger, says the
    /// same again.
    #[must_use]
    pub fn logged(self, needed: bool, logged: bool, attempts: u32, random: f64) -> Self {
        if !needed || logged {
            return self;
        }
        Self::Retry {
            delay_seconds: retry_seconds(attempts, random, 0),
        }
    }

    /// In how many seconds the message comes back, if it does.
    pub const fn delay_seconds(&self) -> Option<u32> {
        match self {
            Self::Done => None,
            Self::Retry { delay_seconds } | Self::Replace { delay_seconds, .. } => {
                Some(*delay_seconds)
            }
        }
    }

    /// What to do with a message that no queue is ever to drop, such as the request to erase a person, or a dead letter the
    /// desk can't hold: after some attempts it is put into the queue of events anew.
    pub fn stay(attempts: u32, random: f64) -> Self {
        if attempts < MAX_STAY_ATTEMPTS {
            Self::unreadable(attempts, random)
        } else {
            Self::hold(0)
        }
    }

    /// What to do with a message that can't be read: another release might, and if none does it ends among the dead letters,
    /// where somebody can see it.
    pub fn unreadable(attempts: u32, random: f64) -> Self {
        Self::Retry {
            delay_seconds: retry_seconds(attempts, random, 0),
        }
    }
}

impl Outcome {
    /// Whether the call is still to be made.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Retry { .. } | Self::Stopped)
    }

    const fn at_least(self) -> u32 {
        match self {
            Self::Retry { at_least } => at_least,
            Self::Sent | Self::Duplicate | Self::Refused | Self::Held | Self::Stopped => 0,
        }
    }

    /// The name of the outcome in the delivery log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Duplicate => "duplicate",
            Self::Refused => "refused",
            Self::Held => "held",
            Self::Retry { .. } => "waiting",
            Self::Stopped => "stopped",
        }
    }
}

impl From<Unavailable> for Outcome {
    fn from(why: Unavailable) -> Self {
        match why {
            Unavailable::ForNow { at_least } => Self::Retry { at_least },
            Unavailable::Refused => Self::Stopped,
        }
    }
}

impl From<Unavailable> for Next {
    fn from(why: Unavailable) -> Self {
        match why {
            Unavailable::ForNow { at_least } => Self::Retry { at_least },
            Unavailable::Refused => Self::Stop,
        }
    }
}

impl Next {
    /// How the call ended; `None` when it is to be made once more with a new token.
    ///
    /// For calls that may be made twice; for the others [`Attempt`](super::Attempt) knows more.
    pub const fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Sent => Some(Outcome::Sent),
            Self::Refused => Some(Outcome::Refused),
            Self::Retry { at_least } | Self::Uncertain { at_least } => {
                Some(Outcome::Retry { at_least })
            }
            Self::Stop => Some(Outcome::Stopped),
            Self::RenewToken => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::HOLD_SECONDS;

    const LATER: Outcome = Outcome::Retry { at_least: 0 };

    #[test]
    fn what_is_settled_is_done() {
        assert_eq!(settle(&[], 1, 0, 0.0), Verdict::Done);
        let settled = [("a", Outcome::Sent), ("b", Outcome::Refused)];
        assert_eq!(settle(&settled, 1, 0, 0.0), Verdict::Done);
    }

    #[test]
    fn what_stays_is_put_into_the_queue_anew() {
        assert!(matches!(Verdict::stay(1, 0.0), Verdict::Retry { .. }));
        assert_eq!(Verdict::stay(MAX_STAY_ATTEMPTS, 0.0), Verdict::hold(0));
    }

    #[test]
    fn when_nothing_is_settled_the_queue_delivers_again() {
        let wish = Outcome::Retry { at_least: 30 };
        let delay_seconds = 31;
        let verdict = settle(&[("a", LATER), ("b", wish)], 1, 0, 0.0);
        assert_eq!(verdict, Verdict::Retry { delay_seconds });
    }

    #[test]
    fn what_was_sent_is_not_sent_again() {
        for settled in [
            Outcome::Sent,
            Outcome::Duplicate,
            Outcome::Refused,
            Outcome::Held,
        ] {
            let verdict = settle(&[("a", settled), ("b", LATER), ("c", LATER)], 1, 0, 0.0);
            let expected = Verdict::Replace {
                mappings: Some(vec!["b".to_owned(), "c".to_owned()]),
                held: false,
                delay_seconds: 1,
            };
            assert_eq!(verdict, expected);
        }
    }

    #[test]
    fn what_a_person_has_to_see_comes_back_until_the_log_has_it() {
        let delay_seconds = 1;
        let again = Verdict::Retry { delay_seconds };
        assert_eq!(Verdict::Done.logged(true, false, 1, 0.0), again);
        assert_eq!(Verdict::Done.logged(true, true, 1, 0.0), Verdict::Done);
        assert_eq!(Verdict::Done.logged(false, false, 1, 0.0), Verdict::Done);
    }

    #[test]
    fn waiting_for_credentials_uses_up_no_attempts() {
        let outcomes = [("a", Outcome::Stopped), ("b", LATER)];
        for (holds, delay_seconds) in [(0, HOLD_SECONDS), (1, 2 * HOLD_SECONDS)] {
            let expected = Verdict::Replace {
                mappings: None,
                held: true,
                delay_seconds,
            };
            assert_eq!(settle(&outcomes, 19, holds, 0.0), expected);
        }
    }
}
