//! Points in time as days and hours, as JavaScript counts them: for ever back and forth in today's calendar.

const DAY: f64 = 86_400_000.0;

/// How far from 1970 JavaScript's time goes, in milliseconds.
const MAX_TIME: f64 = 8.64e15;

/// A time JavaScript knows, in whole milliseconds.
pub(in super::super) fn clip(millis: f64) -> Option<f64> {
    (millis.abs() <= MAX_TIME).then(|| millis.trunc())
}

/// A point in time, taken apart.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Fields<'a> {
    /// Since 1970 in the zone that is shown.
    millis: f64,
    /// Minutes west of UTC.
    pub(in super::super) offset: f64,
    /// The name of the zone, if it has one.
    pub(in super::super) zone: Option<&'a str>,
    pub(in super::super) year: i64,
    /// From 1.
    pub(in super::super) month: i64,
    pub(in super::super) day: i64,
    /// From 0, which is a Sunday.
    pub(in super::super) weekday: i64,
    pub(in super::super) hour: i64,
    pub(in super::super) minute: i64,
    pub(in super::super) second: i64,
    pub(in super::super) milli: i64,
}

impl<'a> Fields<'a> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "JavaScript's time is far from what an i64 can hold"
    )]
    pub(in super::super) fn new(millis: f64, offset: f64, zone: Option<&'a str>) -> Self {
        let days = (millis / DAY).floor();
        let rest = (millis - days * DAY) as i64;
        let days = days as i64;
        let (year, month, day) = civil(days);
        Self {
            millis,
            offset,
            zone,
            year,
            month,
            day,
            weekday: weekday(days),
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1000 % 60,
            milli: rest % 1000,
        }
    }

    /// Seconds since 1970, halves rounded up.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "JavaScript's time is far from what an i64 can hold"
    )]
    pub(in super::super) fn seconds(&self) -> i64 {
        (self.millis / 1000.0 + 0.5).floor() as i64
    }

    /// The day of the year, from 1. As in Segment, the year 0 is no leap year here.
    pub(in super::super) fn day_of_year(&self) -> i64 {
        let year = self.year;
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0 && year != 0);
        let lengths = [
            31,
            28 + i64::from(is_leap),
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ];
        let months = lengths.iter().zip(1..self.month);
        months.map(|(length, _)| length).sum::<i64>() + self.day
    }

    /// The week of the year, where weeks start on this day. `None` for a year that starts before JavaScript's time.
    pub(in super::super) fn week_of_year(&self, start: i64) -> Option<i64> {
        // JavaScript takes years of two digits for years of the last century.
        let year = match self.year {
            year @ 0..=99 => year + 1900,
            year => year,
        };
        let new_year = days_of(year, 1, 1);
        clip_days(new_year)?;
        let now = self.day_of_year() + start - self.weekday;
        let then = 7 - weekday(new_year) + start;
        Some((now - then).div_euclid(7) + 1)
    }
}

#[expect(clippy::cast_precision_loss, reason = "no year comes near 2^53 days")]
fn clip_days(days: i64) -> Option<f64> {
    clip(days as f64 * DAY)
}

/// Milliseconds since 1970 of a day and a time of it.
#[expect(
    clippy::cast_precision_loss,
    reason = "what is too large is out of JavaScript's time"
)]
pub(super) fn time_of(days: i64, millis: i64) -> Option<f64> {
    clip(days as f64 * DAY + millis as f64)
}

fn weekday(days: i64) -> i64 {
    (days + 4).rem_euclid(7)
}

/// Days since 1970 of a date. The day may be one that its month does not have, and is then one of the next month.
pub(super) fn days_of(year: i64, month: i64, day: i64) -> i64 {
    // Years that start in March end with the leap day.
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date of a day since 1970.
fn civil(days: i64) -> (i64, i64, i64) {
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
