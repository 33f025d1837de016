//! The Worker face: moves bytes between Cloudflare and the core. What they mean, and what to do, is decided there.
//!
//! | Room | |
//! |---|---|
//! | `router` | which request goes where |
//! | `intake` | Segment's HTTP API: body in, queue, answer |
//! | `consumer` | a delivery of the queue: map, call, settle, log, acknowledge |
//! | `work` | what a message is to become: its calls |
//! | `attempt` | one call: token, ledger, MAPI |
//! | `dead` | a delivery of the dead letter queue: to the desk |
//! | `ledger`, `ledger_do` | the ledger: asking it, being it |
//! | `journal` | the delivery log |
//! | `health` | what `/healthz` says |
//! | `mapi` | Friendbuy's Merchant API by `fetch` |
//! | `queue` | Cloudflare Queues |
//! | `admin` | the desk's HTTP API |
//! | `live` | the destination document that is in force |
//! | `erasure` | erasing a person |
//! | `settings`, `problem` | secrets and variables, and what is wrong with them |
//! | `store` | the database of the desk |
//! | `purge` | once an hour: what is too old leaves the database |
//! | `webhook` | the same for services that call us: events and erasures to the queue |
//! | `log` | one JSON object a line |

mod admin;
mod attempt;
mod consumer;
mod dead;
mod erasure;
mod health;
mod intake;
mod journal;
mod ledger;
mod ledger_do;
mod live;
mod log;
mod mapi;
mod problem;
mod purge;
mod queue;
mod router;
mod settings;
mod store;
mod webhook;
mod work;

use worker::wasm_bindgen::prelude::wasm_bindgen;
use worker::worker_sys::MessageBatch;
use worker::{Context, Env, ScheduleContext, ScheduledEvent, event, web_sys};

/// Answers a request. As the runtime has it: the crate's own asks for all there is to know about it first.
#[event(fetch)]
async fn fetch(
    request: web_sys::Request,
    env: Env,
    _context: Context,
) -> worker::Result<web_sys::Response> {
    router::respond(request, &env).await
}

/// Tidies up, once an hour.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    purge::purge(&env).await;
}

/// Works through a delivery of queue messages.
///
/// Not by `#[event(queue)]`, whose messages do not tell how often they were delivered.
#[wasm_bindgen(
    wasm_bindgen = worker::wasm_bindgen,
    wasm_bindgen_futures = worker::wasm_bindgen_futures,
    js_sys = worker::js_sys
)]
#[expect(unreachable_pub, reason = "the runtime reaches it")]
pub async fn queue(batch: MessageBatch, env: Env) {
    if dead::is_for(&batch) {
        dead::consume(&batch, &env).await;
    } else {
        consumer::consume(&batch, &env).await;
    }
}

/// Now, by the clock of the runtime.
fn now() -> crate::instant::Millis {
    i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX)
}

/// A text that nobody else has, for attempts and requests.
fn unique() -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a random number from 0 to 2^52"
    )]
    let random = (worker::js_sys::Math::random() * 4_503_599_627_370_496.0) as u64;
    format!("{:x}-{random:x}", now())
}
