//! Segment's HTTP Tracking API: reads requests, writes to the queue, answers.

use futures_util::TryStreamExt;
use worker::js_sys::Uint8Array;
use worker::js_sys::futures::JsFuture;
use worker::wasm_bindgen::JsValue;
use worker::{Env, Request, web_sys};

use super::log::{self, Level, number};
use super::now;
use super::queue::{self, NotTaken};
use super::router::Answer;
use super::settings::{DeliveryLog, settings};
use crate::delivery::Message;
use crate::intake::{self, Event, Form, Receipt, Refusal, Refused};
use crate::limits::MAX_REQUEST_BYTES;

/// `POST /v1/track`, `/v1/batch` and their relatives. Answers 200 only after the queue took everything.
pub(super) async fn take(request: &web_sys::Request, form: Form, env: &Env) -> Answer {
    match receive(request, form, env).await {
        Ok(receipt) => {
            log_receipt(&receipt, settings(env).delivery_log);
            Answer::success()
        }
        Err(refusal) => {
            log_refusal(&refusal);
            refusal.into()
        }
    }
}

async fn receive(request: &web_sys::Request, form: Form, env: &Env) -> Result<Receipt, Refusal> {
    let settings = settings(env);
    let keys = settings.write_keys.as_ref().ok_or(Refusal::NotSetUp)?;
    let body = body(request, MAX_REQUEST_BYTES)
        .await?
        .ok_or(Refusal::RequestTooLarge)?;
    let headers = request.headers();
    let header = |name| headers.get(name).ok().flatten();
    let receipt = intake::receive(
        &intake::Request {
            form,
            authorization: header("authorization").as_deref(),
            encoding: header("content-encoding").as_deref(),
            body: &body,
            client_ip: header("cf-connecting-ip").as_deref(),
            received_at: now(),
        },
        keys,
    )?;
    store(env, &messages(&receipt)).await?;
    Ok(receipt)
}

/// The messages of what is taken, and of what is not: its sender is told of success, so that the desk is where it shows.
pub(super) fn messages(receipt: &Receipt) -> Vec<String> {
    let taken = receipt.events.iter();
    let taken = taken.map(|event| Message::new(&event.message_id, &event.json).to_text());
    let refused = |refused: &Refused| {
        let Event { message_id, json } = refused.kept.as_ref()?;
        let (code, why) = (refused.reason.code(), refused.reason.to_string());
        Some(Message::refused(message_id, json, code, &why).to_text())
    };
    taken
        .chain(receipt.refused.iter().filter_map(refused))
        .collect()
}

/// Hands messages to the queue. What it took of them before it failed comes again with the same ids.
pub(super) async fn store(env: &Env, messages: &[String]) -> Result<(), Refusal> {
    let sent = queue::send(env, messages).await;
    sent.map_err(|NotTaken| Refusal::NotStored)
}

/// The body; `None` when it has more than `most` bytes, of which no more are read.
pub(super) async fn body(
    request: &web_sys::Request,
    most: usize,
) -> Result<Option<Vec<u8>>, Refusal> {
    let length = request.headers().get("content-length").ok().flatten();
    match length.and_then(|length| length.parse::<usize>().ok()) {
        // In one piece: a stream costs a few times as much as all the rest of a small request.
        Some(length) if length <= most => whole(request)
            .await
            .map(|body| (body.len() <= most).then_some(body))
            .map_err(|_| Refusal::Unreadable),
        // Only now: to look for the body makes a stream of it.
        None if request.body().is_none() => Ok(Some(Vec::new())),
        // Nor is a body that says it is too long left unread: its sender would only see a broken connection.
        _ => streamed(request, most).await,
    }
}

async fn whole(request: &web_sys::Request) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(request.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn streamed(request: &web_sys::Request, most: usize) -> Result<Option<Vec<u8>>, Refusal> {
    // Not its own method of that name, which copies the body.
    let stream = Request::from(Clone::clone(request)).stream();
    let mut chunks = stream
        .map_err(|_| Refusal::Unreadable)?
        .map_err(|_| Refusal::Unreadable);
    let mut body = Vec::new();
    while let Some(chunk) = chunks.try_next().await? {
        if body.len() + chunk.len() > most {
            return Ok(None);
        }
        body.extend(chunk);
    }
    Ok(Some(body))
}

fn log_receipt(receipt: &Receipt, kept: DeliveryLog) {
    let is_plain =
        receipt.refused.is_empty() && receipt.switched_off == 0 && receipt.unknown_key == 0;
    if is_plain && kept == DeliveryLog::Problems {
        return;
    }
    log::line(Level::Info, "intake", |object| {
        number(object, "queued", receipt.events.len());
        number(object, "refused", receipt.refused.len());
        number(object, "switchedOff", receipt.switched_off);
        number(object, "unknownKey", receipt.unknown_key);
    });
    log_refused(receipt);
}

/// A line for each event that is not taken; its sender is told of success.
pub(super) fn log_refused(receipt: &Receipt) {
    for refused in &receipt.refused {
        log::line(Level::Warning, "event refused", |object| {
            number(object, "index", refused.index);
            object.text("code", refused.reason.code());
            object.text("message", &refused.reason.to_string());
        });
    }
}

pub(super) fn log_refusal(refusal: &Refusal) {
    log::line(Level::Warning, "request refused", |object| {
        number(object, "status", refusal.status());
        object.text("code", refusal.code());
        object.text("message", &refusal.to_string());
    });
}

/// `GET /v1/projects/<write key>/settings`.
pub(super) fn sdk_settings(url: &str, write_key: &str, env: &Env) -> Answer {
    let settings = settings(env);
    let Some(keys) = settings.write_keys.as_ref() else {
        return Refusal::NotSetUp.into();
    };
    let Some((protocol, rest)) = url.split_once("://") else {
        return Refusal::NotFound.into();
    };
    if !keys.contains(write_key) {
        return Refusal::NoSettings.into();
    }
    let host = rest.split('/').next().unwrap_or_default();
    Answer::ok(intake::sdk_settings(write_key, protocol, host))
}
