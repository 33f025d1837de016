//! From the values of an action's fields to the body of a call.

mod additional;
mod build;
mod mode;
mod report;

pub use build::{Body, Request, build};
pub use mode::{Mode, Rules};
