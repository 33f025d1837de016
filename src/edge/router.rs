//! Which request goes where. Static files never come here; the runtime serves them.

use worker::{Env, Request, Response};

use super::settings::settings;
use super::{admin, intake, webhook};
use crate::intake::{Refusal, Route, Sender, cors_headers};

pub(super) async fn respond(mut request: Request, env: &Env) -> worker::Result<Response> {
    let path = request.path();
    if path.starts_with("/api/") {
        return admin::respond(&mut request, env).await;
    }
    // By its own name: the crate takes methods it does not know for GET.
    let method = request.inner().method();
    let route = Route::of(&method, &path);
    let answer = match route {
        None if path == "/healthz" => health(&method, env).await,
        None => match Sender::from_path(&path) {
            Some(sender) if Sender::takes(&method) => {
                webhook::take(&mut request, sender, env).await
            }
            Some(_) => Answer::from(Refusal::Method {
                allow: Sender::METHODS,
            }),
            None => Answer::from(Refusal::NotFound),
        },
        Some(Route::WrongMethod { allow }) => Answer::from(Refusal::Method { allow }),
        Some(Route::Preflight) => Answer::empty(),
        Some(Route::Metrics) => Answer::success(),
        Some(Route::Settings { write_key }) => intake::sdk_settings(&request, write_key, env),
        Some(Route::Events(form)) => intake::take(&mut request, form, env).await,
    };
    let requested = request.headers().get("access-control-request-headers")?;
    let cors = route.map(|_| cors_headers(requested.as_deref()));
    answer.into_response(cors.as_ref().map_or(&[], |headers| headers.as_slice()))
}

/// `GET /healthz`: whether everything is set and works, and what does not.
async fn health(method: &str, env: &Env) -> Answer {
    if !matches!(method, "GET" | "HEAD") {
        return Refusal::Method { allow: "GET, HEAD" }.into();
    }
    let (ok, json) = super::health::health(&settings(env), env).await;
    Answer {
        status: if ok { 200 } else { 503 },
        allow: None,
        json,
    }
}

/// What goes back: a status and JSON text.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) allow: Option<&'static str>,
    pub(super) json: String,
}

impl Answer {
    /// 200 with JSON.
    pub(super) const fn ok(json: String) -> Self {
        Self {
            status: 200,
            allow: None,
            json,
        }
    }

    /// 200 with what every sender understands.
    pub(super) fn success() -> Self {
        Self::ok(crate::intake::SUCCESS.to_owned())
    }

    const fn empty() -> Self {
        Self {
            status: 204,
            allow: None,
            json: String::new(),
        }
    }

    fn into_response(self, headers: &[(&'static str, String)]) -> worker::Result<Response> {
        let mut response = Response::builder().with_status(self.status);
        for (name, value) in headers {
            response = response.with_header(name, value)?;
        }
        if let Some(allow) = self.allow {
            response = response.with_header("Allow", allow)?;
        }
        if self.json.is_empty() {
            return Ok(response.empty());
        }
        let response = response.with_header("Content-Type", "application/json")?;
        Ok(response.fixed(self.json.into_bytes()))
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self {
            status: refusal.status(),
            allow: match refusal {
                Refusal::Method { allow } => Some(allow),
                _ => None,
            },
            json: refusal.to_json(),
        }
    }
}
