//! Webhooks: reads requests, writes to the queue, answers.

use worker::{Env, web_sys};

use super::intake::{body, log_refusal, log_refused, messages, store};
use super::log::{self, Level, number};
use super::now;
use super::router::Answer;
use super::settings::settings;
use crate::delivery::Message;
use crate::intake::{Refusal, Sender, WebhookReceipt, WebhookRequest, receive_webhook};
use crate::limits::MAX_WEBHOOK_BYTES;

/// `POST /webhooks/segment`, `POST /webhooks/rudderstack`. Answers 200 only after the queue took everything.
pub(super) async fn take(request: &web_sys::Request, sender: Sender, env: &Env) -> Answer {
    match receive(request, sender, env).await {
        Ok(taken) => {
            log_taken(sender, &taken);
            Answer::ok(taken.to_json().into_owned())
        }
        Err(refusal) => {
            log_refusal(&refusal);
            refusal.into()
        }
    }
}

async fn receive(
    request: &web_sys::Request,
    sender: Sender,
    env: &Env,
) -> Result<WebhookReceipt, Refusal> {
    let settings = settings(env);
    let secrets = settings.webhooks.as_ref();
    let secrets = secrets.ok_or(Refusal::WebhooksNotSetUp)?;
    let body = body(request, MAX_WEBHOOK_BYTES)
        .await?
        .ok_or(Refusal::WebhookTooLarge)?;
    let headers = request.headers();
    let header = |name| headers.get(name).ok().flatten();
    let taken = receive_webhook(
        &WebhookRequest {
            sender,
            signature: header("x-signature").as_deref(),
            secret: header("x-webhook-secret").as_deref(),
            authorization: header("authorization").as_deref(),
            encoding: header("content-encoding").as_deref(),
            body: &body,
            received_at: now(),
        },
        secrets,
    )?;
    let mut messages = messages(&taken.receipt);
    let erasures = taken.erasures.iter();
    messages.extend(
        erasures.map(|erasure| Message::erasure(&erasure.message_id, &erasure.to_json()).to_text()),
    );
    store(env, &messages).await?;
    Ok(taken)
}

/// How much of a request is authentic is said each time: the rest of a list may be anybody's.
fn log_taken(sender: Sender, taken: &WebhookReceipt) {
    log::line(Level::Info, "webhook", |object| {
        object.text("sender", sender.as_str());
        object.text("authenticated", taken.authenticated.as_str());
        number(object, "elements", taken.elements);
        number(object, "queued", taken.receipt.events.len());
        number(object, "erasures", taken.erasures.len());
        number(object, "refused", taken.receipt.refused.len());
        number(object, "switchedOff", taken.receipt.switched_off);
    });
    log_refused(&taken.receipt);
}
