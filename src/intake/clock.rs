//! Correcting the clocks of senders.

use crate::instant::{Millis, format_rfc3339, parse_rfc3339};

/// When an event happened by this side's clock: `receivedAt - (sentAt - originalTimestamp)`, as Segment documents it.
///
/// The sender's clock may be years off; the time between the event and its sending is right all the same. Without a
/// readable `sentAt` there is nothing to correct by, and the sender's time stands. Without a time of the event, it happened
/// when it was received. `None` leaves a time as it is that can't be read or that correction would carry out of the calendar.
///
/// ```
/// use friendbuy_edge::intake::corrected_timestamp;
/// let received = 1_795_341_600_000; // 2026-11-22T10:00:00Z
/// let corrected = corrected_timestamp(received, Some("2020-01-01T00:00:05Z"), Some("2020-01-01T00:00:00Z"));
/// assert_eq!(corrected.as_deref(), Some("2026-11-22T09:59:55.000Z"));
/// ```
pub fn corrected_timestamp(
    received_at: Millis,
    sent_at: Option<&str>,
    original: Option<&str>,
) -> Option<String> {
    let Some(original) = original else {
        return format_rfc3339(received_at);
    };
    let original = parse_rfc3339(original)?;
    let sent_at = sent_at.and_then(parse_rfc3339);
    let skew = sent_at.map_or(Some(0), |sent_at| received_at.checked_sub(sent_at))?;
    format_rfc3339(original.checked_add(skew)?)
}

#[cfg(test)]
mod tests {
    use super::corrected_timestamp;

    const RECEIVED: i64 = 1_795_341_600_000;

    #[test]
    fn only_what_can_be_corrected_is() {
        let correct = |sent, original| corrected_timestamp(RECEIVED, sent, original);
        let received = Some("2026-11-22T10:00:00.000Z".to_owned());
        assert_eq!(correct(None, None), received);
        assert_eq!(correct(Some("2020-01-01T00:00:00Z"), None), received);
        let unsent = correct(None, Some("2026-11-22T11:00:00+02:00"));
        assert_eq!(unsent.as_deref(), Some("2026-11-22T09:00:00.000Z"));
        assert_eq!(
            correct(Some("soon"), Some("2026-11-22T11:00:00+02:00")),
            unsent
        );
        assert_eq!(
            correct(Some("2026-11-22T10:00:00Z"), Some("11/22/26 10:00 AM")),
            None
        );
    }

    #[test]
    fn a_clock_that_is_ahead_is_set_back() {
        let ahead = corrected_timestamp(
            RECEIVED,
            Some("2031-01-01T00:01:00.500Z"),
            Some("2031-01-01T00:00:00Z"),
        );
        assert_eq!(ahead.as_deref(), Some("2026-11-22T09:58:59.500Z"));
        let far = corrected_timestamp(
            RECEIVED,
            Some("0000-01-01T00:00:00Z"),
            Some("9999-12-31T00:00:00Z"),
        );
        assert_eq!(far, None);
    }
}
