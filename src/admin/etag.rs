//! ETags: that nobody overwrites what somebody else changed, and nobody fetches what they have.

use super::refusal::Refusal;

/// Whether a change may be made to what is in force: `If-Match` has to name it.
///
/// # Errors
///
/// [`Refusal::NoPrecondition`] without the header, [`Refusal::Changed`] when it names something else.
///
/// ```
/// use friendbuy_edge::admin::{Refusal, may_change};
/// assert_eq!(may_change(Some(r#""v2", "v3""#), r#""v3""#), Ok(()));
/// assert_eq!(may_change(Some("*"), r#""v3""#), Ok(()));
/// assert_eq!(may_change(None, r#""v3""#), Err(Refusal::NoPrecondition));
/// ```
pub fn may_change(if_match: Option<&str>, current: &str) -> Result<(), Refusal> {
    let header = if_match.ok_or(Refusal::NoPrecondition)?;
    // Weak tags are not taken: they stand for what is only about the same.
    if tags(header).any(|tag| tag == "*" || tag == current) {
        return Ok(());
    }
    Err(Refusal::Changed {
        current: current.to_owned(),
    })
}

/// Whether the client has what is in force already, as `If-None-Match` says.
///
/// ```
/// use friendbuy_edge::admin::has_already;
/// assert!(has_already(Some(r#"W/"v3""#), r#""v3""#));
/// assert!(!has_already(None, r#""v3""#));
/// ```
pub fn has_already(if_none_match: Option<&str>, current: &str) -> bool {
    let mut tags = tags(if_none_match.unwrap_or_default());
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == current)
}

/// The tags of a header. Ours hold no commas, so a tag that is cut at one is none of ours anyway.
fn tags(header: &str) -> impl Iterator<Item = &str> {
    header.split(',').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_tag_in_force_lets_change() {
        let current = r#""v3""#;
        let changed = Err(Refusal::Changed {
            current: current.to_owned(),
        });
        for header in [
            "",
            "v3",
            r#""v2""#,
            r#"W/"v3""#,
            r#""V3""#,
            r#""v3"#,
            r#""a,"v3"#,
        ] {
            assert_eq!(may_change(Some(header), current), changed, "{header}");
        }
        for header in [r#""v3""#, r#" "v3" "#, r#""x","v3""#, "*"] {
            assert_eq!(may_change(Some(header), current), Ok(()), "{header}");
        }
    }

    #[test]
    fn a_client_may_have_it_already() {
        let current = r#""v3""#;
        for header in [r#""v3""#, r#"W/"v3""#, r#""v2", "v3""#, "*"] {
            assert!(has_already(Some(header), current), "{header}");
        }
        for header in ["", "v3", r#""v2""#] {
            assert!(!has_already(Some(header), current), "{header}");
        }
    }
}
