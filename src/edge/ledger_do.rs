//! The ledger: a Durable Object that keeps records in `SQLite`. What a record says, and what follows, is decided in the core.

use std::cell::Cell;
use std::time::Duration;

// The attribute writes paths that begin with this name.
use worker::wasm_bindgen;
use worker::{
    DurableObject, Env, Error, Request, Response, ResponseBuilder, SqlStorage, State,
    durable_object,
};

use super::log::{self, Level};
use super::{now, settings};
use crate::delivery::serve;
use crate::limits::{LEDGER_PURGE_ROWS, LEDGER_PURGE_STEPS};

const DAY_MILLIS: i64 = 86_400_000;

/// No second index: most rows are written twice, read once and purged once, and each index would be paid for with each write.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS calls (key TEXT PRIMARY KEY, at INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS purge (id INTEGER PRIMARY KEY, after TEXT NOT NULL)";

/// One part of the ledger.
// It has an alarm, and no sockets.
#[durable_object(alarm)]
pub struct Ledger {
    state: State,
    env: Env,
    /// Whether an alarm is known to be set.
    alarm_is_set: Cell<bool>,
}

impl DurableObject for Ledger {
    fn new(state: State, env: Env) -> Self {
        if let Err(error) = state.storage().sql().exec(TABLES, None) {
            log_error("tables", &error);
        }
        Self {
            state,
            env,
            alarm_is_set: Cell::new(false),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        // What follows the last slash: nobody asks but the Worker.
        let url = request.inner().url();
        let (_, key) = url.rsplit_once('/').unwrap_or_default();
        let asked = request.text().await?;
        let answer = self.serve(key, &asked);
        if let Err(error) = &answer {
            log_error("request", error);
        }
        self.set_alarm().await?;
        Ok(ResponseBuilder::new().fixed(answer?.into_bytes()))
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.alarm_is_set.set(false);
        let keep = keep_millis(&self.env);
        let next = match self.purge(now().saturating_sub(keep))? {
            Purged::Partly => Some(Duration::from_secs(1)),
            Purged::Wholly => Some(interval(keep)),
            Purged::Nothing => None,
        };
        if let Some(next) = next {
            self.state.storage().set_alarm(next).await?;
            self.alarm_is_set.set(true);
        }
        Response::ok("")
    }
}

/// How far a purge came.
enum Purged {
    /// Not through the table.
    Partly,
    /// Through the table.
    Wholly,
    /// Through a table that is empty now.
    Nothing,
}

impl Ledger {
    /// Reads, decides and writes. Nothing is awaited in between, so nothing else happens in between; and the runtime holds the
    /// answer back until what was written is on disk.
    fn serve(&self, key: &str, asked: &str) -> worker::Result<String> {
        let sql = self.state.storage().sql();
        let kept = text(&sql, "SELECT record FROM calls WHERE key = ?1", &[key])?;
        let now = now();
        let served = serve(kept.as_deref(), asked, now).map_err(|error| error.to_string())?;
        if let Some(record) = served.keep {
            sql.exec(
                "INSERT INTO calls (key, at, record) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET at = excluded.at, record = excluded.record",
                vec![key.into(), now.into(), record.into()],
            )?;
        }
        Ok(served.answer)
    }

    async fn set_alarm(&self) -> worker::Result<()> {
        if self.alarm_is_set.get() {
            return Ok(());
        }
        let storage = self.state.storage();
        if storage.get_alarm().await?.is_none() {
            storage.set_alarm(interval(keep_millis(&self.env))).await?;
        }
        self.alarm_is_set.set(true);
        Ok(())
    }

    /// Forgets calls that were last touched before, walking through the table in steps.
    fn purge(&self, before: i64) -> worker::Result<Purged> {
        let sql = self.state.storage().sql();
        let mut after = text(&sql, "SELECT after FROM purge", &[])?.unwrap_or_default();
        for _ in 0..LEDGER_PURGE_STEPS {
            let step = "SELECT key FROM calls WHERE key > ?1 ORDER BY key LIMIT 1 OFFSET ";
            let last = text(&sql, &format!("{step}{LEDGER_PURGE_ROWS}"), &[&after])?;
            let until = last.clone().unwrap_or_else(|| "~".to_owned());
            sql.exec(
                "DELETE FROM calls WHERE key > ?1 AND key <= ?2 AND at < ?3",
                vec![after.into(), until.into(), before.into()],
            )?;
            let Some(last) = last else {
                sql.exec("DELETE FROM purge", None)?;
                let left = text(&sql, "SELECT key FROM calls LIMIT 1", &[])?;
                return Ok(left.map_or(Purged::Nothing, |_| Purged::Wholly));
            };
            after = last;
        }
        sql.exec(
            "INSERT INTO purge (id, after) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET after = excluded.after",
            vec![after.into()],
        )?;
        Ok(Purged::Partly)
    }
}

/// The first column of the first row, which is text.
fn text(sql: &SqlStorage, query: &str, values: &[&str]) -> Result<Option<String>, Error> {
    let values: Vec<_> = values.iter().map(|value| (*value).into()).collect();
    let Some(row) = sql.exec(query, values)?.raw().next() else {
        return Ok(None);
    };
    match row?.into_iter().next() {
        Some(worker::SqlStorageValue::String(text)) => Ok(Some(text)),
        _ => Err("a column that should be text is none".into()),
    }
}

/// For how long calls are remembered.
fn keep_millis(env: &Env) -> i64 {
    settings::settings(env).ledger_millis
}

/// How long until the next purge: a day, or less when less is kept.
fn interval(keep: i64) -> Duration {
    let millis = keep.clamp(1000, DAY_MILLIS);
    Duration::from_millis(millis.unsigned_abs())
}

fn log_error(part: &str, error: &Error) {
    log::line(Level::Error, "ledger", |object| {
        object.text("part", part);
        object.text("message", &error.to_string());
    });
}
