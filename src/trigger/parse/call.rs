//! Functions in the place of a condition: `contains`, `match` and `any`.

use super::Parser;
use crate::diagnostic::nearest;
use crate::json::TextBuf;
use crate::trigger::error::{TriggerError, TriggerErrorKind, shorten};
use crate::trigger::field::Scope;
use crate::trigger::lex::TokenKind;
use crate::trigger::tree::{Any, Condition};

/// The functions that can stand for a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Function {
    Contains,
    Match,
    Any,
}

impl Function {
    const NAMES: [(&str, Function); 3] = [
        ("contains", Self::Contains),
        ("match", Self::Match),
        ("any", Self::Any),
    ];
}

impl Parser<'_> {
    /// A function, whose name is next.
    pub(super) fn call(&mut self, keys: &[TextBuf], negated: bool) -> Option<Condition> {
        let known = |(name, function): &(&str, Function)| {
            (keys == [TextBuf::from(*name)]).then_some(*function)
        };
        let Some(function) = Function::NAMES.iter().find_map(known) else {
            self.unknown_function();
            return None;
        };
        self.at += 1;
        let open = self.span();
        self.enter()?;
        let condition = match function {
            Function::Any => self.any().map(|any| if negated { any.not() } else { any }),
            Function::Contains | Function::Match => {
                self.search(function == Function::Match, negated)
            }
        };
        if condition.is_none() {
            self.recover_in_call();
        }
        self.leave(open);
        Some(condition.unwrap_or(Condition::constant(false)))
    }

    fn unknown_function(&mut self) {
        let span = self.span();
        let name = self.text.get(span.clone()).unwrap_or("");
        let known = Function::NAMES.map(|(name, _)| name);
        let help = match nearest(&shorten(name), known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "the functions are `contains`, `match` and `any`".into(),
        };
        let kind = TriggerErrorKind::UnknownFunction(shorten(name));
        self.report(TriggerError::new(kind, span).help(help));
    }

    /// Skips to the parenthesis that ends the function.
    fn recover_in_call(&mut self) {
        loop {
            self.recover();
            match self.peek() {
                None | Some(TokenKind::Close) => return,
                _ => self.at += 1,
            }
        }
    }

    pub(super) fn comma(&mut self) -> Option<()> {
        if self.take(&TokenKind::Comma) {
            return Some(());
        }
        self.expected("a comma", None);
        None
    }

    /// The arguments of `any(list, condition)`.
    fn any(&mut self) -> Option<Condition> {
        let name = self.argument()?;
        let list = self.list_field(name);
        self.comma()?;
        let scope = std::mem::replace(&mut self.scope, Scope::Element);
        let condition = self.disjunction();
        self.scope = scope;
        Some(list.map_or(Condition::constant(false), |list| {
            Condition::Any(Any {
                list,
                condition: Box::new(condition),
            })
        }))
    }
}
