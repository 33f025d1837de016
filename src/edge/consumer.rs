//! From the queue to MAPI: each message is mapped, sent and settled by itself; all of them are logged together.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use worker::Env;
use worker::js_sys::Math;
use worker::worker_sys::MessageBatch;

use super::attempt::{self, Means, attempt};
use super::erasure;
use super::journal::{self, SenderState};
use super::ledger::Ledger;
use super::live::{self, Live};
use super::log::{self, Level, number};
use super::mapi::{Call, Reply};
use super::queue::{self, Delivered};
use super::settings::{Settings, settings};
use super::store::Store;
use crate::Destination;
use crate::delivery::{
    Entry, Failed, FailedReason, Kind, Message, Outcome, Report, Status, Verdict, event_label,
    send_once_key, settle, unmade,
};
use crate::destination::{self, Reason};
use crate::diagnostic::Diagnostic;
use crate::json::{Arena, ObjectWriter, write_list};
use crate::limits::MAX_ANSWER_CHARACTERS;
use crate::wire::write_diagnostic;

/// Works through a delivery. The calls of one message follow each other, so there are as many at once as messages.
pub(super) async fn consume(batch: &MessageBatch, env: &Env) {
    let settings = settings(env);
    let live = live::live(env).await;
    let hands = Hands {
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
    let states = states(&entries);
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
fn states(entries: &[Entry]) -> Vec<SenderState> {
    let outcome = |entry: &Entry| match entry.status {
        Status::After(outcome) => Some(outcome),
        Status::Failed => None,
    };
    let mut states = vec![attempt::pace_state()];
    let is_stopped = |entry: &Entry| outcome(entry) == Some(Outcome::Stopped);
    let is_answered = |entry: &Entry| entry.report.fresh && entry.report.http_status.is_some();
    let credentials = if entries.iter().any(is_stopped) {
        Some("refused")
    } else if entries.iter().any(is_answered) {
        Some("accepted")
    } else {
        None
    };
    states.extend(credentials.map(|state| SenderState {
        name: "credentials",
        state,
        detail: None,
    }));
    states
}

/// What a message is worked on with.
struct Hands<'a> {
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
    // Without the document that is in force nobody can tell what becomes of the event.
    let Some(live) = hands.live else {
        return unreadable();
    };
    let (Some(credentials), Some(destination), Some(ledger)) =
        (&settings.credentials, live.destination(), &hands.ledger)
    else {
        return (Verdict::hold(), Vec::new());
    };
    let Some(work) = work_of(destination, &message) else {
        return unreadable();
    };
    let means = Means {
        credentials,
        ledger,
        on_uncertain: settings.on_uncertain,
    };
    let mut entries = work.refused;
    let mut outcomes = Vec::with_capacity(work.calls.len());
    let mut ended = Vec::with_capacity(work.calls.len());
    for call in &work.calls {
        let (report, reply) = attempt(&means, call, &message).await;
        outcomes.push((call.mapping.as_str(), report.outcome));
        ended.push((call, report, reply));
    }
    let verdict = settle(&outcomes, attempts, Math::random());
    let next_in = verdict.delay_seconds();
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
        reason,
        mappings: None,
        event: message.event().to_owned(),
        call: Some((call.path, call.body.clone())),
        answer: reply.map(|reply| reply.body.chars().take(MAX_ANSWER_CHARACTERS).collect()),
        diagnostics: None,
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

/// What a message is to become.
pub(super) struct Work {
    /// The event's name in the log.
    pub(super) event: Option<String>,
    /// Its calls.
    pub(super) calls: Vec<Call>,
    /// Mappings that refused it.
    refused: Vec<Entry>,
    /// Codes of what the mappings had to say.
    codes: Vec<&'static str>,
}

/// What a message is to become. `None` when it holds no event.
pub(super) fn work_of(destination: &Destination, message: &Message<'_>) -> Option<Work> {
    let arena = Arena::new();
    let outcome = match destination.map(message.event(), &arena) {
        Ok(outcome) => outcome,
        Err(diagnostics) => {
            log_mapping(message, Level::Error, &[], &diagnostics);
            return None;
        }
    };
    let skipped = outcome.skipped.iter();
    let skipped = skipped.filter(|skipped| skipped.reason == Reason::Refused);
    let refused: Vec<_> = skipped
        .map(|skipped| skipped.mapping)
        .filter(|mapping| message.concerns(mapping))
        .collect();
    if !outcome.diagnostics.is_empty() {
        let level = if refused.is_empty() {
            Level::Info
        } else {
            Level::Warning
        };
        log_mapping(message, level, &refused, &outcome.diagnostics);
    }
    let event = event_label(outcome.event.value());
    let mut codes: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|found| found.code.as_str())
        .collect();
    codes.dedup();
    let requests = outcome.requests.iter();
    let requests = requests.filter(|request| message.concerns(request.mapping));
    Some(Work {
        calls: requests
            .map(|request| call(request, &outcome, message))
            .collect(),
        refused: refused
            .iter()
            .map(|mapping| refused_entry(message, mapping, event.clone(), &outcome.diagnostics))
            .chain(unmade(message, &outcome))
            .collect(),
        event,
        codes,
    })
}

fn call(
    request: &destination::MappedRequest<'_>,
    outcome: &destination::Outcome<'_>,
    message: &Message<'_>,
) -> Call {
    let mut body = String::new();
    request.body.write_json(&mut body);
    let key = send_once_key(request, outcome.event);
    Call {
        mapping: request.mapping.to_owned(),
        action: request.action.name(),
        path: request.action.table().path,
        body,
        // Without a key of its own a call is the message's.
        key: key.unwrap_or_else(|| format!("call:{}:{}", request.mapping, message.message_id())),
    }
}

/// The log's entry about a mapping that refuses an event: a person may change one or the other.
fn refused_entry(
    message: &Message<'_>,
    mapping: &str,
    event: Option<String>,
    found: &[Diagnostic],
) -> Entry {
    let is_about = |found: &&Diagnostic| found.mapping.as_deref().is_none_or(|id| id == mapping);
    let found: Vec<_> = found.iter().filter(is_about).collect();
    let mut diagnostics = String::new();
    write_list(&mut diagnostics, &found, |found, out| {
        write_diagnostic(found, message.event(), out);
    });
    let mut entry = Entry::new(
        message.message_id(),
        mapping,
        Status::After(Outcome::Refused),
    );
    entry.event = event;
    entry.codes = found.iter().map(|found| found.code.as_str()).collect();
    entry.report.fresh = true;
    entry.failed = Some(Failed {
        reason: FailedReason::Refused,
        mappings: None,
        event: message.event().to_owned(),
        call: None,
        answer: None,
        diagnostics: Some(diagnostics),
    });
    entry
}

async fn apply(verdict: Verdict, delivered: &Delivered, text: &str, env: &Env) {
    match verdict {
        Verdict::Done => delivered.acknowledge(),
        Verdict::Retry { delay_seconds } => {
            log_delay("retry", text, delay_seconds);
            delivered.retry(delay_seconds);
        }
        Verdict::Replace {
            mappings,
            delay_seconds,
        } => {
            log_delay("hold", text, delay_seconds);
            let replacement = match (mappings, Message::from_text(text)) {
                (Some(mappings), Ok(message)) => message.only(mappings).to_text(),
                _ => text.to_owned(),
            };
            // Should the queue refuse it, the whole message comes back; the ledger answers for what was sent.
            match queue::send_later(env, &replacement, delay_seconds).await {
                Ok(()) => delivered.acknowledge(),
                Err(_) => delivered.retry(delay_seconds),
            }
        }
    }
}

/// Names, codes and places of what the mapping found; not the messages, which may repeat values.
fn log_mapping(message: &Message<'_>, level: Level, refused: &[&str], found: &[Diagnostic]) {
    log::line(level, "mapping", |object| {
        object.text("messageId", message.message_id());
        object.list("refused", refused, |mapping, out| {
            crate::json::Text::Str(mapping).write_json(out);
        });
        object.list("findings", found, |diagnostic, out| {
            let mut finding = ObjectWriter::new(out);
            finding.text("severity", diagnostic.severity.as_str());
            finding.text("code", diagnostic.code.as_str());
            if let Some(mapping) = &diagnostic.mapping {
                finding.text("mapping", mapping);
            }
            if let Some(location) = &diagnostic.location {
                finding.text("pointer", location.pointer.as_str());
            }
            finding.finish();
        });
    });
}

fn log_delay(about: &str, text: &str, delay_seconds: u32) {
    log::line(Level::Warning, about, |object| {
        if let Ok(message) = Message::from_text(text) {
            object.text("messageId", message.message_id());
        }
        number(object, "delaySeconds", delay_seconds);
    });
}
