//! What the values of a mapping are made of.

use std::fmt;
use std::rc::Rc;

use crate::diagnostic::Pointer;
use crate::json::{Index, Text, canonical_index};
use crate::limits::MAX_TRACED_SOURCES;

/// What a value is made of: a tree as deep as the mapping built the value itself. What is deeper follows from there.
#[derive(Clone, Debug)]
pub enum Origin<'a> {
    /// There is no value.
    Nothing,
    /// The value at this place of the event, untouched, with all that is in it.
    Event(Pointer),
    /// A value that stands in the mapping at this place.
    Fixed(Pointer),
    /// An object that the mapping built of these members.
    Object(Rc<[(Text<'a>, Origin<'a>)]>),
    /// A list that the mapping built of these elements.
    List(Rc<[Origin<'a>]>),
    /// A new value: all that is in it is made of all of these.
    Made(Rc<Sources>),
    /// What a directive gave.
    Given(Rc<Given<'a>>),
}

/// What a directive gave.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    step: Step,
    decided_by: Vec<Pointer>,
    of: Origin<'a>,
}

/// A directive on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The directive's name.
    pub directive: &'static str,
    /// Where in the mapping.
    pub at: Pointer,
}

/// The place and what is done there, which no two steps share.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.directive, self.at)
    }
}

/// All that went into a value. Of more than [`MAX_TRACED_SOURCES`] places nothing is known but that it is the event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The places of the event whose values are in it.
    pub event: Vec<Pointer>,
    /// The places of the mapping that hold fixed values which are in it.
    pub fixed: Vec<Pointer>,
    /// The places of the event that decided which value it is, without being in it.
    pub decided_by: Vec<Pointer>,
    /// The directives, from the outside in.
    pub steps: Vec<Step>,
}

impl Origin<'_> {
    /// The origin of a member or element.
    #[must_use]
    pub fn child(&self, key: Text<'_>) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::Event(place) => Self::Event(place.key(&key.to_str_lossy())),
            // Whatever is in a text or a new value is made of what the whole is made of.
            Self::Fixed(_) | Self::Made(_) => self.clone(),
            Self::Object(members) => {
                let member = members.iter().find(|(name, _)| *name == key);
                member.map_or(Self::Nothing, |(_, origin)| origin.clone())
            }
            Self::List(elements) => {
                let index = match key {
                    Text::Str(key) => canonical_index(key),
                    Text::Units(_) => None,
                };
                let index = index.and_then(|index| usize::try_from(index).ok());
                let element = index.and_then(|index| elements.get(index));
                element.cloned().unwrap_or(Self::Nothing)
            }
            Self::Given(given) => Self::given(
                given.step.clone(),
                given.decided_by.clone(),
                given.of.child(key),
            ),
        }
    }

    /// The origin of what is further in.
    #[must_use]
    pub fn at(&self, way: &[Text<'_>]) -> Self {
        let mut origin = self.clone();
        for key in way {
            match &mut origin {
                Self::Event(place) => place.push_key(&key.to_str_lossy()),
                other => origin = other.child(*key),
            }
        }
        origin
    }

    /// All that went into the value.
    pub fn sources(&self) -> Sources {
        self.collected().finish()
    }

    pub(super) fn given(step: Step, decided_by: Vec<Pointer>, of: Self) -> Self {
        Self::Given(Rc::new(Given {
            step,
            decided_by,
            of,
        }))
    }

    /// The origin of a value that is made of all of these.
    pub(super) fn made(of: &[Self]) -> Self {
        let mut all = Collector::default();
        for origin in of {
            origin.collect(&mut all);
        }
        Self::Made(Rc::new(all.finish()))
    }

    fn collected(&self) -> Collector {
        let mut all = Collector::default();
        self.collect(&mut all);
        all
    }

    fn collect(&self, all: &mut Collector) {
        if all.count() {
            return;
        }
        match self {
            Self::Nothing => {}
            Self::Event(place) => all.sources.event.push(place.clone()),
            Self::Fixed(place) => all.sources.fixed.push(place.clone()),
            Self::Object(members) => {
                for (_, member) in members.iter() {
                    member.collect(all);
                }
            }
            Self::List(elements) => {
                for element in elements.iter() {
                    element.collect(all);
                }
            }
            Self::Made(made) => all.add(made),
            Self::Given(given) => {
                all.sources.steps.push(given.step.clone());
                let decided_by = given.decided_by.iter().cloned();
                all.sources.decided_by.extend(decided_by);
                given.of.collect(all);
            }
        }
    }
}

/// Gathers what went into a value. Values are shared, so a small tree can have endlessly many leaves.
#[derive(Default)]
struct Collector {
    sources: Sources,
    seen: usize,
}

impl Collector {
    /// Counts one place more, and whether that is too many.
    fn count(&mut self) -> bool {
        self.seen += 1;
        self.seen > MAX_TRACED_SOURCES
    }

    fn add(&mut self, made: &Sources) {
        let places = made.event.len() + made.fixed.len() + made.decided_by.len();
        self.seen = self.seen.saturating_add(places + made.steps.len());
        let Sources {
            event,
            fixed,
            decided_by,
            steps,
        } = made.clone();
        self.sources.event.extend(event);
        self.sources.fixed.extend(fixed);
        self.sources.decided_by.extend(decided_by);
        self.sources.steps.extend(steps);
    }

    fn finish(self) -> Sources {
        let event = if self.seen > MAX_TRACED_SOURCES {
            vec![Pointer::root()]
        } else {
            distinct(self.sources.event)
        };
        Sources {
            event,
            fixed: distinct(self.sources.fixed),
            decided_by: distinct(self.sources.decided_by),
            steps: distinct(self.sources.steps),
        }
    }
}

/// Each item once, where it first was.
fn distinct<T: fmt::Display>(mut items: Vec<T>) -> Vec<T> {
    if items.len() > 1 {
        let names: Vec<String> = items.iter().map(ToString::to_string).collect();
        let mut known = Index::default();
        let mut names = names.iter();
        items.retain(|_| {
            let name = names.next().map_or("", String::as_str);
            known.insert(Text::Str(name), 0).is_none()
        });
    }
    items
}
