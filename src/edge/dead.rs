//! The dead letter queue: what failed too often goes to the desk, with its body, and from nowhere to nowhere.

use worker::Env;
use worker::js_sys::Math;
use worker::worker_sys::MessageBatch;

use super::consumer::apply;
use super::journal;
use super::live::{self, Live};
use super::log::{self, Level, number};
use super::queue::{self, Delivered};
use super::settings::settings;
use super::store::Store;
use super::work::{Work, work_of};
use crate::delivery::{Entry, Failed, FailedReason, Kind, Message, Status, Verdict, text_id};
use crate::limits::MAX_MAPPED_LETTER_ATTEMPTS;

/// Whether a delivery comes from the dead letter queue: by its name, `friendbuy-events-dead`.
pub(super) fn is_for(batch: &MessageBatch) -> bool {
    let name = batch.queue().ok();
    name.is_some_and(|name| String::from(name).contains("-dead"))
}

/// Puts dead letters on the desk, each with its body. Those it can't hold stay in the queues until it can.
pub(super) async fn consume(batch: &MessageBatch, env: &Env) {
    let settings = settings(env);
    // Without it the letters go to the desk whole, which is better than later.
    let live = live::live(env).await.ok();
    let messages = queue::messages(batch);
    let texts: Vec<_> = messages
        .iter()
        .map(|delivered| delivered.text().unwrap_or_default())
        .collect();
    let work = |(delivered, text): (&Delivered, &String)| {
        let Ok(message) = Message::from_text(text) else {
            return vec![unreadable(text)];
        };
        if message.kind() == Kind::Erasure {
            return Vec::new(); // nothing a person could do about it, and nothing to be kept
        }
        if let Some(entry) = Entry::not_taken(&message) {
            return vec![entry];
        }
        let destination = live.as_ref().and_then(Live::destination);
        // Should mapping it be what it died of, it is not mapped for ever.
        let is_mapped = delivered.attempts() <= MAX_MAPPED_LETTER_ATTEMPTS;
        let destination = destination.filter(|_| is_mapped);
        let work = destination.and_then(|destination| work_of(destination, &message));
        match work {
            Some(work) if !(work.calls.is_empty() && work.refused.is_empty()) => {
                letters(&message, work)
            }
            _ => vec![whole(&message)],
        }
    };
    let entries: Vec<Entry> = messages.iter().zip(&texts).flat_map(work).collect();
    let store = Store::of(env);
    let written = journal::write(store.as_ref(), &entries, &[], settings.delivery_log).await;
    log::line(Level::Error, "dead letters", |object| {
        number(object, "messages", messages.len());
        object.flag("onTheDesk", written);
    });
    for (delivered, text) in messages.iter().zip(&texts) {
        let verdict = if is_erasure(text) {
            Verdict::hold(0)
        } else if written {
            Verdict::Done
        } else {
            // Back among the events in the end: here the queue would drop it, some day.
            Verdict::stay(delivered.attempts(), Math::random())
        };
        apply(verdict, delivered, text, env).await;
    }
}

fn is_erasure(text: &str) -> bool {
    Message::from_text(text).is_ok_and(|message| message.kind() == Kind::Erasure)
}

/// One entry for each call the message stands for, and for each mapping that refuses it.
fn letters(message: &Message<'_>, work: Work) -> Vec<Entry> {
    let event = message.event();
    let label = work.event;
    let calls = work.calls.into_iter();
    calls
        .map(|call| Entry {
            action: Some(call.action),
            event: label.clone(),
            failed: Some(Failed {
                call: Some((call.path, call.body)),
                ..Failed::new(FailedReason::Failed, event)
            }),
            key: Some(call.key),
            ..Entry::new(message.message_id(), &call.mapping, Status::Failed)
        })
        .chain(work.refused)
        .collect()
}

/// A message of which no mapping makes a call now; it may have been another document that did.
fn whole(message: &Message<'_>) -> Entry {
    Entry {
        failed: Some(Failed {
            mappings: message.mappings().map(<[String]>::to_vec),
            ..Failed::new(FailedReason::Failed, message.event())
        }),
        ..Entry::new(message.message_id(), "", Status::Failed)
    }
}

/// A text that is no message; its name is made of what it says.
fn unreadable(text: &str) -> Entry {
    Entry {
        failed: Some(Failed::new(FailedReason::Unreadable, text)),
        ..Entry::new(&format!("unreadable-{}", text_id(text)), "", Status::Failed)
    }
}
