//! Names in a trigger and the places in an event they stand for.

use super::Parser;
use crate::diagnostic::nearest;
use crate::json::TextBuf;
use crate::trigger::error::{TriggerError, TriggerErrorKind, shorten};
use crate::trigger::field::{Field, FieldPath, Member, Root, Scope};
use crate::trigger::lex::TokenKind;

impl<'t> Parser<'t> {
    /// Takes a name, which is next.
    pub(super) fn field(&mut self, keys: &[TextBuf]) -> Option<Field> {
        let field = self.resolve(keys);
        self.at += 1;
        field
    }

    /// The name that has to be next in a function.
    pub(super) fn argument(&mut self) -> Option<&'t [TextBuf]> {
        if let Some(TokenKind::Word(keys)) = self.peek() {
            return Some(keys);
        }
        self.expected("a member of the event", None);
        None
    }

    /// Takes the name of a list, which is next.
    pub(super) fn list_field(&mut self, keys: &[TextBuf]) -> Option<Field> {
        let span = self.span();
        match self.field(keys)? {
            Field::Member(member) => {
                self.error(TriggerErrorKind::TextList(member.name()), span);
                None
            }
            path @ Field::Path(..) => Some(path),
        }
    }

    fn resolve(&mut self, keys: &[TextBuf]) -> Option<Field> {
        let (first, rest) = keys.split_first()?;
        let TextBuf::Str(name) = first else {
            return None;
        };
        let below = |root| Some(Field::Path(root, FieldPath::from_keys(rest.to_vec())));
        if **name == *Root::It.name() {
            return below(Root::It);
        }
        if self.scope == Scope::Element {
            return Some(Field::Path(Root::It, FieldPath::from_keys(keys.to_vec())));
        }
        if let Some(root) = Root::from_name(name) {
            return below(root);
        }
        let Some(member) = Member::from_name(name) else {
            self.unknown_member(name);
            return None;
        };
        if !rest.is_empty() {
            self.error(TriggerErrorKind::TextMember(member.name()), self.span());
            return None;
        }
        Some(Field::Member(member))
    }

    fn unknown_member(&mut self, full: &str) {
        let name = shorten(full);
        let members = Member::ALL.iter().map(|member| member.name());
        // Everything short is near to `it`.
        let roots = Root::ALL.iter().filter(|root| **root != Root::It);
        let roots = roots.map(|root| root.name());
        let help = match nearest(&name, members.chain(roots)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!(
                "write `properties.{name}` for a property, `it.{name}` for another member of the event"
            ),
        };
        let mut span = self.span();
        let text = self.text.get(span.clone()).unwrap_or("");
        if text.starts_with(full) {
            span.end = span.start + full.len();
        }
        let kind = TriggerErrorKind::UnknownMember(name);
        self.report(TriggerError::new(kind, span).help(help));
    }
}
