//! The tables of letter case, from the standard library's own: letters in runs.

use std::fmt::Write as _;

/// The whole file.
pub(crate) fn tables() -> String {
    let lower = runs(|character| only(character.to_lowercase()));
    let upper = runs(|character| only(character.to_uppercase()));
    let long = characters().filter(|character| character.to_uppercase().count() > 1);
    let long: String = long.fold(String::new(), |mut list, letter| {
        let upper: String = letter
            .to_uppercase()
            .flat_map(char::escape_unicode)
            .collect();
        let _ = writeln!(list, "    ('{}', \"{upper}\"),", letter.escape_unicode());
        list
    });
    let (major, minor, update) = char::UNICODE_VERSION;
    format!(
        "//! Made by `tests/generated`; see there.\n\n\
        use super::Run;\n\n\
        /// The version of Unicode.\n\
        #[cfg(test)]\n\
        pub(super) const UNICODE: (u8, u8, u8) = ({major}, {minor}, {update});\n\n\
        {}{}{}{}\
        /// Letters whose upper case is several.\n\
        #[rustfmt::skip]\n\
        pub(super) const UPPER_LONG: &[(char, &str)] = &[\n{long}];\n",
        run_table(
            "LOWER",
            "Letters with a lower case: first, last, step, distance to it.",
            &lower
        ),
        run_table("UPPER", "Letters with an upper case.", &upper),
        boundary_table(
            "CASED",
            "Letters that have case, where that matters for the end of a word.",
            |letter| { !is_ignorable(letter) && !ends_word(&format!("AΣ{letter}")) }
        ),
        boundary_table(
            "IGNORABLE",
            "Characters that do not matter for the end of a word.",
            is_ignorable
        ),
    )
}

fn characters() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

/// Whether the end of a word is looked for behind this character, too.
fn is_ignorable(character: char) -> bool {
    !ends_word(&format!("AΣ{character}A")) && ends_word(&format!("AΣ{character}"))
}

/// Whether the second letter, a Σ, gets the form it has at the end of a word.
fn ends_word(text: &str) -> bool {
    text.to_lowercase().chars().nth(1) == Some('ς')
}

fn only(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    mapped.next().filter(|_| mapped.next().is_none())
}

/// First, last, step and distance of letters that map alike.
fn runs(map: impl Fn(char) -> Option<char>) -> Vec<(u32, u32, u32, i64)> {
    let mut runs: Vec<(u32, u32, u32, i64)> = Vec::new();
    for character in characters() {
        let code = u32::from(character);
        let mapped = map(character).map_or(code, u32::from);
        let distance = i64::from(mapped) - i64::from(code);
        if distance == 0 {
            continue;
        }
        match runs.last_mut() {
            Some((first, last, step, same))
                if *same == distance
                    && (code - *last == *step || first == last && code - *last <= 2) =>
            {
                *step = code - *last;
                *last = code;
            }
            _ => runs.push((code, code, 1, distance)),
        }
    }
    runs
}

fn run_table(name: &str, about: &str, runs: &[(u32, u32, u32, i64)]) -> String {
    let mut table = format!("/// {about}\n#[rustfmt::skip]\npub(super) const {name}: &[Run] = &[");
    for (place, (first, last, step, distance)) in runs.iter().enumerate() {
        let space = if place % 4 == 0 { "\n    " } else { " " };
        let _ = write!(table, "{space}({first:#x}, {last:#x}, {step}, {distance}),");
    }
    table + "\n];\n\n"
}

fn boundary_table(name: &str, about: &str, is_in: impl Fn(char) -> bool) -> String {
    let mut table = format!("/// {about}\n#[rustfmt::skip]\npub(super) const {name}: &[u32] = &[");
    let mut was_in = false;
    let mut count = 0;
    for character in characters() {
        if is_in(character) != was_in {
            was_in = !was_in;
            let space = if count % 12 == 0 { "\n    " } else { " " };
            let _ = write!(table, "{space}{:#x},", u32::from(character));
            count += 1;
        }
    }
    table + "\n];\n\n"
}
