//! Secrets and variables, read into types. What is wrong with them is said at `/healthz` and in the log.

use std::cell::RefCell;
use std::rc::Rc;

use worker::Env;
use worker::js_sys::{JSON, Reflect};
use worker::wasm_bindgen::JsValue;

use super::log::{self, Level};
use super::problem::Problem;
use crate::Destination;
use crate::admin::AdminToken;
use crate::delivery::{Credentials, OnUncertain};
use crate::destination::STANDARD;
use crate::diagnostic::Severity;
use crate::intake::{UnknownKey, Unsigned, WebhookSecrets, WriteKeys};
use crate::json::{ObjectWriter, from_decimal};

const WRITE_KEYS: &str = "WRITE_KEYS";
const UNKNOWN_WRITE_KEY: &str = "UNKNOWN_WRITE_KEY";
const MAPI_KEY: &str = "FRIENDBUY_MAPI_KEY";
const MAPI_SECRET: &str = "FRIENDBUY_MAPI_SECRET";
const MAPI_BASE_URL: &str = "MAPI_BASE_URL";
const DESTINATION: &str = "DESTINATION";
const WEBHOOK_SECRET: &str = "WEBHOOK_SECRET";
const WEBHOOK_UNSIGNED: &str = "WEBHOOK_UNSIGNED";
const ADMIN_TOKEN: &str = "ADMIN_TOKEN";
const UNCERTAIN: &str = "UNCERTAIN";
const LEDGER_SHARDS: &str = "LEDGER_SHARDS";
const LEDGER_DAYS: &str = "LEDGER_DAYS";
const DELIVERY_LOG: &str = "DELIVERY_LOG";

const NAMES: [&str; 13] = [
    WRITE_KEYS,
    UNKNOWN_WRITE_KEY,
    MAPI_KEY,
    MAPI_SECRET,
    MAPI_BASE_URL,
    DESTINATION,
    WEBHOOK_SECRET,
    WEBHOOK_UNSIGNED,
    ADMIN_TOKEN,
    UNCERTAIN,
    LEDGER_SHARDS,
    LEDGER_DAYS,
    DELIVERY_LOG,
];

/// What `wrangler.toml` has to bind, and what without it does not work.
const BINDINGS: [(&str, &str); 3] = [
    (
        "EVENTS",
        "the queue `friendbuy-events`: no event can be taken",
    ),
    (
        "LEDGER",
        "the Durable Objects of class `Ledger`: nothing is sent",
    ),
    (
        "DB",
        "the D1 database `friendbuy`: nothing can be shown or sent again",
    ),
];

const MAX_LEDGER_SHARDS: u32 = 4096;
const MAX_LEDGER_DAYS: f64 = 3650.0;

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
    /// What becomes of a call that may have been carried out.
    pub(super) on_uncertain: OnUncertain,
    /// Parts of the ledger.
    pub(super) ledger_shards: Option<u32>,
    /// For how long the ledger remembers a call.
    pub(super) ledger_millis: i64,
    /// What the delivery log keeps.
    pub(super) delivery_log: DeliveryLog,
    problems: Vec<Problem>,
}

/// Which calls have a row in the delivery log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeliveryLog {
    /// All of them.
    All,
    /// Those that were not sent at once; the others are only counted.
    Problems,
}

/// The settings as they are set; empty ones count as absent.
type Raw = [Option<String>; NAMES.len()];

/// Settings, what they were read from, and the object that was in.
type Current = (JsValue, Raw, Rc<Settings>);

thread_local! {
    /// The last settings that were read. An isolate may outlive its settings, hence the comparison.
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
}

/// The settings of this Worker; read, and the document compiled, once for each change of them.
pub(super) fn settings(env: &Env) -> Rc<Settings> {
    let object: &JsValue = env.as_ref();
    CURRENT.with_borrow_mut(|current| {
        // The usual case: the very object of the last time, whose members never change.
        if let Some((known, _, settings)) = current
            && known == object
        {
            return Rc::clone(settings);
        }
        let raw = NAMES.map(|name| variable(env, name));
        let settings = match current.take() {
            Some((_, known, settings)) if known == raw => settings,
            _ => {
                let mut settings = Settings::read(&raw);
                settings.check_bindings(env);
                settings.log();
                Rc::new(settings)
            }
        };
        *current = Some((object.clone(), raw, Rc::clone(&settings)));
        settings
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
            delivery @ ..,
        ] = raw;
        let mut settings = Self {
            write_keys: None,
            webhooks: None,
            credentials: None,
            destination: None,
            document: document.map(str::to_owned),
            admin_token: None,
            on_uncertain: OnUncertain::default(),
            ledger_shards: None,
            ledger_millis: 0,
            delivery_log: DeliveryLog::All,
            problems: Vec::new(),
        };
        settings.read_write_keys(write_keys, unknown);
        settings.read_webhooks(webhook_secret, unsigned);
        settings.read_credentials(key, secret, base_url);
        settings.read_destination(document);
        settings.read_admin_token(admin_token);
        settings.read_delivery(delivery);
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

    fn read_delivery(&mut self, [uncertain, shards, days, log]: [Option<&str>; 4]) {
        self.on_uncertain = match uncertain.map(OnUncertain::from_setting) {
            None => OnUncertain::default(),
            Some(Some(known)) => known,
            Some(None) => {
                self.problem(UNCERTAIN, "must be `resend` or `hold`");
                // What is held can be sent later; what was sent twice can't be taken back.
                OnUncertain::Hold
            }
        };
        let shards = shards.map_or(Some(crate::limits::LEDGER_SHARDS), |text| {
            text.trim().parse().ok()
        });
        self.ledger_shards = shards.filter(|shards| (1..=MAX_LEDGER_SHARDS).contains(shards));
        if self.ledger_shards.is_none() {
            self.problem(LEDGER_SHARDS, "must be a number from 1 to 4096");
        }
        let usual = f64::from(crate::limits::LEDGER_DAYS);
        let days = days.map_or(Some(usual), |text| from_decimal(text.trim()));
        let days = days.filter(|days| *days > 0.0 && *days <= MAX_LEDGER_DAYS);
        if days.is_none() {
            self.problem(
                LEDGER_DAYS,
                "must be a number of days, more than 0 and at most 3650",
            );
        }
        // Forgetting early could pay somebody twice; remembering for too long harms nobody.
        #[expect(clippy::cast_possible_truncation, reason = "it is at most ten years")]
        let millis = (days.unwrap_or(MAX_LEDGER_DAYS) * 86_400_000.0) as i64;
        self.ledger_millis = millis;
        self.delivery_log = match log.map(str::trim) {
            None | Some("all") => DeliveryLog::All,
            Some("problems") => DeliveryLog::Problems,
            Some(_) => {
                self.problem(DELIVERY_LOG, "must be `all` or `problems`");
                DeliveryLog::All
            }
        };
    }

    fn check_bindings(&mut self, env: &Env) {
        for (name, purpose) in BINDINGS {
            let bound = Reflect::get(env, &name.into());
            if !bound.is_ok_and(|bound| bound.is_object()) {
                self.problem(name, &format!("is missing in `wrangler.toml`: {purpose}"));
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

    /// What is missing or malformed: JSON objects with `setting` and `message`.
    pub(super) fn problems(&self) -> Vec<String> {
        let problems = self.problems.iter();
        problems
            .map(|problem| {
                let mut json = String::new();
                let mut object = ObjectWriter::new(&mut json);
                problem.write(&mut object);
                object.finish();
                json
            })
            .collect()
    }

    fn log(&self) {
        for problem in &self.problems {
            log::line(Level::Error, "settings", |object| problem.write(object));
        }
    }
}
