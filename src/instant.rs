//! Points in time: text outside, milliseconds since 1970 inside.

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

const DAY: Millis = 86_400_000;

/// Reads a time in RFC 3339 form, with or without a fraction of a second, in any zone.
///
/// ```
/// use friendbuy_edge::instant::parse_rfc3339;
/// assert_eq!(parse_rfc3339("1970-01-01T01:00:00.25+01:00"), Some(250));
/// assert_eq!(parse_rfc3339("1/2/70 1:00 AM"), None);
/// ```
pub fn parse_rfc3339(text: &str) -> Option<Millis> {
    let mut reader = Reader(text.as_bytes());
    let year = reader.number(4)?;
    let month = reader.after(b'-')?.number(2)?;
    let day = reader.after(b'-')?.number(2)?;
    // Any character may stand between date and time.
    reader.next()?;
    let hour = reader.number(2)?;
    let minute = reader.after(b':')?.number(2)?;
    let second = reader.after(b':')?.number(2)?;
    let milli = reader.fraction()?;
    let offset = reader.offset()?;
    let days = days_of(year, month, day);
    let is_valid = civil(days) == (year, month, day) && hour < 24 && minute < 60 && second <= 60;
    if !is_valid || !reader.0.is_empty() {
        return None;
    }
    let minutes = (days * 24 + hour) * 60 + minute - offset;
    if second < 60 {
        return Some((minutes * 60 + second) * 1000 + milli);
    }
    // A leap second, which counts as the end of the one before it. Only a month of UTC ends with one.
    let next = (minutes + 1) * 60_000;
    let is_leap = next.rem_euclid(DAY) == 0 && civil(next.div_euclid(DAY)).2 == 1;
    is_leap.then_some(next - 1)
}

/// Reads a text from its start.
struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// What follows on a character.
    fn after(&mut self, character: u8) -> Option<&mut Self> {
        (self.next()? == character).then_some(self)
    }

    /// A number of so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        (0..digits).try_fold(0, |number, _| {
            let digit = self.next().filter(u8::is_ascii_digit)?;
            Some(number * 10 + i64::from(digit - b'0'))
        })
    }

    /// The milliseconds behind a second.
    fn fraction(&mut self) -> Option<i64> {
        let Some(rest) = self.0.strip_prefix(b".") else {
            return Some(0);
        };
        let end = rest.iter().position(|byte| !byte.is_ascii_digit());
        let (digits, rest) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        self.0 = rest;
        let parts = digits.iter().zip([100, 10, 1]);
        let milli = parts.map(|(digit, place)| i64::from(digit - b'0') * place);
        (!digits.is_empty()).then(|| milli.sum())
    }

    /// The minutes by which a zone is before UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.next()? {
            b'Z' | b'z' => return Some(0),
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let hours = self.number(2)?;
        let minutes = self.after(b':')?.number(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
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
    let (year, month, day) = civil(at.div_euclid(DAY));
    let time = at.rem_euclid(DAY);
    let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1000 % 60);
    (0..=9999).contains(&year).then(|| {
        let milli = time % 1000;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    })
}

/// Days since 1970 of a date. The day may be one that its month does not have, and is then one of the next month.
pub(crate) fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years that start in March end with the leap day.
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date of a day since 1970.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;

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

    #[test]
    fn times_are_read_as_the_time_crate_reads_them() {
        let parts: [&[&str]; 11] = [
            &["2024", "1900", "0000", "9999", "24"],
            &["-", "/"],
            &["01", "02", "12", "13", "00", "1"],
            &["-"],
            &["29", "28", "30", "31", "00", "32"],
            &["T", " ", "t", "é", ""],
            &["00", "23", "24", "1"],
            &[":00:", ":59:", ":60:", "59", ":5:"],
            &["00", "59", "60", "61"],
            &["", ".", ".5", ".123999999999999", ".12a"],
            &[
                "Z", "z", "+00:00", "-23:59", "+24:00", "+01:60", "+0100", "-00:01", "Zx", "",
            ],
        ];
        let mut state = 1_u64;
        let mut read = 0;
        for _ in 0..50_000 {
            let choose = |choices: &&[&'static str]| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                // The first is taken more often, or hardly a text is a time.
                let at = usize::try_from(state >> 40).unwrap() % (choices.len() + 6);
                choices.get(at).or(choices.first()).copied().unwrap()
            };
            let text: String = parts.iter().map(choose).collect();
            let known = OffsetDateTime::parse(&text, &Rfc3339).ok();
            let known = known.map(|at| at.unix_timestamp_nanos().div_euclid(1_000_000));
            assert_eq!(parse_rfc3339(&text).map(i128::from), known, "{text}");
            read += usize::from(known.is_some());
        }
        assert!(read > 1_000, "{read}");
    }
}
