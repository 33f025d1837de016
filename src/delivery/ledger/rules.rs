//! What becomes of a record: functions of it, a request and the time.

use super::{Caller, Claim, Decision, Ending, OnUncertain, Record, Settled, Settlement, State};
use crate::instant::Millis;
use crate::limits::CLAIM_LEASE_MILLIS;

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
            if record.uncertain > 0 {
                // What was refused is the last call; an earlier one is still in doubt.
                uncertain_claim(record, claim, now, false)
            } else {
                go(Some(record), claim, now)
            }
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
pub(super) fn settle(
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

/// A claim on a call that may have been carried out. `changed`: the record is not yet written down as it is.
fn uncertain_claim(
    record: &Record,
    claim: &Claim,
    now: Millis,
    changed: bool,
) -> (Decision, Option<Record>) {
    let is_forced = claim.wish.as_ref().is_some_and(|wish| wish.force);
    if claim.on_uncertain == OnUncertain::Resend || (is_forced && record.is_reopened_by(claim)) {
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
    let wish = claim.wish.as_ref().map(|wish| wish.text.clone());
    let record = Record {
        state: State::Claimed {
            attempt: claim.attempt.clone(),
            until: now.saturating_add(CLAIM_LEASE_MILLIS),
        },
        by: claim.by.clone(),
        at: now,
        attempts: attempts.saturating_add(1),
        uncertain,
        resend: wish.or_else(|| resend.clone()),
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
        let wish = claim.wish.as_ref();
        wish.is_some_and(|wish| self.resend.as_ref() != Some(&wish.text))
    }
}
