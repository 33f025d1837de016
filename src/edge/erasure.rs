//! Erasing a person: in our own database, then at Friendbuy. Requests wait in the queue.

use worker::Env;
use worker::js_sys::Math;

use super::log::{self, Level, number};
use super::queue::{self, NotTaken};
use super::settings::Settings;
use super::store::{Statement, Store, StoreError};
use super::{mapi, now};
use crate::admin::{Erasure, ErasureAnswer, Subject};
use crate::delivery::{Message, Verdict};

/// Writes the message that has a request worked on.
pub(super) async fn enqueue(
    message_id: &str,
    subject: &Subject,
    env: &Env,
) -> Result<(), NotTaken> {
    let person = subject.to_json();
    let message = Message::erasure(message_id, &person).to_text();
    queue::send(env, &[message]).await
}

/// Works on the request a message is about.
pub(super) async fn work(
    message: &Message<'_>,
    attempts: u32,
    settings: &Settings,
    env: &Env,
) -> Verdict {
    let again = || Verdict::stay(attempts, Math::random());
    let (Some(store), Some(credentials)) = (Store::of(env), &settings.credentials) else {
        return Verdict::hold(message.holds());
    };
    let Ok(subject) = Subject::of(message.event()) else {
        log::line(Level::Error, "message unreadable", |_| {});
        return Verdict::unreadable(attempts, Math::random());
    };
    let erasure = match begin(message, &subject, &store).await {
        Ok(Some(erasure)) => erasure,
        Ok(None) => return Verdict::Done,
        Err(error) => {
            error.log();
            return again();
        }
    };
    let reply = mapi::erase(credentials, &subject.path()).await;
    let answer = ErasureAnswer {
        next: reply.next,
        status: reply.status,
        body: &reply.body,
    };
    let (settled, delay) = erasure.settle(answer, now(), Math::random());
    log::line(Level::Info, "erasure", |object| {
        number(object, "erasure", erasure.id);
        object.text("messageId", &erasure.message_id);
        if let Some(status) = reply.status {
            number(object, "status", status);
        }
        if let Some(seconds) = delay {
            number(object, "delaySeconds", seconds);
        }
    });
    if let Err(error) = store.rows(&(&settled).into()).await {
        // Friendbuy may be asked twice; erasing is idempotent.
        error.log();
        return again();
    }
    delay.map_or(Verdict::Done, |delay_seconds| Verdict::Replace {
        mappings: None,
        held: false,
        delay_seconds,
    })
}

/// Finds or stores the request, and erases what we hold ourselves. `None` when there is nothing left to do.
async fn begin(
    message: &Message<'_>,
    subject: &Subject,
    store: &Store,
) -> Result<Option<Erasure>, StoreError> {
    let insert = subject.insert(message.message_id(), now());
    let rows = store.rows(&(&insert).into()).await?;
    let erasure = Erasure::read(&rows).filter(|erasure| erasure.is_waiting);
    if erasure.is_some() {
        let own = subject.erase(now());
        let own: Vec<Statement<'_>> = own.iter().map(Into::into).collect();
        store.run(&own).await?;
    }
    Ok(erasure)
}
