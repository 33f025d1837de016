//! From the values of an action's fields to the body of a call.

mod additional;
mod build;
mod explain;
mod mode;
mod report;

pub use build::{Body, Request, build};
pub use explain::{Change, Leaf, Part, Rule, Way, at, each_leaf, explain};
pub use mode::{Mode, Rules};
pub(crate) use report::describe;
