//! `@transform`: a mapping of what another mapping makes.

use super::compile::Compiler;
use super::error::{At, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::trace::{TraceResult, Traced, Trail};
use super::{Argument, Example, Mapping, Spec, Takes, WholeMapping};
use crate::json::Value;

/// `@transform`.
#[derive(Clone, Debug)]
pub struct Transform {
    apply: WholeMapping,
    mapping: Mapping,
}

impl Kind for Transform {
    const SPEC: Spec = Spec {
        name: "@transform",
        takes: Takes::Options(&[
            Argument::required(
                "apply",
                Takes::ObjectOrDirective,
                "the first mapping, applied to the event",
            ),
            Argument::required(
                "mapping",
                Takes::ObjectOrDirective,
                "the second mapping, applied to the result of the first and to nothing else",
            ),
        ]),
    };
    const SUMMARY: &str = "`mapping`, applied to what `apply` makes of the event";
    const EXAMPLES: &[Example] = &[Example {
        mapping: r#"{"@transform": {
                "apply": {"full": {"@template": "{{traits.first}} {{traits.last}}"}},
                "mapping": {"name": {"@case": {"operator": "upper", "value": {"@path": "$.full"}}}}}}"#,
        event: r#"{"traits": {"first": "Ada", "last": "King"}}"#,
        result: Some(r#"{"name": "ADA KING"}"#),
    }];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let options = Self::options(argument)?;
        let mapping = compiler.truthy_option(options, "mapping");
        let mapping = mapping.ok_or(Self::missing("mapping"))?;
        let apply = options.get("apply").filter(|apply| apply.is_truthy());
        let apply = match apply.ok_or(Self::missing("apply"))? {
            apply @ Value::Object(_) => compiler.whole("apply", apply)?,
            other => return Err(Self::unusable_option(Takes::ObjectOrDirective, other)),
        };
        Ok(Self { apply, mapping })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let data = self.apply.apply(scope).at("apply")?;
        let value = self.mapping.resolve(scope.over(data));
        // What the mapping saw was not the event.
        let value = value.map_err(|mut error| {
            error.event = None;
            error
        });
        value.at("mapping")
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let data = self.apply.follow(&trail.key("apply"))?;
        let cleaned = self.apply.apply(trail.scope)?;
        let place = trail.key("mapping");
        let traced = self.mapping.follow(&place.over(cleaned, &data.origin))?;
        Ok(Traced {
            value: traced.value,
            origin: trail.give(Self::SPEC.name, &[], traced.origin),
        })
    }
}
