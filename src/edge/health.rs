//! `/healthz`: whether everything is set and works, and what does not.

use std::cell::RefCell;

use worker::Env;

use super::live;
use super::now;
use super::settings::Settings;
use super::store::{Statement, Store};
use crate::admin::write_sender_state;
use crate::instant::Millis;
use crate::json::{Arena, ObjectWriter, Value, parse, write_list};

/// For how long an answer of the database serves everybody who asks.
const KEPT_MILLIS: Millis = 5_000;

thread_local! {
    static KEPT: RefCell<Option<(Millis, Sender)>> = const { RefCell::new(None) };
}

/// What the sender said of itself last, as far as the database can tell.
#[derive(Clone)]
struct Sender {
    /// A JSON list of `name`, `state`, `detail`, `updated_at`; `None` when the database does not answer.
    rows: Option<String>,
}

/// Whether all is well, and the answer that says so.
pub(super) async fn health(settings: &Settings, env: &Env) -> (bool, String) {
    let sender = sender(env).await;
    let arena = Arena::new();
    let rows = sender
        .rows
        .as_deref()
        .and_then(|rows| parse(rows, &arena).ok());
    let rows = match rows {
        Some(Value::Array(rows)) => rows,
        _ => &[],
    };
    let mut problems = settings.problems();
    if sender.rows.is_none() && Store::of(env).is_some() {
        problems.push(problem(
            "DB",
            "the database does not answer, or has no tables: `wrangler d1 migrations apply friendbuy --remote`",
        ));
    }
    let live = live::live(env).await.ok();
    if live.is_some_and(|live| live.is_unusable()) {
        problems.push(problem(
            "DESTINATION",
            "this release can't use the published document, so events wait: publish another one, or withdraw it",
        ));
    }
    let about = |row: &&Value<'_>| row.member("name").as_str() == Some("credentials");
    let credentials = rows.iter().find(about);
    match credentials.and_then(|row| row.member("state").as_str()) {
        Some("refused") => problems.push(problem(
            "FRIENDBUY_MAPI_KEY",
            "Friendbuy refuses key and secret; events wait in the queue, and are sent when both are right",
        )),
        Some("unavailable") => problems.push(problem(
            "FRIENDBUY_MAPI_SECRET",
            "Friendbuy gives no token, or its host is wrong: what stands before a colon selects it, else MAPI_BASE_URL; \
             `GET /api/credentials/check` asks it now. Events are tried again by themselves",
        )),
        _ => {}
    }
    let mut json = String::new();
    let mut answer = ObjectWriter::new(&mut json);
    answer.flag("ok", problems.is_empty());
    answer.text("version", env!("CARGO_PKG_VERSION"));
    answer.list("problems", &problems, |problem, out| out.push_str(problem));
    write_list(answer.member("sender"), rows, write_sender_state);
    answer.finish();
    (problems.is_empty(), json)
}

fn problem(setting: &str, message: &str) -> String {
    let mut json = String::new();
    let mut object = ObjectWriter::new(&mut json);
    object.text("setting", setting);
    object.text("message", message);
    object.finish();
    json
}

async fn sender(env: &Env) -> Sender {
    let kept = KEPT.with_borrow(Clone::clone);
    if let Some((at, sender)) = kept
        && (0..KEPT_MILLIS).contains(&now().saturating_sub(at))
    {
        return sender;
    }
    let sender = Sender {
        rows: rows(env).await,
    };
    KEPT.set(Some((now(), sender.clone())));
    sender
}

async fn rows(env: &Env) -> Option<String> {
    let statement = Statement::new("SELECT * FROM sender_state", []);
    Store::of(env)?.rows(&statement).await.ok()
}
