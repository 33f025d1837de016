//! One request to the ledger, texts in and out: what whoever keeps records has to do.

use super::rules::{claim, settle};
use super::text::{LedgerTextError, read};
use super::{Claim, Record, Settlement};
use crate::instant::Millis;

/// What to answer, and what to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The answer.
    pub answer: String,
    /// The text to keep in place of the record that was read; `None` leaves it as it is.
    pub keep: Option<String>,
}

/// Decides about a request, given the record that is kept under its key.
///
/// Between reading the record and writing [`Served::keep`] nothing else may read or write it.
///
/// A record that can't be read stops the request: guessing might pay somebody twice.
///
/// # Errors
///
/// [`LedgerTextError`] when request or record can't be read.
pub fn serve(kept: Option<&str>, request: &str, now: Millis) -> Result<Served, LedgerTextError> {
    let record = kept.map(Record::from_text).transpose()?;
    let record = record.as_ref();
    let (answer, keep) = read(request, |object| match object.member("do").as_str()? {
        "claim" => {
            let (decision, keep) = claim(record, &Claim::read(object)?, now);
            Some((decision.to_text(), keep))
        }
        "settle" => {
            let (settled, keep) = settle(record, &Settlement::read(object)?, now);
            Some((settled.to_text(), keep))
        }
        "look" => Some((
            record.map_or_else(|| "null".to_owned(), Record::to_text),
            None,
        )),
        _ => None,
    })?;
    Ok(Served {
        answer,
        keep: keep.as_ref().map(Record::to_text),
    })
}
