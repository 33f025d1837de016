//! Cloudflare Queues, as far as the crate `worker` does not reach: content types by value, attempts.

use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Array, Object, Promise, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::{Message, MessageBatch, Queue};
use worker::{Env, Error};

use super::log::{self, Level};
use crate::delivery::queue_batches;

/// The binding of the queue that events travel through.
const EVENTS: &str = "EVENTS";

/// The queue did not take everything; the log says why.
pub(super) struct NotTaken;

/// Writes messages to the queue, in as many writes as its limits ask for.
///
/// # Errors
///
/// When the queue did not take all of them; it may have taken some.
pub(super) async fn send(env: &Env, messages: &[String]) -> Result<(), NotTaken> {
    for batch in queue_batches(messages) {
        write(env, batch, None).await?;
    }
    Ok(())
}

/// Writes one message that nobody sees for a while.
///
/// # Errors
///
/// When the queue did not take it.
pub(super) async fn send_later(
    env: &Env,
    message: String,
    delay_seconds: u32,
) -> Result<(), NotTaken> {
    write(env, &[message], Some(delay_seconds)).await
}

async fn write(env: &Env, messages: &[String], delay: Option<u32>) -> Result<(), NotTaken> {
    let sent = match send_batch(env, messages, delay) {
        Ok(sent) => JsFuture::from(sent).await.map(drop),
        Err(error) => Err(error),
    };
    sent.map_err(|error| {
        log::line(Level::Error, "queue", |object| {
            object.text("message", &Error::from(error).to_string());
        });
        NotTaken
    })
}

fn send_batch(env: &Env, messages: &[String], delay: Option<u32>) -> Result<Promise, JsValue> {
    let queue: Queue = Reflect::get(env, &EVENTS.into())?.unchecked_into();
    let requests = Array::new();
    for message in messages {
        requests.push(&request(message, delay)?);
    }
    queue.send_batch(requests, JsValue::UNDEFINED)
}

thread_local! {
    /// Words that every message needs, made once: each crossing of a text costs a decoding.
    static WORDS: [JsValue; 3] = ["body", "contentType", "text"].map(JsValue::from);
}

fn request(message: &str, delay_seconds: Option<u32>) -> Result<JsValue, JsValue> {
    let request = Object::new();
    WORDS.with(|[body, content_type, text]| {
        Reflect::set(&request, body, &message.into())?;
        Reflect::set(&request, content_type, text)
    })?;
    if let Some(seconds) = delay_seconds {
        Reflect::set(&request, &"delaySeconds".into(), &seconds.into())?;
    }
    Ok(request.into())
}

/// The messages of a delivery.
pub(super) fn messages(batch: &MessageBatch) -> Vec<Delivered> {
    let messages = batch.messages().unwrap_or_default();
    messages
        .iter()
        .map(|message| Delivered(message.unchecked_into()))
        .collect()
}

/// A message the queue delivered. One that is neither acknowledged nor to be delivered again counts as acknowledged.
pub(super) struct Delivered(Message);

impl Delivered {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<String> {
        self.0.body().ok()?.as_string()
    }

    /// How often it was delivered, this time included.
    pub(super) fn attempts(&self) -> u32 {
        let attempts = Reflect::get(&self.0, &"attempts".into()).ok();
        let attempts = attempts
            .and_then(|attempts| attempts.as_f64())
            .unwrap_or(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates, and the queue counts small numbers"
        )]
        let attempts = attempts as u32;
        attempts
    }

    /// It is done.
    pub(super) fn acknowledge(&self) {
        // Both calls only mark the message; the runtime reads the marks when the handler has ended.
        let _ = self.0.ack();
    }

    /// It is to be delivered again.
    pub(super) fn retry(&self, delay_seconds: u32) {
        let options = Object::new();
        let _ = Reflect::set(&options, &"delaySeconds".into(), &delay_seconds.into());
        let _ = self.0.retry(options.into());
    }
}
