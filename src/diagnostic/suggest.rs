//! The known name somebody probably meant.

/// The name nearest to `unknown`, if one is near enough to be meant: `proprties` → `properties`.
pub fn nearest<'n>(unknown: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // A third of the letters may differ, case does not count.
    let allowed = unknown.chars().count().max(3) / 3;
    names
        .into_iter()
        .map(|name| {
            (
                distance(&unknown.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Insertions, deletions and substitutions from one text to the other (Levenshtein).
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (above, from) in one.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (to, up) in two.iter().zip(row.iter().skip(1)) {
            let substituted = diagonal + usize::from(from != *to);
            left = substituted.min(left + 1).min(up + 1);
            diagonal = *up;
            next.push(left);
        }
        row = next;
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
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
