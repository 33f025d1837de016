//! Points in time as days and hours, as JavaScript counts them: for ever back and forth in today's calendar.

use crate::instant::{civil, days_of};

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
        let leap_day = i64::from(self.year == 0 && self.month > 2);
        let new_year = days_of(self.year, 1, 1);
        days_of(self.year, self.month, self.day) - new_year + 1 - leap_day
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
