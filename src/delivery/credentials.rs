//! Whose account, and on which host.

use crate::json::ObjectWriter;

/// What opens a merchant's account at MAPI.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    base_url: Box<str>,
    key: Box<str>,
    secret: Box<str>,
}

/// Shows neither key nor secret.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Why a setting can't be used. Never repeats a part of the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// A key like `abc`.
    #[error("the key is no UUID; Friendbuy's staff issue MAPI keys, they are not the merchant id")]
    Key,
    /// A secret like `sandbox:`.
    #[error("nothing follows the environment and its colon")]
    NoSecret,
    /// A secret like `sand/box:abc`, which would lead to another host.
    #[error(
        "what stands before the first colon is no environment name: letters, digits and hyphens only"
    )]
    Environment,
    /// A base URL like `mapi.fbot.me`, or one with a query.
    #[error("must be an https URL without user, query or fragment, as in `https://mapi.fbot.me`")]
    BaseUrl,
    /// A base URL like `http://mapi.fbot.me`, which would show the secret to everyone on the way.
    #[error("must be https; http is for this machine only, as in `http://127.0.0.1:8788`")]
    Insecure,
}

impl CredentialsError {
    /// The setting to change.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Key => "FRIENDBUY_MAPI_KEY",
            Self::NoSecret | Self::Environment => "FRIENDBUY_MAPI_SECRET",
            Self::BaseUrl | Self::Insecure => "MAPI_BASE_URL",
        }
    }
}

impl Credentials {
    /// Reads the settings.
    ///
    /// As in Segment's destination, a secret written as `<environment>:<secret>` selects `https://mapi.fbot-<environment>.me`
    /// instead of production; a colon at the very beginning does not count. `base_url` overrides the host.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    ///
    /// ```
    /// use friendbuy_edge::delivery::Credentials;
    /// let key = "00000000-0000-4000-8000-000000000001";
    /// let sandbox = Credentials::new(key, "sandbox:abc", None).unwrap();
    /// assert_eq!(sandbox.base_url(), "https://mapi.fbot-sandbox.me");
    /// assert_eq!(sandbox.secret(), "abc");
    /// ```
    pub fn new(
        key: &str,
        secret: &str,
        base_url: Option<&str>,
    ) -> Result<Self, Vec<CredentialsError>> {
        let mut errors = Vec::new();
        let key = key.trim();
        if !is_uuid(key) {
            errors.push(CredentialsError::Key);
        }
        let (environment, secret) = split_secret(secret.trim());
        if secret.is_empty() {
            errors.push(CredentialsError::NoSecret);
        }
        if environment.is_some_and(|environment| !is_label(environment)) {
            errors.push(CredentialsError::Environment);
        }
        let base_url = match base_url {
            Some(given) => checked_url(given.trim()).unwrap_or_else(|error| {
                errors.push(error);
                String::new()
            }),
            None => environment.map_or_else(
                || "https://mapi.fbot.me".to_owned(),
                |environment| format!("https://mapi.fbot-{environment}.me"),
            ),
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            base_url: base_url.into(),
            key: key.into(),
            secret: secret.into(),
        })
    }

    /// Scheme and host, and a path before `/v1` if there is one; no slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The body of the request for a token. It holds the secret.
    pub fn authorization_body(&self) -> String {
        let mut json = String::new();
        let mut body = ObjectWriter::new(&mut json);
        body.text("key", &self.key);
        body.text("secret", &self.secret);
        body.finish();
        json
    }

    /// The key: whose account it is.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The secret itself, without the environment.
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

fn split_secret(secret: &str) -> (Option<&str>, &str) {
    match secret.split_once(':') {
        Some((environment, rest)) if !environment.is_empty() => (Some(environment), rest),
        _ => (None, secret),
    }
}

fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| {
        let is_hex = group.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex { group.len() } else { 0 }
    });
    groups.eq([8, 4, 4, 4, 12])
}

/// Whether a text can be a part of a host name.
fn is_label(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    text.bytes().all(is_part)
        && (1..=63).contains(&("fbot-".len() + text.len()))
        && !text.ends_with('-')
}

fn checked_url(url: &str) -> Result<String, CredentialsError> {
    let (scheme, rest) = url.split_once("://").ok_or(CredentialsError::BaseUrl)?;
    let rest = rest.trim_end_matches('/');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]/_~".contains(&byte);
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.is_empty() || !rest.bytes().all(is_plain) {
        return Err(CredentialsError::BaseUrl);
    }
    match scheme {
        "https" => {}
        "http" if is_loopback(authority) => {}
        "http" => return Err(CredentialsError::Insecure),
        _ => return Err(CredentialsError::BaseUrl),
    }
    Ok(format!("{scheme}://{rest}"))
}

fn is_loopback(authority: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| {
        let port = authority.strip_prefix(host);
        port.is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "00000000-0000-4000-8000-00000000000A";

    fn host(secret: &str, base_url: Option<&str>) -> Result<String, Vec<CredentialsError>> {
        let credentials = Credentials::new(KEY, secret, base_url)?;
        Ok(format!(
            "{} {}",
            credentials.base_url(),
            credentials.secret()
        ))
    }

    #[test]
    fn the_secret_selects_the_host() {
        let production = "https://mapi.fbot.me";
        assert_eq!(host("abc", None), Ok(format!("{production} abc")));
        assert_eq!(host(":a:b", None), Ok(format!("{production} :a:b")));
        let sandbox = "https://mapi.fbot-sandbox.me";
        assert_eq!(host("sandbox:a:b", None), Ok(format!("{sandbox} a:b")));
    }

    #[test]
    fn nothing_but_an_environment_gets_into_the_host() {
        let error = Err(vec![CredentialsError::Environment]);
        for environment in ["a.b", "a/b", "a b", "x@evil.example", "é", "a-", "a\u{0}"] {
            assert_eq!(
                host(&format!("{environment}:abc"), None),
                error,
                "{environment}"
            );
        }
        assert_eq!(host(&format!("{}:abc", "a".repeat(64)), None), error);
        assert_eq!(
            host("sandbox:", None),
            Err(vec![CredentialsError::NoSecret])
        );
    }

    #[test]
    fn the_base_url_overrides_the_host() {
        for (given, base) in [
            ("http://127.0.0.1:8788/", "http://127.0.0.1:8788"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://[::1]:8788", "http://[::1]:8788"),
            ("https://proxy.example/mapi/", "https://proxy.example/mapi"),
        ] {
            assert_eq!(host("sandbox:abc", Some(given)), Ok(format!("{base} abc")));
        }
        for (given, error) in [
            ("http://mapi.fbot.me", CredentialsError::Insecure),
            ("http://127.0.0.1.evil.example", CredentialsError::Insecure),
            ("http://127.0.0.1@evil.example", CredentialsError::BaseUrl),
            ("mapi.fbot.me", CredentialsError::BaseUrl),
            ("ftp://mapi.fbot.me", CredentialsError::BaseUrl),
            ("https://", CredentialsError::BaseUrl),
            ("https://x?y", CredentialsError::BaseUrl),
            ("https://x/#y", CredentialsError::BaseUrl),
        ] {
            assert_eq!(host("abc", Some(given)), Err(vec![error]), "{given}");
        }
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let errors = Credentials::new("abc", "a b:", Some("x")).unwrap_err();
        let settings: Vec<_> = errors.iter().map(|error| error.setting()).collect();
        let expected = [
            "FRIENDBUY_MAPI_KEY",
            "FRIENDBUY_MAPI_SECRET",
            "FRIENDBUY_MAPI_SECRET",
            "MAPI_BASE_URL",
        ];
        assert_eq!(settings, expected);
    }

    #[test]
    fn debug_output_is_no_leak() {
        let credentials = Credentials::new(KEY, "hush", None).unwrap();
        let shown = format!("{credentials:?}");
        assert!(!shown.contains("hush") && !shown.contains(KEY), "{shown}");
        assert_eq!(
            credentials.authorization_body(),
            format!(r#"{{"key":"{KEY}","secret":"hush"}}"#)
        );
    }
}
