//! The parts of a date as they are found: which number is the day shows in the end.

use crate::instant::days_of;

/// Whether a number is one of these, the last one included.
#[inline(never)]
pub(super) const fn is_within(number: i64, least: i64, most: i64) -> bool {
    least <= number && number <= most
}

/// The first numbers of a date or a time.
#[derive(Debug, Default)]
struct Parts {
    values: [i64; 4],
    count: usize,
}

impl Parts {
    /// A part, or what it is when it is not there.
    #[inline(never)]
    fn get(&self, at: usize, missing: i64) -> i64 {
        let value = self.values.get(at).filter(|_| at < self.count);
        value.copied().unwrap_or(missing)
    }

    /// Adds one, unless there are already as many as there can be.
    fn add(&mut self, part: i64, most: usize) -> bool {
        let place = self.values.get_mut(self.count);
        let Some(place) = place.filter(|_| self.count < most) else {
            return false;
        };
        *place = part;
        self.count += 1;
        true
    }
}

#[derive(Debug, Default)]
pub(super) struct Day {
    parts: Parts,
    pub(super) month: Option<i64>,
    pub(super) is_iso: bool,
}

impl Day {
    pub(super) const fn is_empty(&self) -> bool {
        self.parts.count == 0
    }

    pub(super) fn add(&mut self, part: i64) -> bool {
        self.parts.add(part, 3)
    }

    pub(super) fn days(&self) -> Option<i64> {
        if self.is_empty() {
            return None;
        }
        let part = |at| self.parts.get(at, 1);
        let first = part(0);
        let is_day = |part| is_within(part, 1, 31);
        let (year, month, day) = match self.month {
            None if self.is_iso || !is_day(first) => (first, part(1), part(2)),
            None => (part(2), first, part(1)),
            Some(month) if !is_day(first) => (first, month, part(1)),
            Some(month) => (part(1), month, first),
        };
        let year = match year {
            0..=49 if !self.is_iso => year + 2000,
            50..=99 if !self.is_iso => year + 1900,
            _ => year,
        };
        let is_date = is_within(month, 1, 12) && is_day(day);
        is_date.then(|| days_of(year, month, day))
    }
}

#[derive(Debug, Default)]
pub(super) struct Time {
    parts: Parts,
    pub(super) half: Option<i64>,
}

impl Time {
    pub(super) const fn is_empty(&self) -> bool {
        self.parts.count == 0
    }

    /// Whether a number can be the next part, behind the hour.
    pub(super) fn expects(&self, part: i64) -> bool {
        match self.parts.count {
            1 | 2 => is_within(part, 0, 59),
            3 => is_within(part, 0, 999),
            _ => false,
        }
    }

    pub(super) fn add(&mut self, part: i64) -> bool {
        self.parts.add(part, 4)
    }

    /// Adds the last part: nothing is expected behind it.
    pub(super) fn add_last(&mut self, mut part: i64) {
        while self.add(part) {
            part = 0;
        }
    }

    pub(super) fn millis(&self) -> Option<i64> {
        let part = |at| self.parts.get(at, 0);
        let (mut hour, minute, second, milli) = (part(0), part(1), part(2), part(3));
        if let Some(half) = self.half {
            if !is_within(hour, 0, 12) {
                return None;
            }
            hour = hour % 12 + half;
        }
        let is_time = is_within(hour, 0, 23)
            && is_within(minute, 0, 59)
            && is_within(second, 0, 59)
            && is_within(milli, 0, 999);
        let is_midnight = hour == 24 && minute == 0 && second == 0 && milli == 0;
        let millis = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
        (is_time || is_midnight).then_some(millis)
    }
}

/// How far a time is from UTC. Without a sign it is not known, and taken for UTC.
#[derive(Debug, Default)]
pub(super) struct Zone {
    /// `1` east of it, `-1` west.
    pub(super) direction: i64,
    pub(super) hour: Option<i64>,
    pub(super) minute: Option<i64>,
}

impl Zone {
    pub(super) const fn of(hours: i64) -> Self {
        Self {
            direction: if hours < 0 { -1 } else { 1 },
            hour: Some(hours.abs()),
            minute: Some(0),
        }
    }

    pub(super) fn is_utc(&self) -> bool {
        (self.hour, self.minute) == (Some(0), Some(0))
    }

    pub(super) fn expects(&self, minute: i64) -> bool {
        self.hour.is_some() && self.minute.is_none() && is_within(minute, 0, 59)
    }

    pub(super) fn millis(&self) -> i64 {
        let minutes = self.hour.unwrap_or(0) * 60 + self.minute.unwrap_or(0);
        self.direction * minutes * 60_000
    }
}
