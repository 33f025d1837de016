//! Letters: their case as JavaScript changes it, by Unicode's full mapping of no language, and which characters are some.
//!
//! The standard library maps the same. Its tables name every letter, which takes 25 kB of wasm; those here name runs of
//! letters, and a test compares the two for each of them. Looking into them is never inlined, where speed matters least.

mod table;

use table::{CASED, IGNORABLE, LOWER, UPPER, UPPER_LONG, WORD};

/// For each of Unicode's planes that has some: what is in it, without the plane's number.
pub(super) type Planes<T> = [(u32, &'static [T])];

/// Letters one after the other, or every other one, whose counterparts are as far away for all of them: first, last, step,
/// distance.
pub(super) type Run = (u16, u16, u16, u16);

/// JavaScript's `toLowerCase`.
///
/// ```
/// use friendbuy_edge_json::to_lowercase;
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
/// use friendbuy_edge_json::to_uppercase;
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
pub fn upper_character(character: char) -> Option<char> {
    long_uppercase(character)
        .is_none()
        .then(|| counterpart(character, UPPER))
}

#[inline(never)]
fn long_uppercase(character: char) -> Option<&'static str> {
    let place = UPPER_LONG.binary_search_by_key(&character, |(letter, _)| *letter);
    let (_, letters) = UPPER_LONG.get(place.ok()?)?;
    Some(letters)
}

#[inline(never)]
fn counterpart(character: char, planes: &Planes<Run>) -> char {
    let (runs, code) = in_plane(character, planes);
    let run = runs.partition_point(|(first, ..)| *first <= code);
    let run = run.checked_sub(1).and_then(|run| runs.get(run));
    let distance = match run {
        Some((first, last, step, distance)) if code <= *last && (code - first) % step == 0 => {
            *distance
        }
        _ => return character,
    };
    let plane = u32::from(character) >> 16 << 16;
    char::from_u32(plane | u32::from(code.wrapping_add(distance))).unwrap_or(character)
}

/// What a table has for the plane of a character, and the character without its plane.
fn in_plane<T>(character: char, planes: &Planes<T>) -> (&'static [T], u16) {
    let code = u32::from(character);
    let plane = planes.iter().find(|(plane, _)| *plane == code >> 16);
    let code = u16::try_from(code & 0xffff).unwrap_or_default();
    (plane.map_or(&[], |(_, content)| *content), code)
}

/// Whether the Σ at a place is the last letter of a word, and not its only one.
#[inline(never)]
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
#[inline(never)]
fn is_in(character: char, planes: &Planes<u16>) -> bool {
    let (boundaries, code) = in_plane(character, planes);
    boundaries.partition_point(|boundary| *boundary <= code) % 2 == 1
}

/// Whether a character is a letter, a mark or a decimal digit by Unicode's general categories.
pub fn is_word(character: char) -> bool {
    is_in(character, WORD)
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
    fn letters_marks_and_digits_are_words() {
        for character in [
            'a',
            'É',
            'ß',
            '٣',
            '\u{301}',
            '中',
            '𐐀',
            '\u{2a6df}',
            '\u{e0100}',
        ] {
            assert!(is_word(character), "{character:?}");
        }
        // As many, and the same sum, as JavaScript's /[\p{L}\p{M}\p{Nd}]/u finds with Unicode 17.
        let words = ('\0'..=char::MAX).filter(|character| is_word(*character));
        let codes = words.map(|character| u64::from(u32::from(character)));
        assert_eq!(
            codes.fold((0, 0), |(count, sum), code| (count + 1, sum + code)),
            (148_985, 16_527_928_110)
        );
        for character in ['_', '-', ' ', '²', '½', 'Ⅷ', '€', '😀', '\u{e000}'] {
            assert!(!is_word(character), "{character:?}");
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
