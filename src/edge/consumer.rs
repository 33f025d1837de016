//! From the queue to MAPI: each message is mapped, sent and settled by itself.

use futures_util::StreamExt;
use futures_util::stream;
use worker::Env;
use worker::js_sys::Math;
use worker::worker_sys::MessageBatch;

use super::erasure;
use super::live::{self, Live};
use super::log::{self, Level, number};
use super::mapi::{self, Call};
use super::queue::{self, Delivered};
use super::settings::{Settings, settings};
use crate::delivery::{Kind, Message, Outcome, Verdict, settle};
use crate::destination::Reason;
use crate::json::{Arena, ObjectWriter};
use crate::limits::MAX_CALLS_AT_ONCE;
use crate::{Destination, diagnostic::Diagnostic};

/// Works through a delivery. The calls of one message follow each other, so there are as many at once as messages.
pub(super) async fn consume(batch: &MessageBatch, env: &Env) {
    let settings = settings(env);
    let live = live::live(env).await;
    stream::iter(queue::messages(batch))
        .for_each_concurrent(MAX_CALLS_AT_ONCE, |delivered| {
            let (settings, live) = (&settings, live.as_ref().ok());
            async move {
                let text = delivered.text().unwrap_or_default();
                let verdict = deliver(&text, delivered.attempts(), settings, live, env).await;
                apply(verdict, &delivered, &text, env).await;
            }
        })
        .await;
}

async fn deliver(
    text: &str,
    attempts: u32,
    settings: &Settings,
    live: Option<&Live>,
    env: &Env,
) -> Verdict {
    let Ok(message) = Message::from_text(text) else {
        log::line(Level::Error, "message unreadable", |_| {});
        return Verdict::unreadable(attempts, Math::random());
    };
    if message.kind() == Kind::Erasure {
        return erasure::work(&message, attempts, settings, env).await;
    }
    // Without the document that is in force nobody can tell what becomes of the event.
    let Some(live) = live else {
        return Verdict::unreadable(attempts, Math::random());
    };
    let (Some(credentials), Some(destination)) = (&settings.credentials, live.destination()) else {
        return Verdict::hold();
    };
    let Some(calls) = calls(destination, &message) else {
        return Verdict::unreadable(attempts, Math::random());
    };
    let mut outcomes: Vec<(&str, Outcome)> = Vec::with_capacity(calls.len());
    for call in &calls {
        let outcome = mapi::send(credentials, call, message.message_id()).await;
        outcomes.push((&call.mapping, outcome));
    }
    settle(&outcomes, attempts, Math::random())
}

/// The calls a message stands for. `None` when it holds no event.
fn calls(destination: &Destination, message: &Message<'_>) -> Option<Vec<Call>> {
    let arena = Arena::new();
    let outcome = match destination.map(message.event(), &arena) {
        Ok(outcome) => outcome,
        Err(diagnostics) => {
            log_mapping(message, Level::Error, &[], &diagnostics);
            return None;
        }
    };
    let refused = outcome.skipped.iter();
    let refused = refused.filter(|skipped| skipped.reason == Reason::Refused);
    let refused: Vec<_> = refused.map(|skipped| skipped.mapping).collect();
    if !outcome.diagnostics.is_empty() {
        let level = if refused.is_empty() {
            Level::Info
        } else {
            Level::Warning
        };
        log_mapping(message, level, &refused, &outcome.diagnostics);
    }
    let requests = outcome.requests.iter();
    let requests = requests.filter(|request| message.concerns(request.mapping));
    let call = requests.map(|request| {
        let mut body = String::new();
        request.body.write_json(&mut body);
        Call {
            mapping: request.mapping.to_owned(),
            path: request.action.table().path,
            body,
        }
    });
    Some(call.collect())
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
            // Should the queue refuse it, what was sent is sent again: better twice than never.
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
