//! Secrets and variables, read into types. What is wrong with them is said at `/healthz` and in the log.

use std::cell::RefCell;
use std::rc::Rc;

use worker::Env;
use worker::js_sys::{JSON, Reflect};

use super::log::{self, Level};
use super::problem::Problem;
use crate::Destination;
use crate::admin::AdminToken;
use crate::delivery::Credentials;
use crate::destination::STANDARD;
use crate::diagnostic::Severity;
use crate::intake::{UnknownKey, Unsigned, WebhookSecrets, WriteKeys};
use crate::json::ObjectWriter;

const WRITE_KEYS: &str = "WRITE_KEYS";
const UNKNOWN_WRITE_KEY: &str = "UNKNOWN_WRITE_KEY";
const MAPI_KEY: &str = "FRIENDBUY_MAPI_KEY";
const MAPI_SECRET: &str = "FRIENDBUY_MAPI_SECRET";
const MAPI_BASE_URL: &str = "MAPI_BASE_URL";
const DESTINATION: &str = "DESTINATION";
const WEBHOOK_SECRET: &str = "WEBHOOK_SECRET";
const WEBHOOK_UNSIGNED: &str = "WEBHOOK_UNSIGNED";
const ADMIN_TOKEN: &str = "ADMIN_TOKEN";

const NAMES: [&str; 9] = [
    WRITE_KEYS,
    UNKNOWN_WRITE_KEY,
    MAPI_KEY,
    MAPI_SECRET,
    MAPI_BASE_URL,
    DESTINATION,
    WEBHOOK_SECRET,
    WEBHOOK_UNSIGNED,
    ADMIN_TOKEN,
];

/// What the Worker knows of its owner's wishes. A part that can't be used is absent, and a problem says why.
pub(super) struct Settings {
    /// Who may send.
    pub(super) write_keys: Option<WriteKeys>,
    /// Which webhooks may call. Without it, none may, and that is no problem.
    pub(super) webhooks: Option<WebhookSecrets>,
    /// Whose account events go to.
    pub(super) credentials: Option<Credentials>,
    /// What becomes of events.
    pub(super) destination: Option<Destination>,
    document: Option<String>,
    /// What opens the admin API; without it, the admin API is switched off.
    pub(super) admin_token: Option<AdminToken>,
    problems: Vec<Problem>,
}

/// The settings as they are set; empty ones count as absent.
type Raw = [Option<String>; NAMES.len()];

thread_local! {
    /// The last settings that were read. An isolate may outlive its settings, hence the comparison.
    static CURRENT: RefCell<Option<(Raw, Rc<Settings>)>> = const { RefCell::new(None) };
}

/// The settings of this Worker; read, and the document compiled, once for each change of them.
pub(super) fn settings(env: &Env) -> Rc<Settings> {
    let raw = NAMES.map(|name| variable(env, name));
    CURRENT.with_borrow_mut(|current| match current {
        Some((known, settings)) if *known == raw => Rc::clone(settings),
        _ => {
            let settings = Rc::new(Settings::read(&raw));
            settings.log();
            *current = Some((raw, Rc::clone(&settings)));
            settings
        }
    })
}

/// A secret or variable as text; a variable may also be written as a table, which becomes JSON.
fn variable(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env, &name.into()).ok()?;
    let text = match value.as_string() {
        Some(text) => text,
        None if value.is_object() => JSON::stringify(&value).ok()?.into(),
        None => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

impl Settings {
    fn read(raw: &Raw) -> Self {
        let raw = raw.each_ref().map(Option::as_deref);
        let [
            write_keys,
            unknown,
            key,
            secret,
            base_url,
            document,
            webhook_secret,
            unsigned,
            admin_token,
        ] = raw;
        let mut settings = Self {
            write_keys: None,
            webhooks: None,
            credentials: None,
            destination: None,
            document: document.map(str::to_owned),
            admin_token: None,
            problems: Vec::new(),
        };
        settings.read_write_keys(write_keys, unknown);
        settings.read_webhooks(webhook_secret, unsigned);
        settings.read_credentials(key, secret, base_url);
        settings.read_destination(document);
        settings.read_admin_token(admin_token);
        settings
    }

    fn read_write_keys(&mut self, keys: Option<&str>, unknown: Option<&str>) {
        let policy = match unknown.map(UnknownKey::from_setting) {
            None => Some(UnknownKey::default()),
            Some(None) => {
                self.problem(UNKNOWN_WRITE_KEY, "must be `refuse` or `accept`");
                None
            }
            Some(known) => known,
        };
        // A policy that can't be read must not become one that discards; refusing loses nothing unseen.
        let policy = policy.unwrap_or_default();
        self.write_keys = WriteKeys::from_setting(keys.unwrap_or_default(), policy);
        if self.write_keys.is_none() {
            let advice = "is missing: the write keys that senders may use, between commas";
            self.problem(WRITE_KEYS, advice);
        }
    }

    fn read_admin_token(&mut self, token: Option<&str>) {
        match token.map(AdminToken::from_setting) {
            Some(Ok(token)) => self.admin_token = Some(token),
            Some(Err(error)) => self.problem(ADMIN_TOKEN, &error.to_string()),
            None => {}
        }
    }

    fn read_webhooks(&mut self, secret: Option<&str>, unsigned: Option<&str>) {
        let unsigned = match unsigned.map(Unsigned::from_setting) {
            None => Unsigned::default(),
            Some(Some(known)) => known,
            Some(None) => {
                self.problem(WEBHOOK_UNSIGNED, "must be `accept` or `refuse`");
                // Whoever sets it means to be strict.
                Unsigned::Refuse
            }
        };
        let Some(secret) = secret else { return };
        self.webhooks = WebhookSecrets::from_setting(secret, unsigned);
        if self.webhooks.is_none() {
            self.problem(WEBHOOK_SECRET, "holds no secret, only commas");
        }
    }

    fn read_credentials(&mut self, key: Option<&str>, secret: Option<&str>, base: Option<&str>) {
        let advice =
            "is missing: Friendbuy issues a key and a secret for its Merchant API on request";
        for (name, value) in [(MAPI_KEY, key), (MAPI_SECRET, secret)] {
            if value.is_none() {
                self.problem(name, advice);
            }
        }
        let (Some(key), Some(secret)) = (key, secret) else {
            return;
        };
        match Credentials::new(key, secret, base) {
            Ok(credentials) => self.credentials = Some(credentials),
            Err(errors) => {
                for error in errors {
                    self.problem(error.setting(), &error.to_string());
                }
            }
        }
    }

    fn read_destination(&mut self, document: Option<&str>) {
        let Some(document) = document else {
            self.destination = Some(Destination::standard());
            return;
        };
        match Destination::compile(document) {
            Ok(destination) => self.destination = Some(destination),
            Err(diagnostics) => {
                let errors = diagnostics.into_iter();
                let errors = errors.filter(|diagnostic| diagnostic.severity == Severity::Error);
                self.problems.extend(errors.map(|diagnostic| Problem {
                    setting: DESTINATION,
                    message: diagnostic.message.clone(),
                    diagnostic: Some(diagnostic),
                }));
            }
        }
    }

    fn problem(&mut self, setting: &'static str, message: &str) {
        self.problems.push(Problem {
            setting,
            message: message.to_owned(),
            diagnostic: None,
        });
    }

    /// The destination document, the standard one if there is none.
    pub(super) fn document(&self) -> &str {
        self.document.as_deref().unwrap_or(STANDARD)
    }

    /// Whether a destination document is set.
    pub(super) const fn has_document(&self) -> bool {
        self.document.is_some()
    }

    /// Whether everything is set.
    pub(super) fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }

    /// The answer of `/healthz`.
    pub(super) fn health(&self) -> String {
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.flag("ok", self.is_complete());
        answer.text("version", env!("CARGO_PKG_VERSION"));
        answer.list("problems", &self.problems, |problem, out| {
            let mut object = ObjectWriter::new(out);
            problem.write(&mut object);
            object.finish();
        });
        answer.finish();
        json
    }

    fn log(&self) {
        for problem in &self.problems {
            log::line(Level::Error, "settings", |object| problem.write(object));
        }
    }
}
