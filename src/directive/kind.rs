//! The list of all directives: one line each.

use super::compile::Compiler;
use super::eval::{Resolved, Scope};
use super::spec::Spec;
use crate::diagnostic::Pointer;
use crate::json::Value;

/// What every directive can do.
pub(super) trait Kind: Sized {
    /// The description.
    const SPEC: Spec;

    /// Reads the value behind the directive's name. What is wrong with it goes to the compiler.
    fn compile(argument: Value<'_>, compiler: &mut Compiler<'_>) -> Option<Self>;

    /// Applies the directive.
    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a>;

    /// Whether the result is always a value of the event, untouched.
    fn only_picks(&self) -> bool {
        false
    }

    /// The place in the event whose value is the result, untouched, if there is one place. Only asked for messages.
    fn origin(&self, _scope: Scope<'_>) -> Option<Pointer> {
        None
    }
}

macro_rules! directives {
    ($($variant:ident($module:ident),)+) => {
        /// A compiled directive.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum Directive {
            $(
                #[doc = concat!("`", stringify!($module), "`, see its [`Spec`].")]
                $variant(super::$module::$variant),
            )+
        }

        impl Directive {
            /// Compiles a directive by name. An unknown name is `None` without a problem: the caller reports it.
            pub(super) fn compile(
                name: &str,
                argument: Value<'_>,
                compiler: &mut Compiler<'_>,
            ) -> Option<Self> {
                $(if name == super::$module::$variant::SPEC.name {
                    return super::$module::$variant::compile(argument, compiler).map(Self::$variant);
                })+
                None
            }

            pub(super) fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
                match self {
                    $(Self::$variant(directive) => directive.resolve(scope),)+
                }
            }

            pub(super) fn only_picks(&self) -> bool {
                match self {
                    $(Self::$variant(directive) => directive.only_picks(),)+
                }
            }

            pub(super) fn origin(&self, scope: Scope<'_>) -> Option<Pointer> {
                match self {
                    $(Self::$variant(directive) => directive.origin(scope),)+
                }
            }

            /// The directive's name, with its `@`.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => super::$module::$variant::SPEC.name,)+
                }
            }
        }

        /// The descriptions of all directives.
        pub fn specs() -> impl Iterator<Item = &'static Spec> {
            const SPECS: &[&Spec] = &[$(&super::$module::$variant::SPEC),+];
            SPECS.iter().copied()
        }
    };
}

directives! {
    Path(path),
    Template(template),
    Literal(literal),
    If(r#if),
}
