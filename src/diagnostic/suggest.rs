//! The known name somebody probably meant.

/// The name nearest to `unknown`, if one is near enough to be meant: `proprties` → `properties`.
pub fn nearest<'n>(unknown: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    nearest_of(unknown, &mut names.into_iter())
}

/// One function for all kinds of lists.
fn nearest_of<'n>(unknown: &str, names: &mut dyn Iterator<Item = &'n str>) -> Option<&'n str> {
    // A third of the letters may differ, case does not count.
    let allowed = unknown.chars().count().max(3) / 3;
    let unknown = unknown.to_ascii_lowercase();
    let mut nearest = None;
    for name in names {
        let distance = distance(&unknown, &name.to_ascii_lowercase());
        let is_nearer = nearest.is_none_or(|(least, _)| distance < least);
        if distance <= allowed && is_nearer {
            nearest = Some((distance, name));
        }
    }
    nearest.map(|(_, name)| name)
}

/// Insertions, deletions, substitutions and swaps of neighbours from one text to the other (optimal string alignment).
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    let mut row_above: Vec<usize> = Vec::new();
    let mut letter_above = None;
    for (above, letter) in one.chars().enumerate() {
        let mut next = vec![above + 1];
        let mut letter_before = None;
        for (at, other) in two.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let substituted = cell(&row, at) + usize::from(letter != *other);
            let mut best = substituted
                .min(cell(&row, at + 1) + 1)
                .min(cell(&next, at) + 1);
            if letter_above == Some(*other) && letter_before == Some(letter) {
                best = best.min(cell(&row_above, at.saturating_sub(1)) + 1);
            }
            next.push(best);
            letter_before = Some(*other);
        }
        letter_above = Some(letter);
        row_above = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn near_names_are_found() {
        let names = ["trackCustomer", "trackPurchase", "trackSignUp"];
        assert_eq!(nearest("trackpurchase", names), Some("trackPurchase"));
        assert_eq!(nearest("trackSingUp", names), Some("trackSignUp"));
        assert_eq!(nearest("identify", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("emial", "email"), 1);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("abcd", "badc"), 2);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
