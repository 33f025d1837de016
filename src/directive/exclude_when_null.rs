//! `@excludeWhenNull`: a value without what is null.

use super::compile::Compiler;
use super::error::ResolveErrorKind;
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::origin::Origin;
use super::trace::{TraceResult, Traced, Trail};
use super::{Example, Mapping, Spec, Takes};
use crate::json::{Arena, Member, Object, Plan, Value};

/// `@excludeWhenNull`.
#[derive(Clone, Debug)]
pub struct ExcludeWhenNull(Mapping);

impl Kind for ExcludeWhenNull {
    const SPEC: Spec = Spec {
        name: "@excludeWhenNull",
        takes: Takes::Json,
    };
    const SUMMARY: &str =
        "a value unless it is null, without the members that are null; lists keep theirs";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@excludeWhenNull": {"@path": "$.traits"}}"#,
            event: r#"{"traits": {"plan": null, "address": {"city": null, "zip": "1"}, "tags": [null]}}"#,
            result: Some(r#"{"address": {"zip": "1"}, "tags": [null]}"#),
        },
        Example {
            mapping: r#"{"@excludeWhenNull": {"@path": "$.traits.plan"}}"#,
            event: r#"{"traits": {"plan": null}}"#,
            result: None,
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        Ok(Self(compiler.mapping(argument)))
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        Ok(match self.0.resolve(scope)? {
            Value::Null => Value::Undefined,
            Value::Object(object) => Value::Object(without_null(object, scope.arena)),
            other => other,
        })
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let traced = self.0.follow(trail)?;
        let value = self.resolve(trail.scope)?;
        let origin = match value {
            Value::Undefined => Origin::Nothing,
            _ => traced.origin,
        };
        Ok(Traced {
            value,
            origin: trail.give(Self::SPEC.name, &[], origin),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        self.0.ask(plan);
    }
}

/// The object with no value in place of null, so that the member goes in the end and hides others on the way.
fn without_null<'a>(object: Object<'a>, arena: &'a Arena) -> Object<'a> {
    let members = object.members().iter().map(|member| Member {
        key: member.key,
        value: match member.value {
            Value::Null => Value::Undefined,
            Value::Object(object) => Value::Object(without_null(object, arena)),
            other => other,
        },
    });
    Object::from_unique(arena.members(&members.collect::<Vec<_>>()))
}
