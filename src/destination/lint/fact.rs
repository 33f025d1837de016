//! What a trigger requires of single values, and whether a value can be like that.

use std::rc::Rc;

use super::events::{Events, Known, SAMPLES, place_of, samples};
use crate::json::{Arena, TextBuf, Value};
use crate::trigger::{Comparison, Condition, Field, FieldPath, Operand, Operator, Root, Scalar};

/// What is required of the values at several places.
#[derive(Clone, Default)]
pub(super) struct Facts<'t> {
    places: Vec<(Vec<TextBuf>, Fact<'t>)>,
}

impl<'t> Facts<'t> {
    fn at(&mut self, field: &Field, events: Events) -> Option<&mut Fact<'t>> {
        let place = place_of(field);
        let known = self.places.iter().position(|(other, _)| *other == place);
        let index = known.unwrap_or_else(|| {
            let fact = Fact::new(events.known(&place));
            self.places.push((place, fact));
            self.places.len() - 1
        });
        self.places.get_mut(index).map(|(_, fact)| fact)
    }

    /// Requires a comparison to be true or false. `false` if that is impossible.
    pub(super) fn add(
        &mut self,
        comparison: &'t Comparison,
        is_wanted: bool,
        events: Events,
    ) -> bool {
        let Some(fact) = self.at(&comparison.field, events) else {
            return true;
        };
        fact.add(Test::new(comparison, is_wanted));
        fact.is_possible()
    }

    /// Requires a list. `false` if that is impossible.
    pub(super) fn require_list(&mut self, field: &Field, events: Events) -> bool {
        let Some(fact) = self.at(field, events) else {
            return true;
        };
        fact.must_be_list = true;
        fact.keep(|value| matches!(value, Value::Array(_)));
        fact.is_possible()
    }
}

/// What is required of one value.
#[derive(Clone)]
struct Fact<'t> {
    known: Known,
    must_be_list: bool,
    /// Which of the [`samples`] pass all tests.
    passing: [bool; SAMPLES],
    tests: Vec<Rc<Test<'t>>>,
}

impl<'t> Fact<'t> {
    fn new(known: Known) -> Self {
        let mut fact = Self {
            known,
            must_be_list: false,
            passing: [true; SAMPLES],
            tests: Vec::new(),
        };
        fact.keep(|value| match value {
            Value::Undefined => known.can_be_missing(),
            _ => known == Known::Nothing,
        });
        fact
    }

    fn add(&mut self, test: Test<'t>) {
        self.keep(|value| test.passes(value));
        self.tests.push(Rc::new(test));
    }

    fn keep(&mut self, passes: impl Fn(Value<'_>) -> bool) {
        let arena = Arena::new();
        for (passing, value) in self.passing.iter_mut().zip(samples(&arena)) {
            *passing = *passing && passes(value);
        }
    }

    /// Whether a value can pass all tests.
    fn is_possible(&self) -> bool {
        self.passing.contains(&true)
            || !self.must_be_list && (self.can_be_text() || self.can_be_number())
    }

    fn passes(&self, value: Value<'_>) -> bool {
        self.tests.iter().all(|test| test.passes(value))
    }

    /// Numbers are only compared by size, so it is enough to try those that are named, and their neighbours.
    fn can_be_number(&self) -> bool {
        if self.known != Known::Nothing {
            return false;
        }
        let named = self.tests.iter().flat_map(|test| test.numbers());
        let mut tried = named.flat_map(|number| [number, number.next_down(), number.next_up()]);
        self.passes(Value::from(0.0)) || tried.any(|number| self.passes(Value::from(number)))
    }

    fn can_be_text(&self) -> bool {
        match self.known {
            Known::Missing => return false,
            Known::Texts { texts, .. } => {
                return texts.iter().any(|text| self.passes(Value::text(text)));
            }
            Known::Nothing | Known::SomeText => {}
        }
        if let Some(texts) = self.tests.iter().find_map(|test| test.texts()) {
            return texts
                .iter()
                .any(|text| self.passes(Value::Text(text.as_text())));
        }
        // All pairs without the last test were looked at when their second one came.
        let Some(last) = self.tests.last() else {
            return true;
        };
        let mut tests = self.tests.iter();
        tests.all(|test| !test.excludes_texts && !test.excludes(last) && !last.excludes(test))
    }
}

/// A comparison that has to be true or false, of whatever value.
#[derive(Clone)]
struct Test<'t> {
    comparison: &'t Comparison,
    /// The comparison with the value itself in place of its field.
    probe: Condition,
    is_wanted: bool,
    /// Whether no text passes, whatever it is.
    excludes_texts: bool,
}

impl<'t> Test<'t> {
    fn new(comparison: &'t Comparison, is_wanted: bool) -> Self {
        let probe = Condition::Comparison(Comparison {
            field: Field::Path(Root::It, FieldPath::from_keys(Vec::new())),
            ..comparison.clone()
        });
        let mut test = Self {
            comparison,
            probe,
            is_wanted,
            excludes_texts: false,
        };
        // Where the kind alone decides, one text stands for all.
        test.excludes_texts = !test.compares_texts() && !test.passes(Value::text(""));
        test
    }

    fn passes(&self, value: Value<'_>) -> bool {
        let arena = Arena::new();
        self.probe.explain(value, &arena).matched == self.is_wanted
    }

    fn scalars(&self) -> &'t [Scalar] {
        match &self.comparison.value {
            Operand::None => &[],
            Operand::One(scalar) => std::slice::from_ref(scalar),
            Operand::List(scalars) => scalars,
        }
    }

    fn numbers(&self) -> impl Iterator<Item = f64> {
        self.scalars().iter().filter_map(|scalar| match scalar {
            Scalar::Number(number) => Some(*number),
            _ => None,
        })
    }

    /// What the test asks of a text, without negation.
    fn asks(&self) -> (&'t Operator, bool) {
        let operator = &self.comparison.operator;
        let plain = match operator {
            Operator::NotEquals => &Operator::Equals,
            Operator::NotContains => &Operator::Contains,
            Operator::NotStartsWith => &Operator::StartsWith,
            Operator::NotEndsWith => &Operator::EndsWith,
            Operator::NotMatches => &Operator::Matches,
            Operator::NotIn => &Operator::In,
            _ => return (operator, self.is_wanted),
        };
        (plain, !self.is_wanted)
    }

    fn compares_texts(&self) -> bool {
        matches!(
            self.asks().0,
            Operator::Equals
                | Operator::In
                | Operator::Contains
                | Operator::StartsWith
                | Operator::EndsWith
                | Operator::Matches
        )
    }

    /// The only texts that can pass, if they can be told.
    fn texts(&self) -> Option<Vec<&'t TextBuf>> {
        if !matches!(self.asks(), (Operator::Equals | Operator::In, true)) {
            return None;
        }
        let texts = self.scalars().iter().filter_map(|scalar| match scalar {
            Scalar::Text(text) => Some(text),
            _ => None,
        });
        Some(texts.collect())
    }

    fn text(&self) -> Option<&'t TextBuf> {
        match self.scalars() {
            [Scalar::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether no text passes both tests.
    fn excludes(&self, other: &Test<'_>) -> bool {
        use Operator as O;
        let (mine, theirs) = (self.asks(), other.asks());
        if !self.compares_texts() {
            return false;
        }
        if mine.0 == theirs.0
            && self.comparison.value == other.comparison.value
            && mine.1 != theirs.1
        {
            return true;
        }
        let (Some(my_text), Some(their_text)) = (self.text(), other.text()) else {
            return false;
        };
        let passes = |test: &Test<'_>, text: &TextBuf| test.passes(Value::Text(text.as_text()));
        match (mine, theirs) {
            // Two starts, or two ends: one has to be a part of the other.
            ((O::StartsWith, true), (O::StartsWith, true))
            | ((O::EndsWith, true), (O::EndsWith, true)) => {
                !passes(self, their_text) && !passes(other, my_text)
            }
            // What is wanted already has what must not be there.
            ((O::StartsWith, true), (O::StartsWith | O::Contains, false))
            | ((O::EndsWith, true), (O::EndsWith | O::Contains, false))
            | ((O::Contains, true), (O::Contains, false)) => !passes(other, my_text),
            _ => false,
        }
    }
}
