//! From the queue to MAPI: each message is mapped, sent and settled by itself; all of them are logged together.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use worker::Env;
use worker::js_sys::Math;
use worker::worker_sys::MessageBatch;

use super::attempt::{self, Means, attempt};
use super::journal::{self, SenderState};
use super::ledger::Ledger;
use super::live::{self, Live};
use super::log::{self, Level, number};
use super::mapi::{self, Call, Reply};
use super::queue::{self, Delivered};
use super::settings::{Settings, settings};
use super::store::Store;
use super::work::work_of;
use super::{erasure, now};
use crate::delivery::{
    Credentials, Entry, Failed, FailedReason, Kind, Message, Outcome, Report, Status, Verdict,
    settle,
};
use crate::instant::Millis;
use crate::limits::{MAX_ANSWER_CHARACTERS, MAX_DELIVERY_MILLIS};

/// Works through a delivery. The calls of one message follow each other, so there are as many at once as messages.
pub(super) async fn consume(batch: &MessageBatch, env: &Env) {
    let settings = settings(env);
    let live = live::live(env).await;
    let hands = Hands {
        begun: now(),
        env,
        settings: &settings,
        live: live.as_ref().ok(),
        ledger: settings
            .ledger_shards
            .and_then(|shards| Ledger::of(env, shards)),
    };
    let mut waiting = queue::messages(batch).into_iter();
    let mut running = FuturesUnordered::new();
    let mut done = Vec::new();
    loop {
        while running.len() < attempt::calls_at_once() {
            let Some(delivered) = waiting.next() else {
                break;
            };
            running.push(work(delivered, &hands));
        }
        match running.next().await {
            Some(worked) => done.push(worked),
            None => break,
        }
    }
    let mut entries = Vec::new();
    for worked in &mut done {
        entries.append(&mut worked.entries);
    }
    let states = states(&entries, settings.credentials.as_ref());
    let store = Store::of(env);
    let written = journal::write(store.as_ref(), &entries, &states, settings.delivery_log).await;
    for worked in done {
        let attempts = worked.delivered.attempts();
        let verdict = worked
            .verdict
            .logged(worked.needs_log, written, attempts, Math::random());
        apply(verdict, &worked.delivered, &worked.text, env).await;
    }
}

/// What is to be said of the sender after these calls.
fn states(entries: &[Entry], credentials: Option<&Credentials>) -> Vec<SenderState> {
    let outcome = |entry: &Entry| match entry.status {
        Status::After(outcome) => Some(outcome),
        Status::Failed => None,
    };
    let mut states = vec![attempt::pace_state()];
    let is_stopped = |entry: &Entry| outcome(entry) == Some(Outcome::Stopped);
    let is_answered = |entry: &Entry| entry.report.fresh && entry.report.http_status.is_some();
    let state = if entries.iter().any(is_stopped) {
        Some("refused")
    } else if entries.iter().any(is_answered) {
        Some("accepted")
    } else if credentials.is_some_and(mapi::is_unavailable) {
        Some("unavailable")
    } else {
        None
    };
    states.extend(state.map(|state| SenderState {
        name: "credentials",
        state,
        detail: None,
    }));
    states
}

/// What a message is worked on with.
struct Hands<'a> {
    begun: Millis,
    env: &'a Env,
    settings: &'a Settings,
    /// The destination document that is in force, if that is known.
    live: Option<&'a Live>,
    ledger: Option<Ledger>,
}

/// A message after its calls.
struct Worked {
    delivered: Delivered,
    text: String,
    verdict: Verdict,
    entries: Vec<Entry>,
    needs_log: bool,
}

async fn work(delivered: Delivered, hands: &Hands<'_>) -> Worked {
    let text = delivered.text().unwrap_or_default();
    let (verdict, entries) = deliver(&text, delivered.attempts(), hands).await;
    let needs_log = entries.iter().any(Entry::is_needed);
    Worked {
        delivered,
        text,
        verdict,
        entries,
        needs_log,
    }
}

async fn deliver(text: &str, attempts: u32, hands: &Hands<'_>) -> (Verdict, Vec<Entry>) {
    let unreadable = || (Verdict::unreadable(attempts, Math::random()), Vec::new());
    let settings = hands.settings;
    let Ok(message) = Message::from_text(text) else {
        log::line(Level::Error, "message unreadable", |_| {});
        return unreadable();
    };
    if message.kind() == Kind::Erasure {
        let verdict = erasure::work(&message, attempts, settings, hands.env).await;
        return (verdict, Vec::new());
    }
    if let Some(entry) = Entry::not_taken(&message) {
        return (Verdict::Done, vec![entry]);
    }
    // Without the document that is in force nobody can tell what becomes of the event.
    let Some(live) = hands.live else {
        return unreadable();
    };
    let (Some(credentials), Some(destination), Some(ledger)) =
        (&settings.credentials, live.destination(), &hands.ledger)
    else {
        return (Verdict::hold(message.holds()), Vec::new());
    };
    let Some(work) = work_of(destination, &message) else {
        return unreadable();
    };
    let means = Means {
        credentials,
        ledger,
        on_uncertain: settings.on_uncertain,
        delivery_log: settings.delivery_log,
    };
    let refused = work.refused.iter();
    let mut outcomes: Vec<_> = refused
        .map(|entry| (entry.mapping.as_str(), Outcome::Refused))
        .collect();
    let mut ended = Vec::with_capacity(work.calls.len());
    for call in &work.calls {
        let (report, reply) = if now() - hands.begun < MAX_DELIVERY_MILLIS {
            attempt(&means, call, &message).await
        } else {
            (Report::new(Outcome::Retry { at_least: 0 }), None)
        };
        outcomes.push((call.mapping.as_str(), report.outcome));
        ended.push((call, report, reply));
    }
    let verdict = settle(&outcomes, attempts, message.holds(), Math::random());
    let next_in = verdict.delay_seconds();
    let mut entries = work.refused;
    for (call, report, reply) in ended {
        let mut entry = entry(&message, call, report, reply);
        entry.event.clone_from(&work.event);
        entry.codes.clone_from(&work.codes);
        entry.next_in = next_in.filter(|_| entry.report.outcome.is_open());
        entries.push(entry);
    }
    (verdict, entries)
}

/// The log's entry about a call.
fn entry(message: &Message<'_>, call: &Call, report: Report, reply: Option<Reply>) -> Entry {
    let reference = reply.as_ref().and_then(|reply| reply.text("reference"));
    let reason = match report.outcome {
        Outcome::Refused => Some(FailedReason::Refused),
        Outcome::Held => Some(FailedReason::Held),
        _ => None,
    };
    let failed = reason.map(|reason| Failed {
        call: Some((call.path, call.body.clone())),
        answer: reply.map(|reply| reply.body.chars().take(MAX_ANSWER_CHARACTERS).collect()),
        ..Failed::new(reason, message.event())
    });
    let status = Status::After(report.outcome);
    Entry {
        action: Some(call.action),
        key: Some(call.key.clone()),
        report,
        reference,
        failed,
        ..Entry::new(message.message_id(), &call.mapping, status)
    }
}

/// Does with a message what was decided.
pub(super) async fn apply(verdict: Verdict, delivered: &Delivered, text: &str, env: &Env) {
    match verdict {
        Verdict::Done => delivered.acknowledge(),
        Verdict::Retry { delay_seconds } => {
            log_delay("retry", text, delay_seconds);
            delivered.retry(delay_seconds);
        }
        Verdict::Replace {
            mappings,
            held,
            delay_seconds,
        } => {
            log_delay("hold", text, delay_seconds);
            let replacement = match Message::from_text(text) {
                Ok(message) => message.replacement(mappings, held).to_text(),
                Err(_) => text.to_owned(),
            };
            // Should the queue refuse it, the whole message comes back; the ledger answers for what was sent.
            match queue::send_later(env, replacement, delay_seconds).await {
                Ok(()) => delivered.acknowledge(),
                Err(_) => delivered.retry(delay_seconds),
            }
        }
    }
}

fn log_delay(about: &str, text: &str, delay_seconds: u32) {
    log::line(Level::Warning, about, |object| {
        if let Ok(message) = Message::from_text(text) {
            object.text("messageId", message.message_id());
        }
        number(object, "delaySeconds", delay_seconds);
    });
}
