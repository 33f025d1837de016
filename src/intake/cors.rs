//! What browsers must be told before they send.

/// The headers analytics.js sends, some versions of it all of them.
const HEADERS: &str = "authorization, content-type, x-retry-count";

/// The header of every answer to a request of the Tracking API.
///
/// Any page may send: the write key says who it is, and no cookie is ever read.
pub const ALLOW_ORIGIN: (&str, &str) = ("Access-Control-Allow-Origin", "*");

/// The headers of the answer to a preflight; `requested` is its `Access-Control-Request-Headers`.
pub fn cors_headers(requested: Option<&str>) -> [(&'static str, String); 4] {
    let mut headers = HEADERS.to_owned();
    for name in requested.unwrap_or_default().split(',').map(str::trim) {
        let is_known = HEADERS
            .split(", ")
            .any(|known| known.eq_ignore_ascii_case(name));
        if is_token(name) && !is_known {
            headers.push_str(", ");
            headers.push_str(name);
        }
    }
    [
        (ALLOW_ORIGIN.0, ALLOW_ORIGIN.1.to_owned()),
        (
            "Access-Control-Allow-Methods",
            "GET, POST, OPTIONS".to_owned(),
        ),
        ("Access-Control-Allow-Headers", headers),
        ("Access-Control-Max-Age", "86400".to_owned()),
    ]
}

/// Whether a text is a name HTTP allows, so that nothing else is echoed.
fn is_token(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preflight_gets_what_it_asks_for() {
        let allowed = |requested| cors_headers(requested).map(|(_, value)| value)[2].clone();
        assert_eq!(allowed(None), HEADERS);
        assert_eq!(
            allowed(Some("Content-Type,X-Own")),
            format!("{HEADERS}, X-Own")
        );
        assert_eq!(allowed(Some("a b, \"x\", ,é")), HEADERS);
    }
}
