//! The admin API: who asks, what for, and the answer. Each of its rooms moves text between the desk and the storage.

mod deliveries;
mod document;
mod erasures;

use std::cell::RefCell;

use worker::{Env, Request, Response};

use super::intake::body;
use super::log::{self, Level, number};
use super::settings::{Settings, settings};
use super::store::{Statement, Store, StoreError};
use super::{live, mapi, now};
use crate::admin::{self, Failures, Query, Refusal, Route, Select, Stats};
use crate::intake;
use crate::limits::MAX_ADMIN_BODY_BYTES;

thread_local! {
    /// Wrong tokens of late, as far as this isolate saw them.
    static FAILURES: RefCell<Failures> = RefCell::default();
}

/// The answer to a request: a status, headers and JSON text.
struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    json: String,
}

impl Reply {
    const fn new(status: u16, json: String) -> Self {
        Self {
            status,
            headers: Vec::new(),
            json,
        }
    }

    const fn ok(json: String) -> Self {
        Self::new(200, json)
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn into_response(self) -> worker::Result<Response> {
        let mut response = Response::builder().with_status(self.status);
        response = response.with_header("Cache-Control", "no-store")?;
        for (name, value) in &self.headers {
            response = response.with_header(name, value)?;
        }
        if self.json.is_empty() {
            return Ok(response.empty());
        }
        let response = response.with_header("Content-Type", "application/json")?;
        Ok(response.fixed(self.json.into_bytes()))
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        Self {
            headers: refusal.headers(),
            ..Self::new(refusal.status(), refusal.to_json())
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        error.log();
        Self::Storage
    }
}

/// One request that was let in.
struct Call<'a> {
    request: &'a mut Request,
    env: &'a Env,
    settings: &'a Settings,
}

/// Answers a request whose path begins with `/api/`.
pub(super) async fn respond(request: &mut Request, env: &Env) -> worker::Result<Response> {
    let path = request.path();
    // By its own name: the crate takes methods it does not know for GET.
    let method = request.inner().method();
    let settings = settings(env);
    let route = admit(request, &settings).and_then(|()| Route::of(&method, &path));
    let reply = match route {
        Err(refusal) => Err(refusal),
        Ok(route) => {
            let mut call = Call {
                request,
                env,
                settings: &settings,
            };
            answer(route, &mut call).await
        }
    };
    let reply = reply.unwrap_or_else(|refusal| {
        log::line(Level::Warning, "admin request refused", |object| {
            number(object, "status", refusal.status());
            object.text("code", refusal.code());
        });
        refusal.into()
    });
    reply.into_response()
}

/// Whether this client may ask anything at all.
fn admit(request: &Request, settings: &Settings) -> Result<(), Refusal> {
    let token = settings.admin_token.as_ref().ok_or(Refusal::SwitchedOff)?;
    let address = header(request, "cf-connecting-ip").unwrap_or_default();
    if let Some(seconds) = FAILURES.with_borrow(|failures| failures.wait(&address, now())) {
        return Err(Refusal::TooManyFailures { seconds });
    }
    let authorization = header(request, "authorization");
    let given = authorization.is_some();
    if !token.opens(&authorization.unwrap_or_default()) {
        if given {
            FAILURES.with_borrow_mut(|failures| failures.count(&address, now()));
        }
        return Err(Refusal::Unauthorized { given });
    }
    admin::check_accept(header(request, "accept").as_deref())
}

fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name).ok().flatten()
}

async fn answer(route: Route<'_>, call: &mut Call<'_>) -> Result<Reply, Refusal> {
    match route {
        Route::Preview => document::preview(call).await,
        Route::Document => document::read(call).await,
        Route::Publish => document::publish(call).await,
        Route::Withdraw => document::withdraw(call).await,
        Route::Versions => document::versions(call).await,
        Route::Version(version) => document::version(version, call).await,
        Route::Restore(version) => document::restore(version, call).await,
        Route::CheckCredentials => check_credentials(call).await,
        Route::Stats => stats(call).await,
        Route::Deliveries => deliveries::list(call).await,
        Route::Delivery(id) => deliveries::one(id, call).await,
        Route::Resend(id) => deliveries::resend(id, call).await,
        Route::ResendMany => deliveries::resend_many(call).await,
        Route::Erasures => erasures::list(call).await,
        Route::Erase => erasures::request(call).await,
        Route::Erasure(id) => erasures::one(id, call).await,
    }
}

impl Call<'_> {
    fn header(&self, name: &str) -> Option<String> {
        header(self.request, name)
    }

    /// What follows the question mark.
    fn query(&self) -> String {
        let url = self.request.inner().url();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        query.split('#').next().unwrap_or_default().to_owned()
    }

    /// The body, which has to be JSON.
    async fn json(&mut self) -> Result<String, Refusal> {
        let content_type = self.header("content-type");
        admin::check_media_type(content_type.as_deref())?;
        let body = body(self.request.inner(), MAX_ADMIN_BODY_BYTES).await;
        let body = body.map_err(|_: intake::Refusal| Refusal::Unreadable)?;
        let body = body.ok_or(Refusal::TooLarge)?;
        String::from_utf8(body).map_err(|error| Refusal::NotUtf8 {
            offset: error.utf8_error().valid_up_to(),
        })
    }

    fn store(&self) -> Result<Store, Refusal> {
        Store::of(self.env).ok_or(Refusal::NoDatabase)
    }

    /// The rows of one query.
    async fn rows(&self, select: &Select) -> Result<String, Refusal> {
        Ok(self.store()?.rows(&select.into()).await?)
    }
}

/// `GET /api/credentials/check`.
async fn check_credentials(call: &Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let credentials = call.settings.credentials.as_ref();
    let credentials = credentials.ok_or(Refusal::NotSetUp)?;
    let check = mapi::check(credentials).await;
    Ok(Reply::ok(check))
}

/// `GET /api/stats`.
async fn stats(call: &Call<'_>) -> Result<Reply, Refusal> {
    let stats = Stats::of(&call.query(), now())?;
    let selects = stats.selects();
    let statements: Vec<Statement<'_>> = selects.iter().map(Into::into).collect();
    let rows = call.store()?.run(&statements).await?;
    Ok(Reply::ok(stats.answer(&rows)))
}
