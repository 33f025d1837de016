//! The npm face: what JavaScript sees of [`crate::wire`]. The package's own code wraps it with types.

#![expect(unreachable_pub, reason = "JavaScript reaches it")]

use std::borrow::Cow;
use std::cell::RefCell;

use serde::Serialize;
use serde_wasm_bindgen::{Error, Serializer};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Arena, Destination, wire};

/// A compiled destination.
#[wasm_bindgen(js_name = Destination)]
pub struct JsDestination {
    inner: Destination,
}

/// An event of so many bytes fits into the kept input.
const INPUT_BYTES: usize = 48 << 10;

thread_local! {
    /// Where JavaScript writes the text of an event, so that no memory has to be found for it each time.
    static INPUT: RefCell<Box<[u8]>> = RefCell::new(vec![0; INPUT_BYTES].into());
    /// Where the values of such an event live, for the same reason.
    static ARENA: RefCell<Arena> = RefCell::new(Arena::for_event());
}

#[wasm_bindgen(js_class = Destination)]
impl JsDestination {
    /// Compiles a document; without one, the standard document.
    ///
    /// # Errors
    ///
    /// Throws the failure answer as text.
    #[wasm_bindgen(constructor)]
    pub fn new(document: Option<String>) -> Result<JsDestination, String> {
        let inner = match document {
            Some(document) => wire::compile(&document)?,
            None => Destination::standard(),
        };
        Ok(Self { inner })
    }

    /// Maps the event in the first so many bytes of the kept input.
    #[wasm_bindgen(js_name = mapInput)]
    pub fn map_input(&self, length: usize) -> String {
        INPUT.with_borrow(|input| {
            let bytes = input.get(..length).unwrap_or_default();
            // JavaScript writes nothing but UTF-8, and reading lossily looks at every byte by itself.
            let text = match str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(bytes),
            };
            ARENA.with_borrow_mut(|arena| {
                arena.reset();
                wire::map_in(&self.inner, &text, arena)
            })
        })
    }

    /// Maps one event.
    pub fn map(&self, event: &str) -> String {
        wire::map(&self.inner, event)
    }

    /// Maps one event and explains the result.
    pub fn explain(&self, event: &str) -> String {
        wire::explain(&self.inner, event)
    }

    /// Compares what this destination and another one make of an event.
    pub fn compare(&self, after: &JsDestination, event: &str) -> String {
        wire::compare(&self.inner, &after.inner, event)
    }

    /// The mappings.
    ///
    /// # Errors
    ///
    /// None that can happen: plain texts and flags become an object.
    pub fn mappings(&self) -> Result<JsValue, Error> {
        let objects = Serializer::new().serialize_maps_as_objects(true);
        wire::mappings(&self.inner).serialize(&objects)
    }
}

/// Where the kept input is.
#[wasm_bindgen(js_name = inputAddress)]
pub fn input_address() -> *mut u8 {
    INPUT.with_borrow_mut(|input| input.as_mut_ptr())
}

/// How many bytes the kept input has.
#[wasm_bindgen(js_name = inputLength)]
pub fn input_length() -> usize {
    INPUT_BYTES
}

/// The memory in which the kept input is.
#[wasm_bindgen(js_name = inputMemory)]
pub fn input_memory() -> JsValue {
    wasm_bindgen::memory()
}

/// Checks a document.
#[wasm_bindgen]
pub fn validate(document: &str) -> String {
    wire::validate(document)
}

/// Checks a document and gives advice on it.
#[wasm_bindgen]
pub fn lint(document: &str) -> String {
    wire::lint(document)
}

/// Makes a document of Segment's mappings.
#[wasm_bindgen(js_name = importSegment)]
pub fn import_segment(text: &str) -> String {
    wire::import_segment(text)
}

/// Applies a mapping to an event.
#[wasm_bindgen]
pub fn transform(mapping: &str, event: &str) -> String {
    wire::transform(mapping, event)
}

/// The catalogue of actions.
#[wasm_bindgen]
pub fn actions() -> String {
    wire::actions()
}

/// Reads a trigger, given as JSON: a string or a tree.
#[wasm_bindgen(js_name = parseTrigger)]
pub fn parse_trigger(trigger: &str, dialect: &str) -> String {
    wire::trigger::parse(trigger, dialect)
}

/// Prints a trigger.
#[wasm_bindgen(js_name = formatTrigger)]
pub fn format_trigger(trigger: &str, dialect: &str) -> String {
    wire::trigger::format(trigger, dialect)
}

/// Says whether a trigger matches an event.
#[wasm_bindgen(js_name = matchTrigger)]
pub fn match_trigger(trigger: &str, dialect: &str, event: &str) -> String {
    wire::trigger::matches(trigger, dialect, event)
}

/// Says why a trigger matches an event, or does not.
#[wasm_bindgen(js_name = explainTrigger)]
pub fn explain_trigger(trigger: &str, dialect: &str, event: &str) -> String {
    wire::trigger::explain(trigger, dialect, event)
}
