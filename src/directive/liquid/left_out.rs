//! `@liquid` in a build without it: known by name, and refused.

mod error;

pub use error::LiquidError;

use super::compile::Compiler;
use super::error::ResolveErrorKind;
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::trace::{TraceResult, Trail};
use super::{Example, Spec, Takes};
use crate::json::Value;

/// `@liquid`, of which there is none.
#[derive(Clone, Debug)]
pub enum Liquid {}

impl Kind for Liquid {
    const SPEC: Spec = Spec {
        name: "@liquid",
        takes: Takes::TEXT,
    };
    const SUMMARY: &str = "a text in the template language Liquid, which this build leaves out";
    const EXAMPLES: &[Example] = &[];

    fn compile<'v>(_: Value<'v>, _: &mut Compiler<'v, '_>) -> Result<Self, ResolveErrorKind> {
        Err(LiquidError::LeftOut.into())
    }

    fn resolve<'a>(&'a self, _: Scope<'a>) -> Resolved<'a> {
        match *self {}
    }

    fn trace<'a>(&'a self, _: &Trail<'_, 'a>) -> TraceResult<'a> {
        match *self {}
    }
}
