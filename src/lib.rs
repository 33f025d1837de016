//! Segment events to Friendbuy merchant API calls.
pub mod diagnostic;
pub mod directive;
pub mod json;
pub mod limits;
pub mod path;
