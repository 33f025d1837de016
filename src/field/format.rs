//! What dates, times, URIs and email addresses look like to Segment's validation.

use crate::json::is_js_whitespace;

/// `YYYY-MM-DD`, a day of the Gregorian calendar. The year 0000 counts as a leap year.
pub(super) fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = digits_of(text, [4, 2, 2], b'-') else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A date, one `T` or white space, a time, an optional offset from UTC.
pub(super) fn is_date_time(text: &str) -> bool {
    let mut parts =
        text.split(|character: char| matches!(character, 't' | 'T') || is_js_whitespace(character));
    match (parts.next(), parts.next(), parts.next()) {
        (Some(date), Some(time), None) => is_date(date) && is_time(time),
        _ => false,
    }
}

fn is_time(text: &str) -> bool {
    let Some((clock, rest)) = text.split_at_checked(8) else {
        return false;
    };
    let Some([hour, minute, second]) = digits_of(clock, [2, 2, 2], b':') else {
        return false;
    };
    let is_clock =
        (hour <= 23 && minute <= 59 && second <= 59) || (hour, minute, second) == (23, 59, 60);
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let behind = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if behind.len() == fraction.len() {
                return false;
            }
            behind
        }
        None => rest,
    };
    is_clock && is_offset(rest)
}

fn is_offset(text: &str) -> bool {
    if matches!(text, "" | "z" | "Z") {
        return true;
    }
    let is_digits = |text: &str, length| text.len() == length && all_digits(text);
    text.strip_prefix(['+', '-']).is_some_and(|offset| {
        is_digits(offset, 2)
            || is_digits(offset, 4)
            || offset
                .split_once(':')
                .is_some_and(|(hours, minutes)| is_digits(hours, 2) && is_digits(minutes, 2))
    })
}

/// Three numbers of so many digits each, with a separator between them.
fn digits_of(text: &str, lengths: [usize; 3], separator: u8) -> Option<[u32; 3]> {
    let mut parts = text.split(char::from(separator));
    let mut number = |length| {
        let part = parts.next()?;
        (part.len() == length && all_digits(part)).then(|| part.parse().ok())?
    };
    let [first, second, third] = lengths;
    let numbers = [number(first)?, number(second)?, number(third)?];
    parts.next().is_none().then_some(numbers)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 3986 with a scheme, as permissive as Segment's validation: one slash may stand for two.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let (rest, fragment) = split_optional(rest, '#');
    let (hierarchy, query) = split_optional(rest, '?');
    is_scheme
        && is_hierarchy(hierarchy)
        && [query, fragment]
            .into_iter()
            .flatten()
            .all(|part| is_made_of(part, b":@/?"))
}

fn split_optional(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

fn is_hierarchy(text: &str) -> bool {
    if !text.contains('[') {
        return !text.is_empty() && is_made_of(text, b":@/");
    }
    // A literal IP address in brackets is the only thing that is more than path characters.
    let Some(authority) = text.strip_prefix("//").or(text.strip_prefix('/')) else {
        return false;
    };
    let authority = match authority.split_once("@[") {
        Some((user, host)) if is_made_of(user, b":") => host,
        Some(_) => return false,
        None => match authority.strip_prefix('[') {
            Some(host) => host,
            None => return false,
        },
    };
    let Some((host, rest)) = authority.split_once(']') else {
        return false;
    };
    let path = match rest.strip_prefix(':') {
        Some(port) => port.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    (is_ipv6(host) || is_future_ip(host))
        && (path.is_empty() || path.starts_with('/'))
        && is_made_of(path, b":@/")
}

/// Unreserved characters, sub-delimiters, percent escapes and the given others.
fn is_made_of(text: &str, others: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
                is_hex(bytes.next()) && is_hex(bytes.next())
            }
            _ => is_uri_character(byte) || others.contains(&byte),
        };
        if !fits {
            return false;
        }
    }
    true
}

const fn is_uri_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
        )
}

fn is_future_ip(host: &str) -> bool {
    host.strip_prefix(['v', 'V'])
        .and_then(|host| host.split_once('.'))
        .is_some_and(|(version, address)| {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && address
                    .bytes()
                    .all(|byte| is_uri_character(byte) || byte == b':')
        })
}

fn is_ipv6(host: &str) -> bool {
    match host.split_once("::") {
        None => groups(host) == Some(8),
        Some((left, right)) => {
            let count = |side: &str, may_end_in_ipv4: bool| match side {
                "" => Some(0),
                _ if !may_end_in_ipv4 && side.contains('.') => None,
                _ => groups(side),
            };
            match (count(left, false), count(right, true)) {
                (Some(left), Some(right)) => left + right <= 7,
                _ => false,
            }
        }
    }
}

/// How many 16-bit groups a colon-separated list has; the last entry may be an IPv4 address, which counts for two.
fn groups(text: &str) -> Option<usize> {
    let mut count = 0;
    let mut parts = text.split(':').peekable();
    while let Some(part) = parts.next() {
        let is_group =
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        count += match is_group {
            true => 1,
            false if parts.peek().is_none() && is_ipv4(part) => 2,
            false => return None,
        };
    }
    Some(count)
}

fn is_ipv4(text: &str) -> bool {
    let is_octet = |part: &str| {
        (1..=3).contains(&part.len())
            && all_digits(part)
            && part.parse::<u16>().is_ok_and(|octet| octet <= 255)
    };
    text.split('.').count() == 4 && text.split('.').all(is_octet)
}

/// Whether a text can be an email address: an ASCII name, an `@`, a domain with at least one dot.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|b| {
                // The printable characters without `"(),.:;<>@[\]` and space.
                matches!(b, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/'..=b'9' | b'=' | b'?')
                    || matches!(b, b'A'..=b'Z' | b'^'..=b'~')
            })
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    name.split('.').all(is_atom) && domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for text in ["2000-02-29", "0000-02-29", "1999-12-31"] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "2001-02-29",
            "1900-02-29",
            "2000-13-01",
            "2000-1-01",
            "2000-01-32",
            "2000-01-00",
            " 2000-01-01",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn times() {
        for text in [
            "2020-01-02T03:04:05Z",
            "2020-01-02 03:04:05",
            "2020-01-02t03:04:05.123+0100",
            "2020-01-02T23:59:60-25:00",
            "2020-01-02T03:04:05+01",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "2020-01-02",
            "2020-01-02T24:00:00",
            "2020-01-02T03:04:60",
            "2020-01-02  03:04:05",
            "2020-01-02T03:04",
            "2020-01-02T03:04:05.",
            "2020-01-02T03:04:05+1",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn uris() {
        for text in [
            "http://",
            "HTTP://X",
            "a:b",
            "mailto:x@y",
            "urn:isbn:1",
            "localhost:3000",
            "javascript:alert(1)",
            "http://[::1]/",
            "http://a:b",
            "http://[1:2:3:4:5:6:1.2.3.04]:80/x?y#z",
            "http://u@[v1.x]",
            "http://x/%41?q=/#?",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "not a uri",
            "/rel",
            "//x.y",
            "http:",
            "a:",
            "https://é.com",
            "http://%zz",
            "a:b#c#d",
            "a:b|c",
            "http://[::1",
            "http://[1:2]/",
            "http://x[::1]/",
            "a:[b]",
            "1a:b",
            "",
        ] {
            assert!(!is_uri(text), "{text}");
        }
    }

    #[test]
    fn emails() {
        for text in ["joe.customer@example.com", "a+b@c-d.e", "A@B.C"] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "a@b",
            "a@localhost",
            "not-an-email",
            "a@b..c",
            "a@-b.c",
            " a@b.c",
            "é@b.c",
            "a@b@c.d",
            ".a@b.c",
            "",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }
}
