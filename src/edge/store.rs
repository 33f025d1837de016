//! The database of the desk (D1): SQL and values in, rows out as JSON text. What they mean is decided elsewhere.
//!
//! Its tables, and what each column is for, are in `migrations/`.

use worker::Env;
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Array, JSON, Reflect};
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::{D1Database, D1PreparedStatement, D1Result};

use super::log::{self, Level};
use crate::admin::{Bound, Select};

/// The binding of the database.
const BINDING: &str = "DB";

/// The database.
pub(super) struct Store(D1Database);

/// One SQL statement, and the values of its `?1`, `?2`, …
pub(super) struct Statement<'a> {
    sql: &'a str,
    values: Array,
}

impl<'a> Statement<'a> {
    /// A statement with these values: text, numbers, or null.
    pub(super) fn new(sql: &'a str, values: impl IntoIterator<Item = JsValue>) -> Self {
        let values = values.into_iter().collect();
        Self { sql, values }
    }
}

impl<'a> From<&'a Select> for Statement<'a> {
    fn from(select: &'a Select) -> Self {
        let value = |bound: &Bound| match bound {
            // As JavaScript has numbers: row numbers and times are far below 2^53.
            #[expect(clippy::cast_precision_loss, reason = "see above")]
            Bound::Number(number) => JsValue::from_f64(*number as f64),
            Bound::Text(text) => text.into(),
            Bound::Null => JsValue::NULL,
        };
        Self::new(select.sql(), select.values().iter().map(value))
    }
}

/// What the database, or the runtime in its place, says went wrong. For the log: it may name tables and columns.
pub(super) struct StoreError(pub(super) String);

impl StoreError {
    /// Writes it into the log.
    pub(super) fn log(&self) {
        log::line(Level::Error, "storage", |object| {
            object.text("message", &self.0);
        });
    }
}

impl From<JsValue> for StoreError {
    fn from(error: JsValue) -> Self {
        let message = Reflect::get(&error, &"message".into()).ok();
        let message = message.and_then(|message| message.as_string());
        Self(message.unwrap_or_else(|| "no message".to_owned()))
    }
}

impl Store {
    /// The database of this Worker; `None` when it was deployed without one.
    pub(super) fn of(env: &Env) -> Option<Self> {
        let binding = Reflect::get(env, &BINDING.into()).ok()?;
        binding.is_object().then(|| Self(binding.unchecked_into()))
    }

    /// The rows of one statement: a JSON list of objects.
    pub(super) async fn rows(&self, statement: &Statement<'_>) -> Result<String, StoreError> {
        let result = JsFuture::from(self.prepare(statement)?.all()?).await?;
        rows(result)
    }

    /// Runs statements one after the other, all or none of them, in one round trip. The rows of each, as for [`Store::rows`].
    pub(super) async fn run(
        &self,
        statements: &[Statement<'_>],
    ) -> Result<Vec<String>, StoreError> {
        let prepared = statements.iter().map(|statement| self.prepare(statement));
        let prepared: Array = prepared.collect::<Result<Vec<_>, _>>()?.iter().collect();
        let results = JsFuture::from(self.0.batch(prepared)?).await?;
        let results: Array = results.unchecked_into();
        results.iter().map(rows).collect()
    }

    fn prepare(&self, statement: &Statement<'_>) -> Result<D1PreparedStatement, JsValue> {
        self.0
            .prepare(statement.sql)?
            .bind(statement.values.clone())
    }
}

fn rows(result: JsValue) -> Result<String, StoreError> {
    let result: D1Result = result.unchecked_into();
    let rows = result.results()?.unwrap_or_default();
    Ok(JSON::stringify(&rows)?.into())
}
