//! The list of all directives: one line each.

use super::compile::Compiler;
use super::error::ResolveErrorKind;
use super::eval::{Resolved, Scope};
use super::spec::{Example, Manual, Spec, Takes};
use super::trace::{TraceResult, Trail};
use crate::diagnostic::Pointer;
use crate::json::{Object, Plan, Text, Value};
use crate::path;

/// What every directive can do.
pub(super) trait Kind: Sized {
    /// What the directive is called and what it takes.
    const SPEC: Spec;
    /// What it does, in one line.
    const SUMMARY: &'static str;
    /// Mappings with the event they are applied to and what comes out.
    const EXAMPLES: &'static [Example];

    /// Reads the value behind the directive's name as Segment does when it resolves it. An error means that the
    /// directive refuses every event.
    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind>;

    /// Applies the directive.
    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a>;

    /// Applies the directive and follows where the result comes from.
    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a>;

    /// Asks a plan for what the directive reads of an event; unless it knows better, that is everything.
    fn ask(&mut self, plan: &mut Plan) {
        plan.keep_all();
    }

    /// Whether the result is always a value of the event, untouched, or a plain constant.
    fn only_picks(&self) -> bool {
        false
    }

    /// The place in the event whose value is the result, untouched, if there is one place. Only asked for messages.
    fn origin(&self, _scope: Scope<'_>) -> Option<Pointer> {
        None
    }

    /// The options behind the directive's name, or that there are none.
    fn options(argument: Value<'_>) -> Result<Object<'_>, ResolveErrorKind> {
        argument.as_object().ok_or_else(|| Self::unusable(argument))
    }

    /// The argument is of a kind the directive can't use.
    fn unusable(found: Value<'_>) -> ResolveErrorKind {
        Self::unusable_option(Self::SPEC.takes, found)
    }

    /// An option is of a kind the directive can't use.
    fn unusable_option(takes: Takes, found: Value<'_>) -> ResolveErrorKind {
        ResolveErrorKind::Argument {
            directive: Self::SPEC.name,
            expected: takes.description(),
            found: found.kind(),
        }
    }

    /// An option is not there, or JavaScript-false.
    fn missing(option: &'static str) -> ResolveErrorKind {
        ResolveErrorKind::MissingOption {
            directive: Self::SPEC.name,
            option,
        }
    }

    /// The argument, or the result of it, is no text.
    fn not_text(found: Value<'_>) -> ResolveErrorKind {
        ResolveErrorKind::NotText {
            directive: Self::SPEC.name,
            found: found.kind(),
        }
    }
}

/// A function of its own for each directive: engines compile what is called, and few mappings use them all.
#[inline(never)]
fn compiled<'v, K: Kind>(
    argument: Value<'v>,
    compiler: &mut Compiler<'v, '_>,
) -> Result<K, ResolveErrorKind> {
    K::compile(argument, compiler)
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
            /// Compiles the directive with this name.
            pub(super) fn compile<'v>(
                name: &str,
                argument: Value<'v>,
                compiler: &mut Compiler<'v, '_>,
            ) -> Result<Self, ResolveErrorKind> {
                $(if name == super::$module::$variant::SPEC.name {
                    return compiled(argument, compiler).map(Self::$variant);
                })+
                Err(ResolveErrorKind::UnknownDirective(name.into()))
            }

            pub(super) fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
                match self {
                    $(Self::$variant(directive) => directive.resolve(scope),)+
                }
            }

            pub(super) fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
                match self {
                    $(Self::$variant(directive) => directive.trace(trail),)+
                }
            }

            pub(super) fn ask(&mut self, plan: &mut Plan) {
                match self {
                    $(Self::$variant(directive) => directive.ask(plan),)+
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

        /// What all directives are called and take.
        pub fn specs() -> impl Iterator<Item = &'static Spec> {
            const SPECS: &[&Spec] = &[$(&super::$module::$variant::SPEC),+];
            SPECS.iter().copied()
        }

        /// What all directives are for.
        pub fn manual() -> impl Iterator<Item = Manual> {
            let pages = [$(Manual {
                spec: &super::$module::$variant::SPEC,
                summary: super::$module::$variant::SUMMARY,
                examples: super::$module::$variant::EXAMPLES,
            }),+];
            pages.into_iter()
        }
    };
}

directives! {
    Path(path),
    Template(template),
    Literal(literal),
    If(r#if),
    Case(case),
    Replace(replace),
    ArrayPath(array_path),
    Flatten(flatten),
    Json(json),
    Merge(merge),
    Transform(transform),
    ExcludeWhenNull(exclude_when_null),
    Liquid(liquid),
}

/// The description of the directive with this name.
pub(super) fn spec_of(name: Text<'_>) -> Option<&'static Spec> {
    specs().find(|spec| Text::Str(spec.name) == name)
}

impl Directive {
    /// The path, if the directive is a `@path` that is known in advance.
    pub(super) const fn as_path(&self) -> Option<&path::Path> {
        match self {
            Self::Path(super::path::Path::Fixed(path)) => Some(path),
            _ => None,
        }
    }
}
