//! How long the desk remembers.

use super::rows::list;
use super::sql::{Bound, Select};
use crate::instant::Millis;
use crate::json::{Arena, Value, parse};
use crate::limits::PURGED_ROWS;

/// What nobody dealt with stays so many times as long as the rest.
const PATIENCE: i64 = 3;

/// How long rows of the delivery log are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// So many milliseconds; three times as long what a person has to look at and did not.
    pub millis: i64,
}

impl Retention {
    /// The statements that delete what is too old, at most [`PURGED_ROWS`] rows each. Counts, versions and erasures stay.
    pub fn purge(self, now: Millis) -> [Select; 2] {
        let old = now.saturating_sub(self.millis);
        let oldest = now.saturating_sub(self.millis.saturating_mul(PATIENCE));
        [
            Select::with(
                "DELETE FROM failed_events WHERE id IN (SELECT id FROM failed_events \
                 WHERE at < ? AND (resolved_at IS NOT NULL OR at < ?) LIMIT ?) RETURNING id",
                [
                    Bound::Number(old),
                    Bound::Number(oldest),
                    Bound::Number(PURGED_ROWS),
                ],
            ),
            Select::with(
                "DELETE FROM deliveries WHERE id IN (SELECT d.id FROM deliveries d WHERE d.at < ? AND NOT EXISTS \
                 (SELECT 1 FROM failed_events f WHERE f.message_id = d.message_id AND f.mapping = d.mapping) LIMIT ?) \
                 RETURNING id",
                [Bound::Number(old), Bound::Number(PURGED_ROWS)],
            ),
        ]
    }

    /// How many rows a statement deleted, from the rows it gave.
    pub fn deleted(rows: &str) -> usize {
        let arena = Arena::new();
        list(parse(rows, &arena).unwrap_or(Value::Undefined)).len()
    }
}
