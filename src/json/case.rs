//! Letter case as JavaScript changes it: Unicode's full mapping, of no language.
//!
//! The standard library maps the same. Its tables name every letter, which takes 25 kB of wasm; those here name runs of
//! letters, and a test compares the two for each of them.

mod table;

use table::{CASED, IGNORABLE, LOWER, UPPER, UPPER_LONG};

/// Letters one after the other, or every other one, whose counterparts are as far away for all of them.
pub(super) type Run = (u32, u32, u32, i32);

/// JavaScript's `toLowerCase`.
///
/// ```
/// use friendbuy_edge::json::to_lowercase;
/// assert_eq!(to_lowercase("StrÄß ΑΣ"), "sträß ας");
/// ```
pub fn to_lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut lower = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            'Σ' if ends_word(text, at) => lower.push('ς'),
            // The one letter that becomes two.
            'İ' => lower.push_str("i\u{307}"),
            _ => lower.push(counterpart(character, LOWER)),
        }
    }
    lower
}

/// JavaScript's `toUpperCase`.
///
/// ```
/// use friendbuy_edge::json::to_uppercase;
/// assert_eq!(to_uppercase("StrÄß ﬁ"), "STRÄSS FI");
/// ```
pub fn to_uppercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    let mut upper = String::with_capacity(text.len());
    for character in text.chars() {
        match long_uppercase(character) {
            Some(letters) => upper.push_str(letters),
            None => upper.push(counterpart(character, UPPER)),
        }
    }
    upper
}

/// The upper case of a character, unless it is more than one.
pub(crate) fn upper_character(character: char) -> Option<char> {
    long_uppercase(character)
        .is_none()
        .then(|| counterpart(character, UPPER))
}

fn long_uppercase(character: char) -> Option<&'static str> {
    let place = UPPER_LONG.binary_search_by_key(&character, |(letter, _)| *letter);
    let (_, letters) = UPPER_LONG.get(place.ok()?)?;
    Some(letters)
}

fn counterpart(character: char, runs: &[Run]) -> char {
    let code = u32::from(character);
    let run = runs.partition_point(|(first, ..)| *first <= code);
    let run = run.checked_sub(1).and_then(|run| runs.get(run));
    let distance = match run {
        Some((first, last, step, distance)) if code <= *last && (code - first) % step == 0 => {
            *distance
        }
        _ => 0,
    };
    char::from_u32(code.wrapping_add_signed(distance)).unwrap_or(character)
}

/// Whether the Σ at a place is the last letter of a word, and not its only one.
fn ends_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let behind = text.get(at + 'Σ'.len_utf8()..).unwrap_or_default();
    is_letter_next(before.chars().rev()) && !is_letter_next(behind.chars())
}

/// Whether the first character that counts is a letter with case.
fn is_letter_next(mut characters: impl Iterator<Item = char>) -> bool {
    let next = characters.find(|character| !is_in(*character, IGNORABLE));
    next.is_some_and(|character| is_in(character, CASED))
}

/// Whether a character is in a run; of each run the table has the first character and the first behind it.
fn is_in(character: char, runs: &[u32]) -> bool {
    runs.partition_point(|boundary| *boundary <= u32::from(character)) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise the standard library has newer letters.
    fn is_same_unicode() -> bool {
        char::UNICODE_VERSION == table::UNICODE
    }

    #[test]
    fn every_character_maps_as_in_the_standard_library() {
        for character in ('\0'..=char::MAX).filter(|_| is_same_unicode()) {
            let text = character.to_string();
            // `é` is no letter that changes, and takes the text off the short way for ASCII.
            assert_eq!(
                to_lowercase(&format!("{text}é")),
                format!("{}é", text.to_lowercase())
            );
            assert_eq!(
                to_uppercase(&format!("{text}É")),
                format!("{}É", text.to_uppercase())
            );
            let mut upper = character.to_uppercase();
            let only = upper.next().filter(|_| upper.next().is_none());
            assert_eq!(upper_character(character), only);
        }
    }

    #[test]
    fn sigma_ends_words_as_in_the_standard_library() {
        for character in ('\0'..=char::MAX).filter(|_| is_same_unicode()) {
            for text in [
                format!("{character}Σ"),
                format!("A{character}Σ"),
                format!("AΣ{character}"),
                format!("AΣ{character}A"),
            ] {
                assert_eq!(to_lowercase(&text), text.to_lowercase(), "{text:?}");
            }
        }
    }

    #[test]
    fn texts_change_case() {
        for text in [
            "",
            "abc",
            "ΑΣ ΑΣΑ Σ",
            "Σ",
            "ΑΣ.",
            "ΑΣ:Α",
            "İstanbul ǅ ŉ ﬁ ß ẞ",
            "𐐀𐐨",
        ] {
            assert_eq!(to_lowercase(text), text.to_lowercase());
            assert_eq!(to_uppercase(text), text.to_uppercase());
        }
    }
}
