//! Friendbuy's Merchant API, by `fetch`.

use std::cell::RefCell;
use std::time::Duration;

use worker::js_sys::futures::JsFuture;
use worker::js_sys::global;
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Delay, web_sys};

use super::log::{self, Level, number};
use super::now;
use crate::admin::CredentialsCheck;
use crate::delivery::{Answer, Credentials, Next, Step, Token, Tokens, Unavailable, after_call};
use crate::json::{Arena, parse};
use crate::limits::{CALL_TIMEOUT_MILLIS, TOKEN_FAILURES_TOLD};

/// How often those who wait for somebody else's token look for it.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

thread_local! {
    /// Plain data only: what the runtime gives to one request must not be touched by another.
    static TOKENS: RefCell<Tokens> = RefCell::default();
}

/// One call that sends an event.
pub(super) struct Call {
    pub(super) mapping: String,
    pub(super) action: &'static str,
    pub(super) path: &'static str,
    pub(super) body: String,
    pub(super) key: String,
}

/// Makes a call, once.
pub(super) async fn send(credentials: &Credentials, call: &Call, token: &Token) -> Reply {
    ask(
        credentials,
        Outgoing::post(call.path, &call.body),
        Some(token),
    )
    .await
}

/// Whether Friendbuy gave no token of late, however often it was asked.
pub(super) fn is_unavailable(credentials: &Credentials) -> bool {
    TOKENS.with_borrow(|tokens| tokens.failures(credentials) >= TOKEN_FAILURES_TOLD)
}

/// Drops a token MAPI no longer takes.
pub(super) fn drop_token(credentials: &Credentials, token: &Token) {
    TOKENS.with_borrow_mut(|tokens| tokens.drop(credentials, token));
}

/// A token: the one that is kept, or a new one. Whoever comes while another asks for one waits for that.
pub(super) async fn token(credentials: &Credentials) -> Result<Token, Unavailable> {
    loop {
        match TOKENS.with_borrow_mut(|tokens| tokens.step(credentials, now())) {
            Step::Use(token) => return Ok(token),
            Step::GiveUp(why) => return Err(why),
            Step::Wait => Delay::from(LOOK_AGAIN).await,
            Step::Ask => {
                return authorize(credentials).await.1;
            }
        }
    }
}

/// Asks for a token, which everybody uses from now on.
async fn authorize(credentials: &Credentials) -> (Reply, Result<Token, Unavailable>) {
    let body = credentials.authorization_body();
    let outgoing = Outgoing::post("/v1/authorization", &body);
    let reply = ask(credentials, outgoing, None).await;
    let granted = TOKENS
        .with_borrow_mut(|tokens| tokens.settle(credentials, reply.answer(), &reply.body, now()));
    log_authorization(&reply, granted.as_ref().err());
    (reply, granted)
}

/// Whether Friendbuy takes the credentials, as an answer of the admin API. A token it grants is kept.
pub(super) async fn check(credentials: &Credentials) -> String {
    let (reply, granted) = authorize(credentials).await;
    let check = CredentialsCheck {
        base_url: credentials.base_url(),
        status: reply.status,
        body: &reply.body,
        outcome: granted.map(|_| ()),
    };
    check.to_json()
}

/// What came back from the request to erase a person.
pub(super) struct Erased {
    pub(super) next: Next,
    pub(super) status: Option<u16>,
    pub(super) body: String,
}

/// Has a person erased, with a token that is renewed if need be. `path` says who, so it is not for the log.
pub(super) async fn erase(credentials: &Credentials, path: &str) -> Erased {
    let mut renewals = 0;
    loop {
        let token = match token(credentials).await {
            Ok(token) => token,
            Err(why) => {
                return Erased {
                    next: why.into(),
                    status: None,
                    body: String::new(),
                };
            }
        };
        let reply = ask(credentials, Outgoing::delete(path), Some(&token)).await;
        let next = after_call(reply.answer(), renewals, now());
        if next != Next::RenewToken {
            return Erased {
                next,
                status: reply.status,
                body: reply.body,
            };
        }
        TOKENS.with_borrow_mut(|tokens| tokens.drop(credentials, &token));
        renewals += 1;
    }
}

/// What came back, as far as anything did.
#[derive(Default)]
pub(super) struct Reply {
    pub(super) status: Option<u16>,
    retry_after: Option<String>,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn answer(&self) -> Answer<'_> {
        self.status.map_or(Answer::Lost, |status| Answer::Status {
            status,
            retry_after: self.retry_after.as_deref(),
        })
    }

    /// A member of the answer's body that is text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let arena = Arena::new();
        let body = parse(&self.body, &arena).ok()?;
        body.member(name).as_str().map(str::to_owned)
    }
}

/// What is asked of MAPI.
#[derive(Clone, Copy)]
struct Outgoing<'a> {
    method: &'static str,
    path: &'a str,
    body: Option<&'a str>,
}

impl<'a> Outgoing<'a> {
    const fn post(path: &'a str, body: &'a str) -> Self {
        Self {
            method: "POST",
            path,
            body: Some(body),
        }
    }

    const fn delete(path: &'a str) -> Self {
        Self {
            method: "DELETE",
            path,
            body: None,
        }
    }
}

async fn ask(credentials: &Credentials, outgoing: Outgoing<'_>, token: Option<&Token>) -> Reply {
    // Whatever goes wrong, no answer came.
    let reply = fetch(credentials.base_url(), outgoing, token).await;
    reply.unwrap_or_default()
}

async fn fetch(
    base_url: &str,
    outgoing: Outgoing<'_>,
    token: Option<&Token>,
) -> Result<Reply, JsValue> {
    let url = format!("{base_url}{}", outgoing.path);
    let headers = web_sys::Headers::new()?;
    headers.set("Accept", "application/json")?;
    headers.set(
        "User-Agent",
        concat!("friendbuy-edge/", env!("CARGO_PKG_VERSION")),
    )?;
    if let Some(token) = token {
        headers.set("Authorization", &token.header())?;
    }
    let init = web_sys::RequestInit::new();
    init.set_method(outgoing.method);
    init.set_headers(&headers);
    if let Some(body) = outgoing.body {
        headers.set("Content-Type", "application/json")?;
        init.set_body(&body.into());
    }
    init.set_redirect(web_sys::RequestRedirect::Manual);
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(
        CALL_TIMEOUT_MILLIS,
    )));
    let runtime: web_sys::WorkerGlobalScope = global().unchecked_into();
    let response = JsFuture::from(runtime.fetch_with_str_and_init(&url, &init)).await?;
    let response: web_sys::Response = response.unchecked_into();
    // The status counts, whatever becomes of the body.
    let body = match response.text() {
        Ok(text) => JsFuture::from(text).await.ok(),
        Err(_) => None,
    };
    Ok(Reply {
        status: Some(response.status()),
        retry_after: response.headers().get("Retry-After")?,
        body: body.and_then(|body| body.as_string()).unwrap_or_default(),
    })
}

fn log_authorization(reply: &Reply, failure: Option<&Unavailable>) {
    let (level, outcome) = match failure {
        None => (Level::Info, "granted"),
        Some(Unavailable::ForNow { .. }) => (Level::Warning, "retry"),
        Some(Unavailable::Refused) => (Level::Error, "credentials-refused"),
    };
    log::line(level, "authorization", |object| {
        object.text("outcome", outcome);
        if let Some(status) = reply.status {
            number(object, "status", status);
        }
    });
}
