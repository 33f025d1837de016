//! `@merge`: several objects as one.

use std::slice::from_ref;

use super::compile::Compiler;
use super::error::{At, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::origin::Origin;
use super::root::spread;
use super::trace::{TraceResult, Traced, Trail, object};
use super::{Argument, Example, Mapping, Spec, Takes};
use crate::diagnostic::Code;
use crate::json::{ObjectBuilder, Plan, Text, Value};

/// `@merge`.
#[derive(Clone, Debug)]
pub struct Merge {
    direction: Mapping,
    objects: Box<[Mapping]>,
}

impl Kind for Merge {
    const SPEC: Spec = Spec {
        name: "@merge",
        takes: Takes::Options(&[
            Argument::optional(
                "direction",
                Takes::Word(&["left", "right"]),
                "`right` if later objects win, `left` if earlier ones do",
            ),
            Argument::required("objects", Takes::Objects, "the objects, usually `@path`s"),
        ]),
    };
    const SUMMARY: &str =
        "one object with the members of several; of members with the same key one wins";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@merge": {"direction": "right", "objects":
                    [{"@path": "$.traits"}, {"plan": "gold"}]}}"#,
            event: r#"{"traits": {"plan": "free", "seats": 3}}"#,
            result: Some(r#"{"plan": "gold", "seats": 3}"#),
        },
        Example {
            mapping: r#"{"@merge": {"direction": "left", "objects":
                    [{"@path": "$.traits"}, {"plan": "none", "seats": 1}]}}"#,
            event: r#"{"traits": {"plan": "free"}}"#,
            result: Some(r#"{"plan": "free", "seats": 1}"#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let options = Self::options(argument)?;
        let direction = compiler.truthy_option(options, "direction");
        let direction = direction.ok_or(Self::missing("direction"))?;
        if let Mapping::Text(text) = &direction
            && !matches!(text.as_text(), Text::Str("left" | "right"))
        {
            let message = "this direction means `right`";
            let help = "write `left` or `right` in lower case";
            compiler.warn(Code::OptionCase, "direction", message, help);
        }
        let objects = options.get("objects").filter(|objects| objects.is_truthy());
        let objects = match objects.ok_or(Self::missing("objects"))? {
            Value::Array(objects) => compiler.elements_of("objects", objects),
            other => return Err(Self::unusable_option(Takes::Objects, other)),
        };
        Ok(Self { direction, objects })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let direction = self.direction.resolve(scope).at("direction")?;
        let mut objects = Vec::with_capacity(self.objects.len());
        for (at, object) in self.objects.iter().enumerate() {
            let value = object.resolve(scope).at_index(at).at("objects")?;
            objects.push(spread(value, scope.arena));
        }
        if direction == Value::text("left") {
            objects.reverse();
        }
        let mut merged = ObjectBuilder::new();
        for object in objects {
            merged.spread(object);
        }
        let merged = merged.finish(scope.arena);
        scope.check_size()?;
        Ok(Value::Object(merged))
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let direction = self.direction.follow(&trail.key("direction").deciding())?;
        let place = trail.key("objects");
        let mut objects = Vec::with_capacity(self.objects.len());
        for (at, object) in self.objects.iter().enumerate() {
            let traced = object.follow(&place.index(at))?;
            let origin = match traced.value {
                // Its characters have no places of their own.
                Value::Text(_) => Origin::made(from_ref(&traced.origin)),
                _ => traced.origin,
            };
            objects.push((spread(traced.value, trail.scope.arena), origin));
        }
        if direction.value == Value::text("left") {
            objects.reverse();
        }
        let mut members = Vec::new();
        for (object, origin) in objects {
            let keys = object.members().iter().map(|member| member.key);
            members.extend(keys.map(|key| (key, origin.child(key))));
        }
        Ok(Traced {
            value: self.resolve(trail.scope)?,
            origin: trail.give(
                Self::SPEC.name,
                from_ref(&direction.origin),
                object(trail, members),
            ),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        self.direction.ask(plan);
        self.objects.iter_mut().for_each(|object| object.ask(plan));
    }
}
