//! Whether an event can fulfil a condition.
//!
//! The answer "no" is certain. Conditions on different places are taken to be independent, and where texts are searched
//! for patterns not everything is worked out, so "yes" may be wrong.

use super::events::Events;
use super::fact::Facts;
use crate::limits::MAX_TRIGGER_ANALYSIS_STEPS;
use crate::trigger::{Condition, Connective, Field};

/// Whether one of these events can fulfil the condition, which is in its normal form.
pub(super) fn is_possible(condition: &Condition, events: Events) -> bool {
    let mut steps = MAX_TRIGGER_ANALYSIS_STEPS;
    Search {
        events,
        steps: &mut steps,
    }
    .run(vec![(condition, true)], Vec::new(), Facts::default())
}

/// A condition and whether it has to be true or false.
type Wanted<'t> = (&'t Condition, bool);

struct Search<'s> {
    events: Events,
    /// How many conditions may still be looked at. When there are none left, everything is possible.
    steps: &'s mut usize,
}

impl Search<'_> {
    /// Whether all of `wanted`, and one of each of `choices`, can be had together with the facts.
    fn run<'t>(
        &mut self,
        mut wanted: Vec<Wanted<'t>>,
        mut choices: Vec<Wanted<'t>>,
        mut facts: Facts<'t>,
    ) -> bool {
        while let Some((condition, is_wanted)) = wanted.pop() {
            let Some(left) = self.steps.checked_sub(1) else {
                return true;
            };
            *self.steps = left;
            match condition {
                Condition::Group(group) => {
                    if (group.connective == Connective::And) == is_wanted {
                        wanted.extend(group.children.iter().map(|child| (child, is_wanted)));
                    } else {
                        choices.push((condition, is_wanted));
                    }
                }
                Condition::Not(inner) => wanted.push((inner, !is_wanted)),
                Condition::Comparison(comparison) => {
                    if !facts.add(comparison, is_wanted, self.events) {
                        return false;
                    }
                }
                Condition::Any(any) => {
                    if is_wanted && !self.is_element_possible(&any.list, &any.condition, &mut facts)
                    {
                        return false;
                    }
                }
                Condition::Nothing => return false,
            }
        }
        let Some((Condition::Group(group), is_wanted)) = choices.pop() else {
            return true;
        };
        group
            .children
            .iter()
            .any(|child| self.run(vec![(child, is_wanted)], choices.clone(), facts.clone()))
    }

    fn is_element_possible<'t>(
        &mut self,
        list: &'t Field,
        condition: &'t Condition,
        facts: &mut Facts<'t>,
    ) -> bool {
        let mut search = Search {
            events: Events::Anything,
            steps: self.steps,
        };
        search.run(vec![(condition, true)], Vec::new(), Facts::default())
            && facts.require_list(list, self.events)
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::Kind;
    use super::*;
    use crate::json::{Arena, parse};
    use crate::trigger::{Dialect, Trigger};

    /// A small generator of numbers; the same in every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(self.0 >> 33).unwrap() % limit
        }

        fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
            texts[self.below(texts.len())]
        }

        fn comparison(&mut self) -> String {
            let fields = ["type", "event", "properties.a", "properties.a", "traits.a"];
            let field = self.one_of(&fields);
            let text = self.one_of(&["a", "ab", "b", "track", "identify"]);
            match self.below(8) {
                0 => format!("{field} = \"{text}\""),
                1 => format!("{field} != \"{text}\""),
                2 => format!("{field} {} null", self.one_of(&["=", "!="])),
                3 => format!(
                    "{field} {} {}",
                    self.one_of(&["=", "!="]),
                    self.one_of(&["true", "5"])
                ),
                4 => format!(
                    "{field} {} {}",
                    self.one_of(&["<", "<=", ">", ">="]),
                    4 + self.below(3)
                ),
                5 => format!("contains({field}, \"{text}\")"),
                6 => format!(
                    "match({field}, \"{}\")",
                    self.one_of(&["a*", "*b", "b*", "?", "*a*b*"])
                ),
                _ => format!("{field} {}in [\"a\", \"b\", 5]", self.one_of(&["", "not "])),
            }
        }

        fn condition(&mut self, depth: usize) -> String {
            if depth == 0 {
                return self.comparison();
            }
            let (one, two) = (self.condition(depth - 1), self.condition(depth - 1));
            match self.below(7) {
                0..=2 => format!("({one} and {two})"),
                3 => format!("({one} or {two})"),
                4 => format!("!({one})"),
                5 => format!("any(properties.a, it = {}) and {one}", self.below(2) + 5),
                _ => one,
            }
        }
    }

    /// Events as they are specified, with few values.
    fn events(kind: Kind) -> Vec<String> {
        let values = [
            "", "null", "true", "false", "4", "5", "5.5", "6", "\"\"", "\"a\"", "\"ab\"", "\"b\"",
            "{}", "[]", "[5]",
        ];
        let member = |object: &str, value: &str| match value {
            "" => String::new(),
            _ if object == "event" => format!(", \"event\": {value}"),
            _ => format!(", \"{object}\": {{\"a\": {value}}}"),
        };
        let possible = |object: &str, kind: Kind| {
            if kind.has(object) {
                &values[..]
            } else {
                &values[..1]
            }
        };
        let mut events = Vec::new();
        for event in possible("event", kind) {
            for property in possible("properties", kind) {
                for r#trait in possible("traits", kind) {
                    let members = member("event", event)
                        + &member("properties", property)
                        + &member("traits", r#trait);
                    events.push(format!("{{\"type\": \"{}\"{members}}}", kind.name()));
                }
            }
        }
        events
    }

    #[test]
    fn what_happens_is_possible() {
        let kinds = [Kind::Track, Kind::Identify, Kind::Alias];
        let texts = kinds.map(events);
        let arena = Arena::new();
        let parsed = texts.each_ref().map(|texts| {
            let events = texts.iter().map(|text| parse(text, &arena).unwrap());
            events.collect::<Vec<_>>()
        });
        let mut random = Random(7);
        let (mut impossible, mut overlooked) = (0, 0);
        for round in 0..1500 {
            let text = random.condition(round % 4);
            let trigger = Trigger::compile(&text, Dialect::Documented).unwrap();
            let condition = trigger.condition().normal();
            for (kind, events) in kinds.iter().zip(&parsed) {
                let happens = events.iter().any(|event| trigger.matches(*event, &arena));
                let is_possible = is_possible(&condition, Events::Of(*kind));
                assert!(
                    is_possible || !happens,
                    "{text} matches {} events",
                    kind.name()
                );
                impossible += usize::from(!is_possible);
                overlooked += usize::from(is_possible && !happens);
            }
        }
        assert!(impossible > 500, "{impossible}");
        assert!(overlooked * 10 < impossible, "{overlooked} of {impossible}");
    }
}
