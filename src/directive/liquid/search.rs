//! Looking for a text in a text, in linear time whatever both hold.

use std::borrow::Cow;

use crate::json::{Arena, Text};

/// A text and another one to look for in it.
///
/// Texts with lone surrogates are no Rust strings. So that the same search works for all, such pairs are looked at with
/// each surrogate as a character of its own.
pub(super) enum Searchable<'t> {
    Plain(&'t str, &'t str),
    Split(String, String),
}

/// A part of a text that was searched.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'t> {
    Plain(&'t str),
    Split(&'t str),
}

/// Where surrogates go: characters that have no other use, moved up by this.
const SURROGATES: u32 = 0x10_0000;

impl<'t> Searchable<'t> {
    pub(super) fn new(text: Text<'t>, part: Text<'t>) -> Self {
        match (text, part) {
            (Text::Str(text), Text::Str(part)) => Self::Plain(text, part),
            _ => Self::Split(spell(text), spell(part)),
        }
    }

    const fn pair(&self) -> (&str, &str) {
        match self {
            Self::Plain(text, part) => (text, part),
            Self::Split(text, part) => (text.as_str(), part.as_str()),
        }
    }

    pub(super) fn contains(&self) -> bool {
        let (text, part) = self.pair();
        text.contains(part)
    }

    const fn part<'p>(&'p self, part: &'p str) -> Part<'p> {
        match self {
            Self::Plain(..) => Part::Plain(part),
            Self::Split(..) => Part::Split(part),
        }
    }

    /// What is between the occurrences. The text must not be looked for nothing.
    pub(super) fn split(&self) -> impl Iterator<Item = Part<'_>> {
        let (text, part) = self.pair();
        text.split(part).map(|part| self.part(part))
    }

    /// What is before and behind the first or the last occurrence.
    pub(super) fn split_once(&self, last: bool) -> Option<(Part<'_>, Part<'_>)> {
        let (text, part) = self.pair();
        let split = if last {
            text.rsplit_once(part)
        } else {
            text.split_once(part)
        };
        split.map(|(before, behind)| (self.part(before), self.part(behind)))
    }
}

impl Part<'_> {
    pub(super) fn text(self, arena: &Arena) -> Text<'_> {
        match self {
            Self::Plain(text) => Text::Str(arena.text(text)),
            Self::Split(text) => {
                let units: Vec<u16> = text.chars().map(unit).collect();
                Text::from_units(&units, arena)
            }
        }
    }
}

fn spell(text: Text<'_>) -> String {
    let units: Cow<'_, [u16]> = match text {
        Text::Str(text) => text.encode_utf16().collect(),
        Text::Units(units) => units.into(),
    };
    let unit = |unit: &u16| {
        let code = u32::from(*unit);
        char::from_u32(code).or(char::from_u32(SURROGATES + code))
    };
    units.iter().filter_map(unit).collect()
}

fn unit(character: char) -> u16 {
    let code = u32::from(character);
    u16::try_from(code)
        .or(u16::try_from(code.wrapping_sub(SURROGATES)))
        .unwrap_or_default()
}
