//! Letters: their case as JavaScript changes it, by Unicode's full mapping of no language, and which characters are some.
//!
//! The standard library maps the same. Its tables name every letter, which takes 25 kB of wasm; those here name runs of
//! letters and take a tenth of it, packed until somebody needs them. A test compares the two for each letter.

mod table;

use std::sync::LazyLock;

static LOWER: LazyLock<Vec<Run>> = LazyLock::new(|| runs(table::LOWER));
static UPPER: LazyLock<Vec<Run>> = LazyLock::new(|| runs(table::UPPER));
static CASED: LazyLock<Vec<u32>> = LazyLock::new(|| boundaries(table::CASED));
static IGNORABLE: LazyLock<Vec<u32>> = LazyLock::new(|| boundaries(table::IGNORABLE));
static WORD: LazyLock<Vec<u32>> = LazyLock::new(|| boundaries(table::WORD));

/// JavaScript's `toLowerCase`.
///
/// ```
/// use friendbuy_edge::letters::to_lowercase;
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
            _ => lower.push(counterpart(character, &LOWER)),
        }
    }
    lower
}

/// JavaScript's `toUpperCase`.
///
/// ```
/// use friendbuy_edge::letters::to_uppercase;
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
            None => upper.push(counterpart(character, &UPPER)),
        }
    }
    upper
}

/// The upper case of a character, unless it is more than one.
pub fn upper_character(character: char) -> Option<char> {
    long_uppercase(character)
        .is_none()
        .then(|| counterpart(character, &UPPER))
}

/// Whether a character is a letter, a mark or a decimal digit by Unicode's general categories.
pub fn is_word(character: char) -> bool {
    is_in(character, &WORD)
}

fn long_uppercase(character: char) -> Option<&'static str> {
    let place = table::UPPER_LONG.binary_search_by_key(&character, |(letter, _)| *letter);
    let (_, letters) = table::UPPER_LONG.get(place.ok()?)?;
    Some(letters)
}

fn counterpart(character: char, runs: &[Run]) -> char {
    let code = u32::from(character);
    let behind = runs.partition_point(|run| run.first <= code);
    let run = behind.checked_sub(1).and_then(|place| runs.get(place));
    match run {
        Some(run) if code <= run.last && (code - run.first) % run.step == 0 => {
            char::from_u32(code.wrapping_add(run.distance)).unwrap_or(character)
        }
        _ => character,
    }
}

/// Whether the Σ at a place is the last letter of a word, and not its only one.
fn ends_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let behind = text.get(at + 'Σ'.len_utf8()..).unwrap_or_default();
    is_letter_next(before.chars().rev()) && !is_letter_next(behind.chars())
}

/// Whether the first character that counts is a letter with case.
fn is_letter_next(mut characters: impl Iterator<Item = char>) -> bool {
    let next = characters.find(|character| !is_in(*character, &IGNORABLE));
    next.is_some_and(|character| is_in(character, &CASED))
}

/// Whether a character is in a set, which begins at each first boundary and ends before each second.
fn is_in(character: char, boundaries: &[u32]) -> bool {
    boundaries.partition_point(|boundary| *boundary <= u32::from(character)) % 2 == 1
}

/// Letters one after the other, or every other one, whose counterparts are as far away for all of them.
struct Run {
    first: u32,
    last: u32,
    step: u32,
    distance: u32,
}

/// What is in a table of runs. For each it has three numbers: how far it is from the last letter before; twice how many more
/// letters follow the first, and one more where that is every other one; twice the distance, less one where it leads down.
fn runs(table: &[u8]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut last = 0;
    for [way, more, twice] in numbers(table).as_chunks().0 {
        let first = last + way;
        let step = 1 + more % 2;
        last = first + more / 2 * step;
        let distance = (twice >> 1) ^ (twice & 1).wrapping_neg();
        runs.push(Run {
            first,
            last,
            step,
            distance,
        });
    }
    runs
}

/// What is in a table of boundaries: it has their distances.
fn boundaries(table: &[u8]) -> Vec<u32> {
    let mut boundaries = numbers(table);
    let mut last = 0;
    for boundary in &mut boundaries {
        last += *boundary;
        *boundary = last;
    }
    boundaries
}

/// The numbers of a table: seven bits in a byte, the highest first; the eighth bit says that more follow.
fn numbers(table: &[u8]) -> Vec<u32> {
    let mut numbers = Vec::new();
    let mut number = 0;
    for byte in table {
        number = number << 7 | u32::from(byte & 0x7f);
        if *byte < 0x80 {
            numbers.push(number);
            number = 0;
        }
    }
    numbers
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
