//! Once an hour: what is too old leaves the desk's database.

use worker::Env;

use super::log::{self, Level, number};
use super::now;
use super::settings::settings;
use super::store::{Statement, Store, StoreError};
use crate::admin::Retention;
use crate::limits::PURGE_ROUNDS;

/// Deletes what is too old, as far as one run goes; the next one goes on.
pub(super) async fn purge(env: &Env) {
    let Some(store) = Store::of(env) else { return };
    let retention = Retention {
        millis: settings(env).ledger_millis,
    };
    match rounds(&store, retention).await {
        Ok(0) => {}
        Ok(rows) => log::line(Level::Info, "purge", |object| number(object, "rows", rows)),
        Err(error) => error.log(),
    }
}

async fn rounds(store: &Store, retention: Retention) -> Result<usize, StoreError> {
    let purge = retention.purge(now());
    let mut rows = 0;
    for _ in 0..PURGE_ROUNDS {
        let statements: Vec<Statement<'_>> = purge.iter().map(Into::into).collect();
        let deleted = store.run(&statements).await?;
        let deleted: usize = deleted.iter().map(|rows| Retention::deleted(rows)).sum();
        rows += deleted;
        if deleted == 0 {
            break;
        }
    }
    Ok(rows)
}
