//! Segment events to Friendbuy merchant API calls.
pub mod diagnostic;
pub mod json;
pub mod limits;
pub mod path;
