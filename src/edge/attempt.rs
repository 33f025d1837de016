//! One attempt to make one call: the hands of [`Attempt`].

use std::cell::RefCell;
use std::time::Duration;

use worker::Delay;

use super::journal::SenderState;
use super::ledger::Ledger;
use super::log::{self, Level, number};
use super::mapi::{self, Call, Reply};
use super::settings::DeliveryLog;
use super::{now, unique};
use crate::delivery::{
    Attempt, Caller, Credentials, Do, Ending, LedgerKey, LedgerLost, Message, OnUncertain, Outcome,
    Pace, Report, Token, Unavailable,
};
use crate::json::ObjectWriter;
use crate::limits::{PAUSE_PATIENCE_MILLIS, TOKEN_PATIENCE_MILLIS};

/// How long to wait before the ledger is asked again; twice as long every time.
const LEDGER_PAUSE: Duration = Duration::from_millis(100);

/// How long to wait before looking again whether there is a token.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

thread_local! {
    static PACE: RefCell<Pace> = RefCell::default();
}

/// What an attempt works with.
pub(super) struct Means<'a> {
    pub(super) credentials: &'a Credentials,
    pub(super) ledger: &'a Ledger,
    pub(super) on_uncertain: OnUncertain,
    pub(super) delivery_log: DeliveryLog,
}

/// How many calls there may be at once.
pub(super) fn calls_at_once() -> usize {
    PACE.with_borrow_mut(|pace| pace.limit(now()))
}

/// The pace, for the desk.
pub(super) fn pace_state() -> SenderState {
    let (limit, pause, is_full) =
        PACE.with_borrow_mut(|pace| (pace.limit(now()), pace.pause(now()), pace.is_full()));
    let mut detail = String::new();
    let mut object = ObjectWriter::new(&mut detail);
    number(&mut object, "callsAtOnce", limit);
    object.flag("paused", pause > 0);
    object.finish();
    SenderState {
        name: "pace",
        state: if is_full && pause == 0 {
            "full"
        } else {
            "slowed"
        },
        detail: Some(detail),
    }
}

/// Makes an attempt. The report, and the last answer if there was one.
pub(super) async fn attempt(
    means: &Means<'_>,
    call: &Call,
    message: &Message<'_>,
) -> (Report, Option<Reply>) {
    let pause = wait_for_pause().await;
    if pause > 0 {
        return (Report::new(Outcome::Retry { at_least: pause }), None);
    }
    let by = Caller {
        message: message.message_id().to_owned(),
        mapping: call.mapping.clone(),
    };
    let key = LedgerKey::new(means.credentials, &call.key);
    let wish = message.wish().cloned();
    let mut attempt = Attempt::new(by, unique(), wish, means.on_uncertain).held(message.holds());
    let mut last = None;
    let mut pause = LEDGER_PAUSE;
    let mut step = attempt.begin();
    loop {
        step = match step {
            Do::Token => attempt.token(token(means.credentials).await, now()),
            Do::Renew(token) => {
                mapi::drop_token(means.credentials, &token);
                attempt.token(mapi::token(means.credentials).await, now())
            }
            Do::Claim(claim) => {
                let decision = means.ledger.claim(&key, &claim).await;
                wait_if_lost(&decision, &mut pause).await;
                attempt.claimed(decision, now())
            }
            Do::Call(token) => {
                let begun = now();
                let reply = mapi::send(means.credentials, call, &token).await;
                let event_id = reply.text("eventId");
                let next = attempt.answered(reply.answer(), event_id.as_deref(), now());
                heed(&reply);
                if means.delivery_log == DeliveryLog::All || !is_sent(&next) {
                    log_call(call, message.message_id(), &reply, &next, now() - begun);
                }
                last = Some(reply);
                next
            }
            Do::Settle(settlement) => {
                let settled = means.ledger.settle(&key, &settlement).await;
                wait_if_lost(&settled, &mut pause).await;
                attempt.settled(settled)
            }
            Do::End(report) => {
                log_end(call, message.message_id(), &report);
                return (report, last);
            }
        };
    }
}

/// Waits while MAPI asked for a pause, unless that is long; the seconds that are left.
///
/// A pause is not a message's failure. Delivering it again would use up its attempts, and lengthen its waits, for nothing.
async fn wait_for_pause() -> u32 {
    let until = now().saturating_add(PAUSE_PATIENCE_MILLIS);
    loop {
        let pause = PACE.with_borrow(|pace| pace.pause(now()));
        if pause == 0 || now().saturating_add(i64::from(pause) * 1000) > until {
            return pause;
        }
        Delay::from(Duration::from_secs(pause.into())).await;
    }
}

/// A token; for the same reason a short outage is waited for.
async fn token(credentials: &Credentials) -> Result<Token, Unavailable> {
    let until = now().saturating_add(TOKEN_PATIENCE_MILLIS);
    loop {
        match mapi::token(credentials).await {
            Err(Unavailable::ForNow { .. }) if now() < until => Delay::from(LOOK_AGAIN).await,
            token => return token,
        }
    }
}

/// Slows down after a 429, and recovers with what MAPI takes.
fn heed(reply: &Reply) {
    let now = now();
    let (slowed, limit) = PACE.with_borrow_mut(|pace| {
        let slowed = pace.heed(reply.answer(), now);
        (slowed, pace.limit(now))
    });
    if let Some(seconds) = slowed {
        log::line(Level::Warning, "pace", |object| {
            number(object, "callsAtOnce", limit);
            number(object, "pauseSeconds", seconds);
        });
    }
}

async fn wait_if_lost<T>(answer: &Result<T, LedgerLost>, pause: &mut Duration) {
    if answer.is_err() {
        log::line(Level::Warning, "ledger lost", |_| {});
        Delay::from(*pause).await;
        *pause = pause.saturating_mul(2);
    }
}

fn is_sent(next: &Do) -> bool {
    matches!(next, Do::Settle(settlement) if matches!(settlement.ending, Ending::Sent { .. }))
}

fn log_call(call: &Call, message_id: &str, reply: &Reply, next: &Do, millis: i64) {
    let (level, outcome) = match next {
        Do::Renew(_) | Do::Token => (Level::Info, "renew-token"),
        Do::Settle(settlement) => match settlement.ending {
            Ending::Sent { .. } => (Level::Info, "sent"),
            Ending::Refused { .. } => (Level::Error, "refused"),
            Ending::Uncertain => (Level::Warning, "uncertain"),
            Ending::NotSent if matches!(reply.status, Some(401 | 403)) => {
                (Level::Error, "credentials-refused")
            }
            Ending::NotSent => (Level::Warning, "retry"),
        },
        Do::Claim(_) | Do::Call(_) | Do::End(_) => (Level::Warning, "retry"),
    };
    log::line(level, "call", |object| {
        object.text("messageId", message_id);
        object.text("mapping", &call.mapping);
        object.text("path", call.path);
        object.text("outcome", outcome);
        if let Some(status) = reply.status {
            number(object, "status", status);
        }
        // What Friendbuy's support asks for. The message is left out: it may repeat what was sent.
        for name in ["eventId", "reference"] {
            if let Some(id) = reply.text(name) {
                object.text(name, &id);
            }
        }
        number(object, "millis", millis);
    });
}

/// What nobody expects of an attempt, and what it found without a call.
fn log_end(call: &Call, message_id: &str, report: &Report) {
    let about = if report.twice {
        "sent twice"
    } else if report.unsettled {
        "ledger not told"
    } else if report.outcome == Outcome::Duplicate {
        "duplicate"
    } else {
        return;
    };
    let level = if report.twice || report.unsettled {
        Level::Error
    } else {
        Level::Info
    };
    log::line(level, about, |object| {
        object.text("messageId", message_id);
        object.text("mapping", &call.mapping);
        if let Some(other) = &report.duplicate_of {
            object.text("duplicateOf", other);
        }
    });
}
