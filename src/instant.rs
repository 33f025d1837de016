//! Points in time: text outside, milliseconds since 1970 inside.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// Reads a time in RFC 3339 form, with or without a fraction of a second, in any zone.
///
/// ```
/// use friendbuy_edge::instant::parse_rfc3339;
/// assert_eq!(parse_rfc3339("1970-01-01T01:00:00.25+01:00"), Some(250));
/// assert_eq!(parse_rfc3339("1/2/70 1:00 AM"), None);
/// ```
pub fn parse_rfc3339(text: &str) -> Option<Millis> {
    OffsetDateTime::parse(text, &Rfc3339).ok().and_then(millis)
}

/// Reads a time as HTTP headers carry it: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn parse_http_date(text: &str) -> Option<Millis> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = text.split(' ');
    let [_weekday, day, month, year, clock, "GMT"] =
        std::array::from_fn(|_| parts.next().unwrap_or_default())
    else {
        return None;
    };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    parse_rfc3339(&format!("{year}-{month:02}-{day}T{clock}Z"))
}

/// Writes a time as JavaScript's `toISOString` does. `None` outside of the years 0 to 9999.
///
/// ```
/// use friendbuy_edge::instant::format_rfc3339;
/// assert_eq!(format_rfc3339(250).as_deref(), Some("1970-01-01T00:00:00.250Z"));
/// ```
pub fn format_rfc3339(at: Millis) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).ok()?;
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second, milli) = at.to_hms_milli();
    (year >= 0).then(|| {
        let month = u8::from(month);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    })
}

fn millis(at: OffsetDateTime) -> Option<Millis> {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_mapis_expires_are_read() {
        let with = parse_rfc3339("2026-11-22T10:00:00.000Z");
        assert_eq!(with, Some(1_795_341_600_000));
        assert_eq!(parse_rfc3339("2026-11-22T10:00:00Z"), with);
        assert_eq!(parse_rfc3339("2026-11-22T10:00:00.000000+00:00"), with);
    }

    #[test]
    fn http_dates_are_read() {
        assert_eq!(
            parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777_000)
        );
        for other in [
            "",
            "in a while",
            "Sun, 06 Nov 1994 08:49:37 PST",
            "Sun, 36 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(parse_http_date(other), None, "{other}");
        }
    }

    #[test]
    fn text_and_number_go_there_and_back() {
        for text in [
            "1969-12-31T23:59:59.999Z",
            "2000-02-29T12:34:56.007Z",
            "0000-01-01T00:00:00.000Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            let at = parse_rfc3339(text).unwrap();
            assert_eq!(format_rfc3339(at).as_deref(), Some(text));
        }
        assert_eq!(format_rfc3339(i64::MAX), None);
        assert_eq!(format_rfc3339(-62_167_219_200_001), None);
    }
}
