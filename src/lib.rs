//! Segment events to Friendbuy merchant API calls.
//!
//! | Room | What it is for |
//! |---|---|
//! | [`json`], [`path`], [`event`] | JSON as JavaScript sees it, borrowed from its text; ways into it; Segment's events |
//! | [`letters`] | their case, as JavaScript changes it |
//! | [`diagnostic`], [`limits`] | what there is to say about a document or an event; every limit |
//! | [`directive`] | the mapping language |
//! | [`trigger`] | which events a mapping is for |
//! | [`field`], [`action`] | what Friendbuy's actions take, as tables |
//! | [`payload`] | from field values to the body of a call, in three modes |
//! | [`destination`] | a document, compiled, and what it makes of an event |
//! | [`intake`] | Segment's HTTP API: bytes in, events or refusals out |
//! | [`delivery`] | what makes two calls the same, what to do after an answer |
//! | [`wire`] | all of it as JSON calls and answers |
//! | [`syntax`] | both languages, mappings and triggers, by examples |
//! | [`admin`] | what those who run a destination ask of it |
//!
//! The core is pure: it reads no clock, no environment, no file, no network and no random numbers. Two thin faces
//! stand before it: feature `npm` for JavaScript, feature `worker` for Cloudflare Workers.

pub mod action;
pub mod admin;
pub mod delivery;
pub mod destination;
pub mod diagnostic;
pub mod directive;
pub mod event;
pub mod field;
pub mod instant;
pub mod intake;
pub mod letters;
pub mod limits;
pub mod path;
pub mod payload;
pub mod syntax;
pub mod trigger;
pub mod wire;

#[cfg(feature = "worker")]
mod edge;
#[cfg(feature = "npm")]
mod npm;

/// Where the two faces find memory.
#[cfg(all(target_arch = "wasm32", any(feature = "npm", feature = "worker")))]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

pub use destination::Destination;
pub use friendbuy_edge_json as json;
pub use json::Arena;
