//! `@flatten`: an object without objects in it.

use std::slice::from_ref;

use super::compile::Compiler;
use super::error::{At, Failure, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::trace::{TraceResult, Traced, Trail, object};
use super::{Argument, Example, Mapping, Spec, Takes};
use crate::json::{ObjectBuilder, Plan, Text, TextBuilder, Value};

/// `@flatten`.
#[derive(Clone, Debug)]
pub struct Flatten {
    separator: Mapping,
    value: Mapping,
    omit_arrays: bool,
}

impl Kind for Flatten {
    const SPEC: Spec = Spec {
        name: "@flatten",
        takes: Takes::Options(&[
            Argument::optional("separator", Takes::TEXT, "what joins the keys"),
            Argument::required("value", Takes::Mapping, "the object, usually a `@path`"),
            Argument::optional(
                "omitArrays",
                Takes::Mapping,
                "whether lists stay as they are",
            ),
        ]),
    };
    const SUMMARY: &str =
        "an object whose members are those of all objects inside, their keys joined";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@flatten": {"separator": ".", "value": {"@path": "$.traits"}}}"#,
            event: r#"{"traits": {"plan": {"name": "gold", "seats": 3}, "tags": ["a"]}}"#,
            result: Some(r#"{"plan.name": "gold", "plan.seats": 3, "tags.0": "a"}"#),
        },
        Example {
            mapping: r#"{"@flatten": {"separator": "_", "omitArrays": true, "value": {"@path": "$.traits"}}}"#,
            event: r#"{"traits": {"plan": {"name": "gold"}, "tags": ["a"]}}"#,
            result: Some(r#"{"plan_name": "gold", "tags": ["a"]}"#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let options = Self::options(argument)?;
        let separator = compiler.truthy_option(options, "separator");
        Ok(Self {
            separator: separator.ok_or(Self::missing("separator"))?,
            value: compiler.option(options, "value"),
            omit_arrays: options.get("omitArrays").is_some_and(Value::is_truthy),
        })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let separator = match self.separator.resolve(scope).at("separator")? {
            Value::Text(separator) => separator,
            other => return Err(Self::not_text(other).into()),
        };
        let value = self.value.resolve(scope).at("value")?;
        let mut members = ObjectBuilder::new();
        self.walk(value, separator, scope, &mut |_, key, value| {
            members.set(key, value);
        })?;
        Ok(Value::Object(members.finish(scope.arena)))
    }

    fn ask(&mut self, plan: &mut Plan) {
        self.separator.ask(plan);
        self.value.ask(plan);
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let separator = self.separator.follow(&trail.key("separator").deciding())?;
        let Value::Text(joint) = separator.value else {
            return Err(Self::not_text(separator.value).into());
        };
        let traced = self.value.follow(&trail.key("value"))?;
        let mut members = Vec::new();
        self.walk(traced.value, joint, trail.scope, &mut |way, key, _| {
            members.push((key, traced.origin.at(way)));
        })?;
        Ok(Traced {
            value: self.resolve(trail.scope)?,
            origin: trail.give(
                Self::SPEC.name,
                from_ref(&separator.origin),
                object(trail, members),
            ),
        })
    }
}

impl Flatten {
    /// Walks to every member of the result: the way to it, its key, its value.
    fn walk<'a>(
        &self,
        value: Value<'a>,
        separator: Text<'a>,
        scope: Scope<'a>,
        visit: Visit<'_, 'a>,
    ) -> Result<(), Failure> {
        let mut walk = Walk {
            scope,
            separator,
            omit_arrays: self.omit_arrays,
            way: Vec::new(),
            visit,
        };
        walk.add(value)
    }
}

type Visit<'v, 'a> = &'v mut dyn FnMut(&[Text<'a>], Text<'a>, Value<'a>);

struct Walk<'v, 'a> {
    scope: Scope<'a>,
    separator: Text<'a>,
    omit_arrays: bool,
    /// The keys from the value down to where this is.
    way: Vec<Text<'a>>,
    visit: Visit<'v, 'a>,
}

impl<'a> Walk<'_, 'a> {
    fn add(&mut self, value: Value<'a>) -> Result<(), Failure> {
        match value {
            Value::Object(object) => {
                for member in object.members() {
                    self.add_member(member.key, member.value)?;
                }
            }
            Value::Array(values) if !self.omit_arrays => {
                for (at, value) in values.iter().enumerate() {
                    let key = Text::Str(self.scope.arena.text(&at.to_string()));
                    self.add_member(key, *value)?;
                }
            }
            _ => {
                let key = self.key();
                (self.visit)(&self.way, key, value);
                self.scope.check_size()?;
            }
        }
        Ok(())
    }

    fn add_member(&mut self, key: Text<'a>, value: Value<'a>) -> Result<(), Failure> {
        self.way.push(key);
        self.add(value)?;
        self.way.pop();
        Ok(())
    }

    /// The joined keys. As in Segment, no separator follows what is empty so far.
    fn key(&self) -> Text<'a> {
        let mut joined = TextBuilder::new();
        for key in &self.way {
            if joined.bytes() > 0 {
                joined.push(self.separator);
            }
            joined.push(*key);
        }
        joined.finish(self.scope.arena)
    }
}
