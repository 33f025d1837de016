//! Where in a mapping a walk is.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Location, Pointer};
use crate::json::Text;
use crate::limits::{MAX_JSON_DEPTH, MAX_MAPPING_PROBLEMS};

/// A walk through a mapping: the way to where it is, and what it found.
#[derive(Debug)]
pub(super) struct Place<'v, 'p> {
    base: Pointer,
    steps: Vec<Step<'v>>,
    depth: usize,
    problems: &'p mut Vec<Diagnostic>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'v> {
    Key(Text<'v>),
    Index(usize),
}

impl<'v, 'p> Place<'v, 'p> {
    /// A walk that starts at `base`.
    pub(super) fn new(base: Pointer, problems: &'p mut Vec<Diagnostic>) -> Self {
        Self {
            base,
            steps: Vec::new(),
            depth: 0,
            problems,
        }
    }

    /// A walk of its own from here, which keeps what it finds to itself.
    pub(super) fn aside<'q>(&self, problems: &'q mut Vec<Diagnostic>) -> Place<'v, 'q> {
        Place {
            base: Pointer::root(),
            steps: Vec::new(),
            depth: self.depth,
            problems,
        }
    }

    /// The pointer. Only made for messages, so that a walk takes no time for long keys.
    pub(super) fn pointer(&self) -> Pointer {
        let steps = self.steps.iter();
        steps.fold(self.base.clone(), |pointer, step| match step {
            Step::Key(key) => pointer.key(&key.to_str_lossy()),
            Step::Index(index) => pointer.index(*index),
        })
    }

    /// What was found so far.
    pub(super) fn problems(&self) -> &[Diagnostic] {
        self.problems
    }

    pub(super) fn enter_key(&mut self, key: Text<'v>) {
        self.steps.push(Step::Key(key));
    }

    pub(super) fn enter_index(&mut self, index: usize) {
        self.steps.push(Step::Index(index));
    }

    pub(super) fn leave(&mut self) {
        self.steps.pop();
    }

    /// One level deeper, unless that is too deep.
    pub(super) fn descend(&mut self) -> bool {
        if self.depth == MAX_JSON_DEPTH {
            let message = format!("mapping is nested deeper than {MAX_JSON_DEPTH} levels");
            self.report(Diagnostic::new(Code::MappingDepth, message));
            return false;
        }
        self.depth += 1;
        true
    }

    pub(super) fn ascend(&mut self) {
        self.depth -= 1;
    }

    /// Reports a problem here.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.report_part(problem, None);
    }

    /// Reports a problem here, in a part of the string that stands here.
    pub(super) fn report_part(&mut self, problem: Diagnostic, span: Option<Range<usize>>) {
        if self.problems.len() < MAX_MAPPING_PROBLEMS {
            let location = Location {
                span,
                ..Location::document(self.pointer())
            };
            self.problems.push(problem.at(location));
        }
    }

    /// Reports what a walk aside found, from here.
    pub(super) fn report_all(&mut self, problems: Vec<Diagnostic>) {
        let here = self.pointer();
        for mut problem in problems {
            if let Some(location) = &mut problem.location {
                location.pointer = here.join(&location.pointer);
            }
            if self.problems.len() < MAX_MAPPING_PROBLEMS {
                self.problems.push(problem);
            }
        }
    }
}
