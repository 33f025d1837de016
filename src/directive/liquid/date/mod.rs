//! Dates: reading them, counting with them, showing them.

mod calendar;
mod format;
mod parse;
mod parts;
mod token;

pub(super) use calendar::{Fields, clip};
pub(super) use format::strftime;
pub(super) use parse::parse;
