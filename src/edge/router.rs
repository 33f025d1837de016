//! Which request goes where. Static files never come here; the runtime serves them.

use worker::js_sys::{Object, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Env, Request, web_sys};

use super::settings::settings;
use super::{admin, intake, webhook};
use crate::intake::{ALLOW_ORIGIN, Refusal, Route, SUCCESS, Sender, cors_headers};

pub(super) async fn respond(
    request: web_sys::Request,
    env: &Env,
) -> worker::Result<web_sys::Response> {
    let url = request.url();
    let path = path(&url);
    if path.starts_with("/api/") {
        let mut request = Request::from(request);
        return admin::respond(&mut request, env).await.map(Into::into);
    }
    let method = request.method();
    let route = Route::of(&method, path);
    let answer = match route {
        None if path == "/healthz" => health(&method, env).await,
        None => match Sender::from_path(path) {
            Some(sender) if Sender::takes(&method) => webhook::take(&request, sender, env).await,
            Some(_) => Answer::from(Refusal::Method {
                allow: Sender::METHODS,
            }),
            None => Answer::from(Refusal::NotFound),
        },
        Some(Route::WrongMethod { allow }) => Answer::from(Refusal::Method { allow }),
        Some(Route::Preflight) => Answer::empty(),
        Some(Route::Metrics) => Answer::success(),
        Some(Route::Settings { write_key }) => intake::sdk_settings(&url, write_key, env),
        Some(Route::Events(form)) => intake::take(&request, form, env).await,
    };
    let response = match route {
        None => answer.into_response(&[]),
        Some(Route::Preflight) => {
            let requested = request.headers().get("access-control-request-headers")?;
            let headers = cors_headers(requested.as_deref());
            answer.into_response(
                &headers
                    .each_ref()
                    .map(|(name, value)| (*name, value.as_str())),
            )
        }
        Some(_) => answer.into_response(&[ALLOW_ORIGIN]),
    };
    Ok(response?)
}

/// The path of a URL as the runtime writes it: normalized, and with a slash after the host.
fn path(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    let path = rest.find('/').and_then(|slash| rest.get(slash..));
    path.and_then(|path| path.split(['?', '#']).next())
        .unwrap_or("/")
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
        Self::ok(SUCCESS.to_owned())
    }

    const fn empty() -> Self {
        Self {
            status: 204,
            allow: None,
            json: String::new(),
        }
    }

    /// The response itself; the crate's own takes a call for each header, and two for the body.
    fn into_response(self, headers: &[(&str, &str)]) -> Result<web_sys::Response, JsValue> {
        if self.status == 200 && self.json == SUCCESS && headers == [ALLOW_ORIGIN] {
            return TAKEN
                .with(|init| web_sys::Response::new_with_opt_str_and_init(Some(SUCCESS), init));
        }
        let mut headers = headers.to_vec();
        headers.extend(self.allow.map(|allow| ("Allow", allow)));
        let body = (!self.json.is_empty()).then_some(self.json.as_str());
        headers.extend(body.map(|_| JSON));
        let init = init(self.status, &headers);
        web_sys::Response::new_with_opt_str_and_init(body, &init)
    }
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

thread_local! {
    /// What is around almost every answer, made once. Plain data, which belongs to no request.
    static TAKEN: web_sys::ResponseInit = init(200, &[JSON, ALLOW_ORIGIN]);
}

fn init(status: u16, headers: &[(&str, &str)]) -> web_sys::ResponseInit {
    let values = Object::new();
    for (name, value) in headers {
        // A plain object takes every member.
        let _ = Reflect::set(&values, &(*name).into(), &(*value).into());
    }
    let init = web_sys::ResponseInit::new();
    init.set_status(status);
    init.set_headers(values.unchecked_ref());
    init
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
